"""Plans, their clauses in order with computed labels, their outline."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..db import session
from ..errors import Invalid
from ..models import (
    Amendment,
    AmendmentState,
    Clause,
    Comment,
    Kind,
    Plan,
    Revision,
    User,
)
from ..policy import reader_circles, visible
from .labels import Place, labels
from .statuses import statuses


@dataclass(frozen=True)
class ClauseView:
    """A clause as a plan's page shows it: its label, text and status, and how much stands beside it for the reader."""

    id: uuid.UUID
    kind: str
    level: int | None
    label: str
    text: str
    revision_id: uuid.UUID
    number: int
    status: str
    ad_refs: tuple[str, ...]
    amendments: int
    comments: int
    parked: bool

    @property
    def is_section(self) -> bool:
        """Whether this is a heading."""
        return self.kind == Kind.SECTION.value


def plans(reader: User) -> list[Plan]:
    """The plans that exist for the reader, the oldest first."""
    return list(session.scalars(select(Plan).where(visible(Plan, reader)).order_by(Plan.created_at, Plan.id)))


def clauses_in_order(plan_id: uuid.UUID) -> list[Clause]:
    """The plan's standing clauses with their current revisions, in order; one query."""
    query = (
        select(Clause)
        .where(Clause.plan_id == plan_id, Clause.retired_at.is_(None))
        .options(joinedload(Clause.revision))
        .order_by(Clause.position)
    )
    return list(session.scalars(query))


def label_map(plan: Plan) -> dict[uuid.UUID, str]:
    """The label of each of the plan's standing clauses; one query."""
    return labels(places(plan), plan.interim_style)


def places(plan: Plan) -> list[Place]:
    """What the labels of the plan's clauses depend on, in order, those taken out among them; one query."""
    query = select(Clause.id, Clause.kind, Clause.level, Clause.frozen_label, Clause.retired_at)
    rows = session.execute(query.where(Clause.plan_id == plan.id).order_by(Clause.position))
    return [Place(id, kind, level, frozen, retired is not None) for id, kind, level, frozen, retired in rows]


def label_of(clause: Clause) -> str:
    """One clause's label; empty for one that has been taken out."""
    return label_map(clause.plan).get(clause.id, "")


def clause_views(plan: Plan, reader: User) -> list[ClauseView]:
    """The whole plan for its reading page; a fixed number of queries, however many clauses."""
    clauses = clauses_in_order(plan.id)
    named = label_map(plan)
    known = statuses(plan, {clause.id: clause.revision.text for clause in clauses}, reader_circles(reader))
    amendments = _amendment_counts(plan.id, reader)
    comments = _comment_counts(plan.id, reader)
    parked = _parked((item.id, item.kind, item.level, item.parked_at is not None) for item in clauses)
    return [
        ClauseView(
            id=clause.id,
            kind=clause.kind,
            level=clause.level,
            label=named[clause.id],
            text=clause.revision.text,
            revision_id=clause.revision.id,
            number=clause.revision.number,
            status=known[clause.id].status,
            ad_refs=known[clause.id].ad_refs,
            amendments=amendments.get(clause.id, 0),
            comments=comments.get(clause.id, 0),
            parked=clause.id in parked,
        )
        for clause in clauses
    ]


def _amendment_counts(plan_id: uuid.UUID, reader: User) -> dict[uuid.UUID, int]:
    """Open amendments by clause, as the reader sees them."""
    anchor = func.coalesce(Amendment.clause_id, Amendment.after_id)
    open_states = [AmendmentState.DRAFT.value, AmendmentState.SUBMITTED.value, AmendmentState.TABLED.value]
    query = (
        select(anchor, func.count())
        .where(Amendment.plan_id == plan_id, Amendment.state.in_(open_states), visible(Amendment, reader))
        .group_by(anchor)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _comment_counts(plan_id: uuid.UUID, reader: User) -> dict[uuid.UUID, int]:
    """Unresolved threads by clause, as the reader sees them."""
    query = (
        select(Comment.clause_id, func.count())
        .join(Clause, Clause.id == Comment.clause_id)
        .where(
            Clause.plan_id == plan_id,
            Comment.thread_id.is_(None),
            Comment.resolved_at.is_(None),
            visible(Comment, reader),
        )
        .group_by(Comment.clause_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def revisions(clause: Clause) -> list[Revision]:
    """A clause's revisions, the first one first, with their authors and parties."""
    query = (
        select(Revision)
        .where(Revision.clause_id == clause.id)
        .options(joinedload(Revision.author), joinedload(Revision.party))
        .order_by(Revision.number)
    )
    return list(session.scalars(query).unique())


def retired(plan: Plan) -> list[Clause]:
    """The clauses that have been taken out, in the plan's order."""
    query = (
        select(Clause)
        .where(Clause.plan_id == plan.id, Clause.retired_at.is_not(None))
        .options(joinedload(Clause.revision))
        .order_by(Clause.position)
    )
    return list(session.scalars(query))


def standing_clause(plan: Plan, id: str) -> Clause | None:
    """The plan's clause of this id, or None for an empty one (the beginning); `Invalid` for any other."""
    if not id:
        return None
    wanted = optional_id(id)
    found = session.get(Clause, wanted) if wanted else None
    if found is None or found.plan_id != plan.id or found.retired_at is not None:
        raise Invalid("This clause is not in the plan.", field="after")
    return found


def standing_clauses(plan: Plan, ids: Sequence[str]) -> list[Clause]:
    """The plan's clauses of these ids, without repeats; `Invalid` when one is not in it."""
    found = {id: standing_clause(plan, id) for id in ids if id}
    return [clause for clause in found.values() if clause is not None]


def optional_id(given: str | None) -> uuid.UUID | None:
    """An id that a form or an address gave; None for none and for what cannot be one."""
    try:
        return uuid.UUID(given or "")
    except ValueError:
        return None


def parked(plan: Plan) -> set[uuid.UUID]:
    """The ids of the parked sections and of all that is in them; one query."""
    return set(_parking(plan.id))


def parked_in(clause: Clause) -> Clause | None:
    """The parked section that a clause is in, or is itself; the outermost one. Two queries at most."""
    section = _parking(clause.plan_id).get(clause.id)
    return session.get_one(Clause, section) if section else None


def _parking(plan_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    query = select(Clause.id, Clause.kind, Clause.level, Clause.parked_at)
    rows = session.execute(
        query.where(Clause.plan_id == plan_id, Clause.retired_at.is_(None)).order_by(Clause.position)
    )
    return _parked((id, kind, level, at is not None) for id, kind, level, at in rows)


def _parked(rows: Iterable[tuple[uuid.UUID, str, int | None, bool]]) -> dict[uuid.UUID, uuid.UUID]:
    """Of clauses in order, those in a parked section, with it; it ends with the next one of its level or a higher."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    section: tuple[uuid.UUID, int] | None = None
    for id, kind, level, is_parked in rows:
        if kind == Kind.SECTION.value:
            if section is not None and (level or 1) <= section[1]:
                section = None
            if section is None and is_parked:
                section = (id, level or 1)
        if section is not None:
            found[id] = section[0]
    return found
