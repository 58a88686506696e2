"""The readable history of a plan and of a clause."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, lazyload

from ..db import session
from ..models import Circle, Clause, Event, Plan, User
from ..policy import visible


def events(
    plan: Plan, reader: User, *, clause: Clause | None = None, limit: int | None = None, offset: int = 0
) -> list[Event]:
    """What happened in the reader's circles, the latest first; to one clause when asked.

    At most `limit` events, after leaving out the `offset` latest ones.
    """
    query = _known(plan, reader).order_by(Event.at.desc(), Event.circle_id, Event.number.desc())
    query = query.limit(limit).offset(offset)
    if clause is not None:
        query = query.where(Event.clause_id == clause.id)
    return list(session.scalars(query).unique())


def _known(plan: Plan, reader: User) -> Select[Event]:
    """The plan's events in the reader's circles, with circle and actor, but not what hangs on those."""
    return (
        select(Event)
        .where(Event.plan_id == plan.id, visible(Event, reader))
        .options(
            joinedload(Event.circle).options(lazyload(Circle.parties), lazyload(Circle.desks)),
            joinedload(Event.actor).options(lazyload(User.held_roles), lazyload(User.desks)),
        )
    )


def count(plan: Plan, reader: User) -> int:
    """How many events of the plan there are in the reader's circles."""
    query = select(func.count()).select_from(Event).where(Event.plan_id == plan.id, visible(Event, reader))
    return session.scalar(query) or 0


def after(plan: Plan, reader: User, sequence: int, *, limit: int) -> list[tuple[int, Event]]:
    """What came after the event with this sequence, in the reader's circles, the earliest first, each with its rank.

    The rank counts from 1 what the reader may see of the plan, so that a gap tells nobody anything.
    """
    query = _known(plan, reader).where(Event.sequence > sequence).order_by(Event.sequence).limit(limit)
    found = list(session.scalars(query).unique())
    if not found:
        return []
    before = select(func.count()).select_from(Event).where(Event.plan_id == plan.id, visible(Event, reader))
    first = (session.scalar(before.where(Event.sequence < found[0].sequence)) or 0) + 1
    return list(enumerate(found, start=first))


def sequence_at(plan: Plan, reader: User, rank: int | None) -> int:
    """The sequence of the event that has this rank for the reader; of the latest one for None and beyond the end."""
    latest = session.scalar(select(Plan.last_event).where(Plan.id == plan.id)) or 0
    if rank is None or rank < 1:
        return latest if rank is None else 0
    query = select(Event.sequence).where(Event.plan_id == plan.id, visible(Event, reader))
    found = session.scalar(query.order_by(Event.sequence).limit(1).offset(rank - 1))
    return latest if found is None else found
