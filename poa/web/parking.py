"""Parking a section, from its page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import parking as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause
from ..policy import Permission
from .forms import short

pages = Blueprint("parking", __name__)


@pages.post("/clauses/<uuid:clause_id>/park")
@needs(Permission.DECIDE, Clause)
def park(clause: Clause) -> ResponseReturnValue:
    """Park a section, with the reason."""
    reason = short("reason")
    with transaction():
        actions.park(reader(), clause, reason=reason)
    flash(_("Parked. What is in this section has left the desk's queue; nothing is settled there for now."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/unpark")
@needs(Permission.DECIDE, Clause)
def unpark(clause: Clause) -> ResponseReturnValue:
    """Take a parked section up again."""
    with transaction():
        actions.unpark(reader(), clause)
    flash(_("Taken up again."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))
