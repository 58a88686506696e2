"""A clause: its text, what is proposed and said about it, its history, the desk's hand on it."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import plans as actions
from ..db import transaction
from ..errors import Invalid, NotFound, PoaError, Stale
from ..guards import needs, reader
from ..models import Clause, Kind, Revision
from ..policy import Permission, may
from ..queries import adoptions, amendments, events, mentions, plans, positions
from ..queries import brackets as bracket_queries
from ..queries import bridges as bridge_queries
from . import brackets, bridges, quotes, texts, threads
from .events import in_words
from .forms import given, short, uuid_of
from .merging import BASES
from .previews import tracked

pages = Blueprint("clauses", __name__)


@pages.get("/clauses/<uuid:clause_id>")
@needs(Permission.READ, Clause)
def show(clause: Clause) -> ResponseReturnValue:
    """The clause page."""
    return page(clause)


def page(
    clause: Clause,
    *,
    comment: dict[str, str] | None = None,
    reply: tuple[uuid.UUID, str] | None = None,
    problem: PoaError | None = None,
) -> str:
    """The clause page, with a comment, or a reply to a thread, that could not be taken still in its form."""
    plan = clause.plan
    order = plans.clause_views(plan, reader())
    index = next((i for i, item in enumerate(order) if item.id == clause.id), None)
    view = order[index] if index is not None else None
    found = amendments.of_clause(clause, reader())
    said = threads.threads(clause)
    return render_template(
        "clauses/show.html",
        plan=plan,
        page="plan",
        clause=clause,
        view=view,
        html=texts.clause(plan, clause.revision.text, str(clause.id), quotes.quoted(item.said for item in said)),
        order=order,
        before=order[index - 1] if index else None,
        after=order[index + 1] if index is not None and index + 1 < len(order) else None,
        amendments=[(item, texts.amendment(plan, item)) for item in found],
        threads=said,
        waits={item.comment.thread_id or item.comment_id for item in mentions.waiting(reader(), plan)},
        circles=threads.circles_offered(clause),
        adopted=adoptions.adoption(plan.id),
        reservations=positions.standing_words(clause, reader()),
        brackets=brackets.rows(plan, bracket_queries.of_clause(clause, reader())),
        bases=BASES,
        parked=plans.parked_in(clause),
        bridges=[
            (item, bridges.redline(plan, item), bridges.answers(item))
            for item in bridge_queries.bridges(plan, reader(), clause=clause)
        ],
        may_bridge=may(reader(), Permission.BRIDGE, plan),
        may_park=clause.kind == Kind.SECTION.value and may(reader(), Permission.DECIDE, clause),
        may_comment=may(reader(), Permission.COMMENT, clause),
        may_amend=may(reader(), Permission.AMEND, clause) and clause.retired_at is None,
        may_merge=may(reader(), Permission.MERGE, clause),
        given=comment or {},
        replied=reply or (None, ""),
        problem=problem,
    )


@pages.get("/clauses/<uuid:clause_id>/history")
@needs(Permission.READ, Clause)
def history(clause: Clause) -> ResponseReturnValue:
    """The clause's revisions and the redline between any two of them (by default the last two)."""
    found = plans.revisions(clause)
    new = _pick(found, request.args.get("new"), found[-1])
    old = _pick(found, request.args.get("old"), found[max(0, new.number - 2)])
    if old.number > new.number:
        old, new = new, old
    labels = plans.label_map(clause.plan)
    chain = [item for item in found if old.number <= item.number <= new.number]
    return render_template(
        "clauses/history.html",
        plan=clause.plan,
        page="plan",
        clause=clause,
        label=labels.get(clause.id, ""),
        revisions=found,
        old=old,
        new=new,
        html=texts.between(clause.plan, chain),
        may_undo=may(reader(), Permission.UNDO, found[-1]),
        events=[(event, in_words(event, labels)) for event in events.events(clause.plan, reader(), clause=clause)],
    )


def _pick(found: list[Revision], wanted: str | None, default: Revision) -> Revision:
    if not wanted:
        return default
    for revision in found:
        if wanted in (str(revision.id), str(revision.number)):
            return revision
    raise NotFound("This clause has no such revision.")


@pages.get("/clauses/<uuid:clause_id>/edit")
@needs(Permission.PLAN_EDIT, Clause)
def edit(clause: Clause) -> ResponseReturnValue:
    """The desk's editorial change of a text, and its place in the plan."""
    return _page(clause)


def edit_page(
    template: str,
    page: str,
    clause: Clause,
    form: dict[str, str] | None = None,
    problem: Invalid | Stale | None = None,
    **more: Any,
) -> str:
    """A page on which the desk edits a clause: its text, or what was typed, tracked, and what was wrong with it."""
    form = form or {"text": clause.revision.text, "revision": str(clause.revision_id), "reason": ""}
    return render_template(
        template,
        page=page,
        plan=clause.plan,
        clause=clause,
        label=plans.label_of(clause),
        order=plans.clause_views(clause.plan, reader()),
        given=form,
        html=tracked(clause.plan, clause.revision.text, form["text"]),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
        **more,
    )


_page = partial(edit_page, "clauses/edit.html", "desk")


@pages.post("/clauses/<uuid:clause_id>/edit")
@needs(Permission.PLAN_EDIT, Clause)
def update(clause: Clause) -> ResponseReturnValue:
    """Record the editorial change, or show both texts when somebody was faster."""
    form = given("text", "revision", "reason")
    try:
        revision_id, reason = uuid_of(form["revision"]), short("reason")
        with transaction():
            actions.edit_clause(reader(), clause, revision_id=revision_id, text=form["text"], reason=reason)
    except Invalid as error:
        return _page(clause, form, error), 422
    except Stale as error:
        return _page(clause, form | {"revision": error.current}, error), 409
    flash(_("The new text stands, with its reason in the history."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/move")
@needs(Permission.PLAN_EDIT, Clause)
def move(clause: Clause) -> ResponseReturnValue:
    """Put the clause after another one."""
    with transaction():
        actions.move_clause(reader(), clause, after=plans.standing_clause(clause.plan, request.form.get("after", "")))
    flash(_("The clause has been moved; it is the same clause in another place."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/retire")
@needs(Permission.PLAN_EDIT, Clause)
def retire(clause: Clause) -> ResponseReturnValue:
    """Take the clause out of the plan."""
    reason = short("reason")
    with transaction():
        actions.retire_clause(reader(), clause, reason=reason)
    flash(_("The clause has been taken out. It can be put back."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/restore")
@needs(Permission.PLAN_EDIT, Clause)
def restore(clause: Clause) -> ResponseReturnValue:
    """Put a clause back that had been taken out."""
    with transaction():
        actions.restore_clause(reader(), clause)
    flash(_("The clause stands in the plan again."), "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))
