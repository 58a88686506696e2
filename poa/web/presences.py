"""Who else of the reader's own is here; a page that is looked at says so."""

from __future__ import annotations

import uuid

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..actions import presences as actions
from ..db import transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..live import beside
from ..models import Clause, Plan
from ..policy import Permission
from ..queries import find
from ..queries.plans import optional_id

pages = Blueprint("presences", __name__)


@pages.post("/plans/<uuid:plan_id>/presence")
@needs(Permission.READ, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """A sign of life of one page, or its end; the answer says who else is here."""
    tab = optional_id(request.form.get("tab"))
    if tab is None:
        raise Invalid("The page does not say which one it is.", field="tab")
    clause_id = optional_id(request.form.get("clause"))
    clause = find(Clause, clause_id, reader()) if clause_id else None
    with transaction():
        _keep(plan, tab, clause)
    return {"beside": beside(plan, reader())}


def _keep(plan: Plan, tab: uuid.UUID, clause: Clause | None) -> None:
    held = current_user.session_id
    if request.form.get("left"):
        actions.leave(reader(), plan, session_id=held, tab=tab)
    else:
        doing = request.form.get("doing") or "reading"
        actions.be_at(reader(), plan, session_id=held, tab=tab, clause=clause, doing=doing)
