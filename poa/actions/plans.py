"""Making a plan and its structure: import, insert, move, edit, retire, restore."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update

from ..db import now, session
from ..errors import Conflict, Invalid, Stale
from ..intake.markdown import ImportedPlan, parse_plan
from ..models import Cause, Circle, CircleKind, Clause, Desk, Kind, Party, Plan, Revision, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..text import Part, check_text, merge, plain_parts
from . import events, ordering, revisions, silences
from .statuses import check_not_adopted


def create(
    actor: User,
    *,
    title: str,
    markdown: str,
    abbreviation: str | None = None,
    marking: str = "RESTRICTED",
    illustrative: bool = False,
) -> tuple[Plan, ImportedPlan]:
    """Import a plan from Markdown (docs/dialect.md) for all parties; also returns what became which clause.

    `title` wins over the text's own heading when it is given. Raises `Invalid` with line numbers; nothing is left
    behind then.
    """
    require(actor, Permission.PLAN_CREATE)
    imported = parse_plan(markdown)
    name = " ".join((title or imported.title).split())
    if not name or len(name) > 300:
        raise Invalid("A plan needs a title of at most 300 characters.", field="title")
    plan = Plan(
        title=check_text(name, "title"),
        abbreviation=_abbreviation(abbreviation or name),
        marking=marking,
        illustrative=illustrative,
        created_by_id=actor.id,
        parties=list(session.scalars(select(Party).order_by(Party.position))),
    )
    session.add(plan)
    session.flush()
    _add_circles(plan)
    for position, item in enumerate(imported.clauses, start=1):
        clause = Clause(plan=plan, kind=item.kind, level=item.level, position=position)
        session.add(clause)
        revisions.first(actor, clause, item.text, Cause.IMPORT)
    events.record(
        actor, plan.id, circle_all(plan.id), "plan.created", plan.id, title=plan.title, clauses=len(imported.clauses)
    )
    return plan, imported


def _abbreviation(text: str) -> str:
    """Letters, digits and hyphens for file names: as given, or the capitals of a title."""
    if len(text) <= 40 and text.replace("-", "").isascii() and text.replace("-", "").isalnum():
        return text
    capitals = "".join(word[0] for word in text.split() if word[:1].isupper() and word[0].isascii())
    return capitals[:20] or "Plan"


def _add_circles(plan: Plan) -> None:
    """The circles that every plan has: everyone, each delegation's own and with the co-chairs, each bloc."""
    desks = session.scalars(select(Desk)).all()
    everyones = [desk for desk in desks if desk.bloc is None]
    made = [
        Circle(
            plan_id=plan.id,
            kind=CircleKind.ALL.value,
            name="all",
            parties=list(plan.parties),
            desks=everyones,
        )
    ]
    for party in plan.parties:
        made.append(Circle(plan_id=plan.id, kind=CircleKind.OWN.value, name=party.code, parties=[party]))
        chairs = CircleKind.CHAIRS.value
        made.append(Circle(plan_id=plan.id, kind=chairs, name=party.code, parties=[party], desks=everyones))
    for bloc in sorted({party.bloc for party in plan.parties if party.bloc}):
        made.append(
            Circle(
                plan_id=plan.id,
                kind=CircleKind.NAMED.value,
                name=bloc,
                bloc=bloc,
                parties=[party for party in plan.parties if party.bloc == bloc],
                desks=[desk for desk in desks if desk.bloc == bloc],
            )
        )
    session.add_all(made)
    session.flush()


def insert_clause(actor: User, plan: Plan, *, after: Clause | None, kind: str, text: str, level: int | None) -> Clause:
    """Add a clause by the desk's hand; `after` None puts it first."""
    require(actor, Permission.PLAN_EDIT, plan)
    events.lock(plan.id)
    clause = place(plan, after, check_kind(kind), level)
    revisions.first(actor, clause, check_text(text, "text"), Cause.EDIT)
    events.record(
        actor, plan.id, circle_all(plan.id), "clause.inserted", clause.id, clause_id=clause.id, clause_kind=clause.kind
    )
    return clause


def check_kind(kind: str) -> str:
    """The kind, if there is one of this name; else `Invalid`."""
    if kind not in {item.value for item in Kind}:
        raise Invalid("A clause is one of %(choices)s.", field="kind", choices=", ".join(item.value for item in Kind))
    return kind


def place(plan: Plan, after: Clause | None, kind: str, level: int | None = None) -> Clause:
    """A new, still wordless clause right after another; those behind it make room."""
    if after is not None and after.plan_id != plan.id:
        raise Invalid("The clause to stand after belongs to another plan.", field="after")
    position = after.position + 1 if after else 1
    _make_room(plan.id, position)
    if kind == Kind.SECTION.value and level not in (1, 2):
        raise Invalid("A section's level is 1 or 2.", field="level")
    clause = Clause(plan=plan, kind=kind, level=level if kind == Kind.SECTION.value else None, position=position)
    session.add(clause)
    session.flush()
    return clause


def _make_room(plan_id: uuid.UUID, position: int) -> None:
    behind = update(Clause).where(Clause.plan_id == plan_id, Clause.position >= position)
    session.execute(behind.values(position=Clause.position + 1), execution_options={"synchronize_session": "fetch"})


def move_clause(actor: User, clause: Clause, *, after: Clause | None) -> Clause:
    """Put a clause elsewhere; it stays the same clause. A section moves with all that is in it."""
    require(actor, Permission.PLAN_EDIT, clause)
    events.lock(clause.plan_id)
    check_not_adopted(clause.plan_id)
    ordering.put_after(clause, after)
    silences.text_moved(actor, clause.plan_id)
    events.record(
        actor,
        clause.plan_id,
        circle_all(clause.plan_id),
        "clause.moved",
        clause.id,
        clause_id=clause.id,
        after=str(after.id) if after else None,
    )
    return clause


def edit_clause(actor: User, clause: Clause, *, revision_id: uuid.UUID, text: str, reason: str) -> Revision:
    """The desk's own editorial change of a text; `Stale` when the base has moved."""
    require(actor, Permission.PLAN_EDIT, clause)
    events.lock(clause.plan_id)
    revision = edited(actor, clause, revision_id=revision_id, text=text, basis="editorial", reason=reason)
    _tell(actor, clause, "clause.edited", reason=reason)
    return revision


def edited(
    actor: User, clause: Clause, *, revision_id: uuid.UUID, text: str, basis: str, reason: str | None = None
) -> Revision:
    """The clause with another text by the desk's hand; the plan must be locked, and the caller leaves the event."""
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    text = check_text(text, "text")
    check_base(clause, revision_id, text)
    if text == clause.revision.text:
        raise Invalid("Nothing was changed.", field="text")
    parts = plain_parts(clause.revision.text, text, ())
    return revisions.revise(actor, clause, text, parts, Cause.EDIT, basis=basis, reason=reason)


def check_base(clause: Clause, revision_id: uuid.UUID, yours: str) -> None:
    """Raise `Stale`, with both texts and their clean merge if there is one, unless `revision_id` is current."""
    current = clause.revision
    if revision_id == current.id:
        return
    base = session.get(Revision, revision_id)
    if base is None or base.clause_id != clause.id:
        raise Invalid("This revision is none of this clause.", field="revision")
    raise Stale(
        "The text has moved on since you began. Both texts are here; nothing of yours is lost.",
        current=str(current.id),
        theirs=current.text,
        yours=yours,
        merged=merge(base.text, yours, current.text).text,
    )


def retire_clause(actor: User, clause: Clause, *, reason: str) -> Clause:
    """Take a clause out of the plan by the desk's hand; it can be restored."""
    require(actor, Permission.PLAN_EDIT, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out already.")
    text = clause.revision.text
    revisions.revise(actor, clause, "", (Part(text, "", ()),), Cause.RETIRE, reason=reason)
    clause.retired_at = now()
    _tell(actor, clause, "clause.retired", reason=reason)
    return clause


def restore_clause(actor: User, clause: Clause) -> Clause:
    """Put a clause back that the desk had taken out, with the text it had."""
    require(actor, Permission.PLAN_EDIT, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if clause.retired_at is None or clause.revision.cause != Cause.RETIRE.value:
        raise Conflict("Only a clause that the desk has taken out can be put back here.")
    before = session.get_one(Revision, clause.revision.previous_id)
    clause.retired_at = None
    revisions.revise(actor, clause, before.text, (Part("", before.text, ()),), Cause.RESTORE)
    _tell(actor, clause, "clause.restored")
    return clause


def _tell(actor: User, clause: Clause, kind: str, **data: str) -> None:
    circle = circle_all(clause.plan_id)
    events.record(actor, clause.plan_id, circle, kind, clause.id, clause_id=clause.id, **data)
