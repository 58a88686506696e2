"""Record as agreed: what every party can accept, previewed as redlines, recorded in one step."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import agreements as actions
from ..actions.agreements import Wanted
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Plan
from ..policy import Permission
from ..queries import agreements as queries
from ..queries.circles import circle_all
from ..queries.plans import standing_clause
from . import merging, texts
from .forms import given, short, uuid_of

pages = Blueprint("agreements", __name__)


@pages.get("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """What can be recorded as agreed now, and what is nearest to it."""
    return _page(plan)


def _page(plan: Plan, problem: PoaError | None = None) -> str:
    found = queries.agreements(plan, reader())
    return render_template(
        "agreements/show.html",
        plan=plan,
        page="desk",
        items=[(item, texts.by_party(plan, item.clause.revision.text, item.text, None)) for item in found.items],
        nearest=found.nearest,
        bases=merging.bases(circle_all(plan.id)),
        given=given("basis", "note"),
        problem=problem,
    )


@pages.post("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
def record(plan: Plan) -> ResponseReturnValue:
    """Record the clauses that were ticked; when one has moved nothing is recorded, and the list is shown anew."""
    try:
        note = short("note")
        with transaction():
            wanted = [_wanted(plan, id) for id in request.form.getlist("clauses")]
            done = actions.record(reader(), plan, wanted=wanted, basis=given("basis")["basis"], note=note or None)
    except (Invalid, Conflict) as error:
        return _page(plan, error), 422 if isinstance(error, Invalid) else 409
    places = sum(item.settled for item in done)
    flash(f"Recorded as agreed: {places} {'place' if places == 1 else 'places'}.", "done")
    return redirect(url_for("desk.show", plan_id=plan.id))


def _wanted(plan: Plan, id: str) -> Wanted:
    """A clause as the form showed it: its revision, and the places that stood beside it."""
    clause = standing_clause(plan, id)
    if clause is None:
        raise Invalid("Name the clause.", field="clauses")
    places = tuple(request.form.getlist(f"places-{id}"))
    return Wanted(clause, uuid_of(request.form.get(f"revision-{id}", "")), places)
