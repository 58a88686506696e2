"""The merge desk of a bloc: its members' amendments settled place by place, and what it takes to everyone."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import group_settlements as actions
from ..db import session, transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, Circle, Clause, GroupSettlement, Plan
from ..policy import Permission
from ..queries import amendments, find, plans
from ..queries.group_settlements import of_circle
from . import merging, tabling, texts
from .forms import short, uuid_of
from .merging import Desk
from .places import chosen, sent

pages = Blueprint("circle_desk", __name__)
MERGE = "/circles/<uuid:circle_id>/clauses/<uuid:clause_id>/merge"


def desk_of(circle: Circle) -> Desk:
    """The bloc's own desk."""
    return Desk(session.get_one(Plan, circle.plan_id), circle)


@pages.get("/circles/<uuid:circle_id>/desk")
@needs(Permission.CIRCLE_SETTLE, Circle)
def show(circle: Circle) -> ResponseReturnValue:
    """What waits for the bloc's desk: to table, to settle, to take to everyone; what was settled."""
    desk = desk_of(circle)
    plan = desk.plan
    waiting = [item for item in amendments.waiting(plan, reader()) if item.intended_id == circle.id]
    return render_template(
        "circles/desk.html",
        plan=plan,
        page="negotiation",
        circle=circle,
        desk=desk,
        submitted=[(item, texts.amendment(plan, item)) for item in waiting if item.state == "submitted"],
        whole=[(item, texts.amendment(plan, item)) for item in desk.whole],
        settled=of_circle(circle, reader()),
        labels=plans.label_map(plan),
        bases=merging.bases(circle),
        basis=merging.basis(circle),
        recorded=_recorded(circle),
    )


@pages.post("/circles/<uuid:circle_id>/table")
@needs(Permission.CIRCLE_SETTLE, Circle)
def table(circle: Circle) -> ResponseReturnValue:
    """Table in the bloc several of what its members submitted to it."""
    return tabling.table(desk_of(circle), url_for("circle_desk.table", circle_id=circle.id))


def _recorded(circle: Circle) -> tuple[GroupSettlement, str] | None:
    """What was recorded just before, with its clause's label, while it stands."""
    id = plans.optional_id(request.args.get("recorded"))
    found = [item for item in of_circle(circle, reader()) if item.id == id and not item.undone_at] if id else []
    return (
        (found[0], plans.label_map(session.get_one(Plan, circle.plan_id)).get(found[0].clause_id or circle.id, ""))
        if found
        else None
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
    shown = desk_of(circle).shown(clause, given or {}, problem)
    recorded = _recorded(circle)
    return render_template("circles/merge.html", page="negotiation", circle=circle, recorded=recorded, **shown)


@pages.post(MERGE)
@needs(Permission.CIRCLE_SETTLE, Circle)
def settle(circle: Circle, clause_id: uuid.UUID) -> ResponseReturnValue:
    """Record what the bloc settled and go on; when the clause moved meanwhile, all that was chosen is shown."""
    clause, given, desk = _clause(circle, clause_id), sent(), desk_of(circle)
    ahead = desk.ahead(clause)
    try:
        choices = chosen(desk.over(clause), given)
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
    merging.used(given)
    return redirect(desk.onward(ahead, done.id))


@pages.post(MERGE + "/preview")
@needs(Permission.CIRCLE_SETTLE, Circle)
def preview(circle: Circle, clause_id: uuid.UUID) -> ResponseReturnValue:
    """The text that the choices made so far would give; writes nothing."""
    clause, given = _clause(circle, clause_id), sent()
    try:
        choices = chosen(desk_of(circle).over(clause), given)
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
    flash(_("Submitted to everyone as %(name)s’s.", name=amendment.circle.name), "done")
    return redirect(url_for("circle_desk.show", circle_id=amendment.circle_id))


@pages.post("/settlements/<uuid:groupsettlement_id>/undo")
@needs(Permission.CIRCLE_SETTLE, GroupSettlement)
def undo(groupsettlement: GroupSettlement) -> ResponseReturnValue:
    """Take a bloc's settlement back, with its reason."""
    reason = short("reason")
    with transaction():
        actions.undo(reader(), groupsettlement, reason=reason)
    flash(_("Taken back: what it proposed is withdrawn, its members’ amendments stand again."), "done")
    if request.form.get("back") == "desk" and groupsettlement.clause_id:
        return redirect(desk_of(groupsettlement.circle).page(groupsettlement.clause_id))
    return redirect(url_for("circle_desk.show", circle_id=groupsettlement.circle_id))
