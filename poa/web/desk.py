"""The merge desk: what waits for the secretariat, settling a clause place by place, adopting, undoing."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import adoptions, revisions, settlements
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan, Revision
from ..policy import Permission
from ..queries import amendments, circles, desks, plans
from ..queries.circles import circle_all
from . import merging, tabling, texts
from .forms import short, uuid_of
from .merging import Desk
from .places import chosen, sent

pages = Blueprint("desk", __name__)


def desk_of(plan: Plan) -> Desk:
    """The desk of everyone."""
    return Desk(plan, circle_all(plan.id))


@pages.get("/plans/<uuid:plan_id>/desk")
@needs(Permission.MERGE, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The desk's day: how far the plan is, what to table, what to settle (the easiest first), what stands alone."""
    desk = desk_of(plan)
    waiting = amendments.waiting(plan, reader())
    return render_template(
        "desk/show.html",
        plan=plan,
        page="desk",
        desk=desk,
        submitted=[(item, texts.amendment(plan, item)) for item in waiting if item.state == "submitted"],
        circles=circles.groups(plan, reader()),
        whole=[(item, texts.amendment(plan, item)) for item in desk.whole],
        labels=plans.label_map(plan),
        bases=merging.bases(desk.circle),
        basis=merging.basis(desk.circle),
        recorded=_recorded(plan),
    )


@pages.post("/plans/<uuid:plan_id>/table")
@needs(Permission.MERGE, Plan)
def table(plan: Plan) -> ResponseReturnValue:
    """Table several of what was submitted in one go; asked first, for who has read it has read it."""
    return tabling.table(desk_of(plan), url_for("desk.table", plan_id=plan.id))


def _recorded(plan: Plan) -> tuple[Revision, str] | None:
    """What was recorded just before, with its clause's label, while it can still be taken back."""
    found = desks.just_settled(plan, plans.optional_id(request.args.get("recorded")), reader())
    return (found, plans.label_of(found.clause)) if found else None


@pages.get("/clauses/<uuid:clause_id>/merge")
@needs(Permission.MERGE, Clause)
def merge(clause: Clause) -> ResponseReturnValue:
    """One clause with all its places."""
    return _page(clause)


def _page(clause: Clause, given: dict[str, str] | None = None, problem: PoaError | None = None) -> str:
    plan, desk = clause.plan, desk_of(clause.plan)
    here = [item for item in desk.whole if clause.id in (item.clause_id, item.after_id)]
    return render_template(
        "desk/merge.html",
        page="desk",
        whole=[(item, texts.amendment(plan, item)) for item in here],
        labels=plans.label_map(plan),
        last=desks.last_settlement(clause, reader()),
        recorded=_recorded(plan),
        **desk.shown(clause, given or {}, problem),
    )


@pages.post("/clauses/<uuid:clause_id>/merge")
@needs(Permission.MERGE, Clause)
def settle(clause: Clause) -> ResponseReturnValue:
    """Record the settlement and go on to the next; when the clause moved meanwhile, all that was chosen is shown."""
    given, desk = sent(), desk_of(clause.plan)
    ahead = desk.ahead(clause)
    try:
        choices = chosen(desk.over(clause), given)
        with transaction():
            done = settlements.record(reader(), clause, revision_id=_revision(given), choices=choices)
    except (Invalid, Conflict) as error:
        return _page(clause, given, error), 422 if isinstance(error, Invalid) else 409
    merging.used(given)
    return redirect(desk.onward(ahead, done.revision.id))


def _revision(given: dict[str, str]) -> uuid.UUID:
    return uuid_of(given.get("revision", ""))


@pages.post("/clauses/<uuid:clause_id>/merge/preview")
@needs(Permission.MERGE, Clause)
def preview(clause: Clause) -> ResponseReturnValue:
    """The text that the choices made so far would give; writes nothing."""
    given = sent()
    try:
        choices = chosen(desk_of(clause.plan).over(clause), given)
        text = clause.revision.text
        if choices:
            text = settlements.preview(reader(), clause, revision_id=_revision(given), choices=choices)
    except (Invalid, Conflict) as error:
        return render_template("amendments/preview.html", problem=error), 422 if isinstance(error, Invalid) else 409
    html = texts.by_party(clause.plan, clause.revision.text, text, None)
    return render_template("amendments/preview.html", html=html, unchanged=False)


@pages.post("/amendments/<uuid:amendment_id>/adopt")
@needs(Permission.MERGE, Amendment)
def adopt(amendment: Amendment) -> ResponseReturnValue:
    """Adopt a deletion, of the text that was seen, or a new clause."""
    basis, note = request.form.get("basis", ""), short("note")
    seen = uuid_of(request.form["revision"]) if request.form.get("revision") else None
    with transaction():
        adoptions.adopt(reader(), amendment, basis=basis, note=note or None, revision_id=seen)
    flash(_("Adopted and recorded. It can be undone until a draft is issued on it."), "done")
    return redirect(url_for("desk.show", plan_id=amendment.plan_id))


@pages.post("/amendments/<uuid:amendment_id>/leave")
@needs(Permission.MERGE, Amendment)
def leave(amendment: Amendment) -> ResponseReturnValue:
    """Settle without a deletion or a new clause."""
    basis, note = request.form.get("basis", ""), short("note")
    with transaction():
        adoptions.leave(reader(), amendment, basis=basis, note=note or None)
    flash(_("Recorded: the text stays as it is."), "done")
    return redirect(url_for("desk.show", plan_id=amendment.plan_id))


@pages.post("/revisions/<uuid:revision_id>/undo")
@needs(Permission.UNDO, Revision)
def undo(revision: Revision) -> ResponseReturnValue:
    """Take a settlement back, with its reason."""
    clause, reason = revision.clause, short("reason")
    with transaction():
        revisions.undo(reader(), revision, reason=reason)
    flash(_("Taken back: the text before it stands again, and so do its amendments."), "done")
    back = request.form.get("back")
    if back == "agreed":
        left = [id for id in request.form.getlist("recorded") if id != str(revision.id)]
        return redirect(url_for("agreements.show", plan_id=clause.plan_id, recorded=left))
    return redirect(url_for("desk.merge" if back == "desk" else "clauses.show", clause_id=clause.id))
