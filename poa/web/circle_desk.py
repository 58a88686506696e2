"""The merge desk of a bloc: its members' amendments settled place by place, and what it takes to everyone."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import group_settlements as actions
from ..db import session, transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, Circle, Clause, GroupSettlement, Plan
from ..policy import Permission
from ..queries import amendments, find, plans
from ..queries.group_settlements import group_overlay, of_circle, queue
from . import texts
from .desk import BASES, chosen, laid, lost, sent, variant_shown
from .forms import short, uuid_of

pages = Blueprint("circle_desk", __name__)
MERGE = "/circles/<uuid:circle_id>/clauses/<uuid:clause_id>/merge"


@pages.get("/circles/<uuid:circle_id>/desk")
@needs(Permission.CIRCLE_SETTLE, Circle)
def show(circle: Circle) -> ResponseReturnValue:
    """What waits for the bloc's desk: to table, to settle, to take to everyone; what was settled."""
    plan = session.get_one(Plan, circle.plan_id)
    whole = [item for item in amendments.whole(plan, reader()) if item.circle_id == circle.id]
    return render_template(
        "circles/desk.html",
        plan=plan,
        page="negotiation",
        circle=circle,
        queue=queue(circle, reader()),
        waiting=[item for item in amendments.waiting(plan, reader()) if item.intended_id == circle.id],
        whole=[(item, texts.amendment(plan, item)) for item in whole],
        settled=of_circle(circle, reader()),
        labels=plans.label_map(plan),
        bases=BASES,
    )


@pages.get(MERGE)
@needs(Permission.CIRCLE_SETTLE, Circle)
def merge(circle: Circle, clause_id: uuid.UUID) -> ResponseReturnValue:
    """One clause with the places of what is tabled in the bloc."""
    return _page(circle, _clause(circle, clause_id))


def _clause(circle: Circle, id: uuid.UUID) -> Clause:
    """The clause, if it is in the circle's plan."""
    clause = find(Clause, id, reader())
    if clause.plan_id != circle.plan_id:
        raise Conflict("This clause belongs to another plan.")
    return clause


def _page(circle: Circle, clause: Clause, given: dict[str, str] | None = None, problem: PoaError | None = None) -> str:
    plan = clause.plan
    over = group_overlay(reader(), circle, clause)
    return render_template(
        "circles/merge.html",
        plan=plan,
        page="negotiation",
        circle=circle,
        clause=clause,
        label=plans.label_of(clause),
        parts=laid(over),
        places=[(place, [variant_shown(plan, over, place, item) for item in place.variants]) for place in over.places],
        amendments=[(item, texts.amendment(plan, item)) for item in over.amendments],
        bases=BASES,
        given=given or {},
        problem=problem,
        lost=lost(over, given or {}) if isinstance(problem, Conflict) else [],
        result=texts.clause(plan, clause.revision.text, f"r-{clause.id}"),
        settled=of_circle(circle, reader(), clause),
    )


@pages.post(MERGE)
@needs(Permission.CIRCLE_SETTLE, Circle)
def settle(circle: Circle, clause_id: uuid.UUID) -> ResponseReturnValue:
    """Record what the bloc settled; when the clause moved meanwhile, both texts and everything typed are shown."""
    clause, given = _clause(circle, clause_id), sent()
    try:
        choices = chosen(group_overlay(reader(), circle, clause), given)
        with transaction():
            done = actions.record(
                reader(),
                circle,
                clause,
                revision_id=uuid_of(given.get("revision", "")),
                choices=choices,
                rationale=given.get("rationale", ""),
                floor=bool(given.get("floor")),
            )
    except (Invalid, Conflict) as error:
        return _page(circle, clause, given, error), 422 if isinstance(error, Invalid) else 409
    flash(
        f"Recorded. It is submitted to everyone as {circle.name}’s."
        if done.amendment_id
        else "Recorded: the words stay as they are.",
        "done",
    )
    return redirect(url_for("circle_desk.show", circle_id=circle.id))


@pages.post(MERGE + "/preview")
@needs(Permission.CIRCLE_SETTLE, Circle)
def preview(circle: Circle, clause_id: uuid.UUID) -> ResponseReturnValue:
    """The text that the choices made so far would give; writes nothing."""
    clause, given = _clause(circle, clause_id), sent()
    try:
        choices = chosen(group_overlay(reader(), circle, clause), given)
        text, revision = clause.revision.text, uuid_of(given.get("revision", ""))
        if choices:
            text = actions.preview(reader(), circle, clause, revision_id=revision, choices=choices)
    except (Invalid, Conflict) as error:
        return render_template("amendments/preview.html", problem=error), 422 if isinstance(error, Invalid) else 409
    html = texts.by_party(clause.plan, clause.revision.text, text, circle.code)
    return render_template("amendments/preview.html", html=html, unchanged=False)


@pages.post("/amendments/<uuid:amendment_id>/take-to-all")
@needs(Permission.CIRCLE_SETTLE, Amendment)
def take_to_all(amendment: Amendment) -> ResponseReturnValue:
    """Take a deletion, a new clause or what else is taken as one to everyone, as the bloc's."""
    basis, note = request.form.get("basis") or None, short("note")
    with transaction():
        actions.take_to_all(reader(), amendment, basis=basis, note=note or None, floor=bool(request.form.get("floor")))
    flash(f"Submitted to everyone as {amendment.circle.name}’s.", "done")
    return redirect(url_for("circle_desk.show", circle_id=amendment.circle_id))


@pages.post("/settlements/<uuid:groupsettlement_id>/undo")
@needs(Permission.CIRCLE_SETTLE, GroupSettlement)
def undo(groupsettlement: GroupSettlement) -> ResponseReturnValue:
    """Take a bloc's settlement back, with its reason."""
    reason = short("reason")
    with transaction():
        actions.undo(reader(), groupsettlement, reason=reason)
    flash("Taken back: what it proposed is withdrawn, its members’ amendments stand again.", "done")
    return redirect(url_for("circle_desk.show", circle_id=groupsettlement.circle_id))
