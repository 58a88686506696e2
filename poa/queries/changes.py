"""What changed in plans since a moment: the clauses, and what happened beside them, as the reader may know."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from ..db import session
from ..models import Cause, Circle, Clause, Event, Plan, Revision, User
from ..policy import visible
from .plans import label_map
from .revisions import standing

GONE = (Cause.RETIRE.value, Cause.ADOPT_DELETE.value)
# What the page of changes tells in words besides the text; the rest is in the history.
TOLD = (
    "clause.decided",
    "clause.reopened",
    "clause.ad_ref",
    "clause.ad_ref_confirmed",
    "clause.ad_ref_not_confirmed",
    "clause.reopening_asked",
    "clause.reopening_granted",
    "clause.reopening_declined",
    "amendment.tabled",
    "amendment.withdrawn",
    "amendment.taken_to_all",
    "bridge.proposed",
    "bridge.agreed",
    "reservation.made",
    "reservation.lifted",
    "silence.put",
    "silence.broken",
    "silence.concluded",
    "round.opened",
    "round.extended",
    "draft.issued",
    "draft.completed",
    "section.parked",
    "section.unparked",
    "plan.endorsed",
    "plan.adopted",
)


@dataclass(frozen=True)
class Changed:
    """A clause whose words or place are others than they were: `what` is changed, inserted, removed or moved.

    `chain` are its revisions from the text then to the text now; of one inserted since, from its first one on.
    """

    id: uuid.UUID
    plan_id: uuid.UUID
    kind: str
    label: str
    what: str
    moved: bool
    chain: tuple[Revision, ...]


def changed(plan: Plan, reader: User, since: dt.datetime) -> list[Changed]:
    """The clauses of a plan that changed since, in its order; a fixed number of queries."""
    found = by_plan({plan.id: since}, reader).get(plan.id, [])
    named = label_map(plan) if found else {}
    return [Changed(**{**vars(item), "label": named.get(item.id) or item.label}) for item in found]


def by_plan(since: Mapping[uuid.UUID, dt.datetime], reader: User) -> dict[uuid.UUID, list[Changed]]:
    """The same of several plans, each since its own moment, by the labels of the last issue; two queries."""
    if not since:
        return {}
    newer = or_(*(and_(Clause.plan_id == id, Revision.created_at > at) for id, at in since.items()))
    touched = select(Revision.clause_id).join(Clause, Clause.id == Revision.clause_id).where(newer)
    query = (
        select(Revision, Clause)
        .join(Clause, Clause.id == Revision.clause_id)
        .where(Clause.id.in_(touched), visible(Clause, reader))
        .order_by(Clause.position, Clause.id, Revision.number)
    )
    moved = _moved(since, reader)
    found: dict[uuid.UUID, list[Changed]] = {}
    for clause, rows in groupby(session.execute(query), key=lambda row: row[1]):
        item = _of(clause, [row[0] for row in rows], since[clause.plan_id], clause.id in moved)
        if item is not None:
            found.setdefault(clause.plan_id, []).append(item)
    return found


def _of(clause: Clause, revisions: Sequence[Revision], since: dt.datetime, moved: bool) -> Changed | None:
    """What became of a clause; None when it reads, and stands, as it did."""
    before = [item for item in revisions if item.created_at <= since]
    after = [item for item in revisions if item.created_at > since]
    stood = bool(before) and before[-1].cause not in GONE
    stands = clause.retired_at is None
    chain = tuple([before[-1], *after] if before else after)
    moved = moved or any(item.cause == Cause.MOVE.value for item in standing(chain[1:]))
    if stood and not stands:
        what = "removed"
    elif stands and not stood:
        what, chain = "inserted", tuple(after)
    elif stood and chain[0].text != chain[-1].text:
        what = "changed"
    elif stood and moved:
        what = "moved"
    else:
        return None
    label = clause.frozen_label or ""
    return Changed(clause.id, clause.plan_id, clause.kind, label, what, moved and what != "inserted", chain)


def _moved(since: Mapping[uuid.UUID, dt.datetime], reader: User) -> set[uuid.UUID]:
    """Ids of the clauses that the desk moved since."""
    newer = or_(*(and_(Event.plan_id == id, Event.at > at) for id, at in since.items()))
    query = select(Event.clause_id).where(Event.kind == "clause.moved", newer, visible(Event, reader))
    return {id for id in session.scalars(query) if id is not None}


def told(
    plan: Plan, reader: User, since: dt.datetime, *, kinds: Collection[str] = TOLD, limit: int = 100
) -> list[Event]:
    """What happened since beside the words, in the reader's circles, the latest first; one query."""
    query = (
        select(Event)
        .where(Event.plan_id == plan.id, Event.at > since, Event.kind.in_(kinds), visible(Event, reader))
        .options(
            joinedload(Event.circle).options(lazyload(Circle.parties), lazyload(Circle.desks)),
            joinedload(Event.actor).options(lazyload(User.held_roles), lazyload(User.desks)),
        )
        .order_by(Event.at.desc(), Event.circle_id, Event.number.desc())
    )
    return list(session.scalars(query.limit(limit)).unique())
