"""Rounds, from the overview of a negotiation: opened, extended, closed early."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from ..actions import rounds as actions
from ..db import transaction
from ..errors import Conflict, Invalid
from ..guards import needs, reader
from ..models import Plan, Round
from ..policy import Permission
from ..queries.circles import circle_named
from . import negotiation
from .forms import given, moment
from .languages import tongue

pages = Blueprint("rounds", __name__)


@pages.post("/plans/<uuid:plan_id>/rounds")
@needs(Permission.CONVENE, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Open a round, or announce it; or show the form again with what was typed."""
    form = given("name", "circle", "opens_at", "closes_at")
    try:
        closes_at = moment("closes_at")
        if closes_at is None:
            raise Invalid("Say until when the round is open.", field="closes_at")
        with transaction():
            made = actions.open_round(
                reader(),
                plan,
                circle=circle_named(plan.id, form["circle"] or "all", reader()),
                name=form["name"],
                opens_at=moment("opens_at"),
                closes_at=closes_at,
                takes=request.form.getlist("takes"),
            )
    except (Invalid, Conflict) as error:
        return negotiation.page(plan, form=form, problem=error), 422 if isinstance(error, Invalid) else 409
    flash(
        _(
            "%(name)s is %(state)s; it closes on %(at)s.",
            name=made.name,
            state=pgettext("running", "open") if made.state == "open" else _("announced"),
            at=tongue().moment(made.closes_at),
        ),
        "done",
    )
    return _back(made)


@pages.post("/rounds/<uuid:round_id>/extend")
@needs(Permission.CONVENE, Round)
def extend(round: Round) -> ResponseReturnValue:
    """Put the deadline off, or show the form again."""
    form = given("closes_at")
    try:
        closes_at = moment("closes_at")
        if closes_at is None:
            raise Invalid("Say until when.", field="closes_at")
        with transaction():
            actions.extend(reader(), round, closes_at=closes_at)
    except (Invalid, Conflict) as error:
        status = 422 if isinstance(error, Invalid) else 409
        return negotiation.page(round.plan, form=form, problem=error, at=str(round.id)), status
    flash(_("%(name)s is open until %(at)s now.", name=round.name, at=tongue().moment(round.closes_at)), "done")
    return _back(round)


@pages.post("/rounds/<uuid:round_id>/close")
@needs(Permission.CONVENE, Round)
def close(round: Round) -> ResponseReturnValue:
    """End an open round before its deadline."""
    with transaction():
        actions.close(reader(), round)
    flash(_("%(name)s is closed. What comes later comes from the floor.", name=round.name), "done")
    return _back(round)


def _back(round: Round) -> ResponseReturnValue:
    return redirect(url_for("negotiation.show", plan_id=round.plan_id, _anchor="rounds"))
