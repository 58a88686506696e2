"""The readable history of a plan and of a clause."""

from __future__ import annotations

from sqlalchemy import func, select
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
    query = (
        select(Event)
        .where(Event.plan_id == plan.id, visible(Event, reader))
        .options(
            joinedload(Event.circle).options(lazyload(Circle.parties), lazyload(Circle.desks)),
            joinedload(Event.actor).options(lazyload(User.held_roles), lazyload(User.desks)),
        )
        .order_by(Event.at.desc(), Event.circle_id, Event.number.desc())
        .limit(limit)
        .offset(offset)
    )
    if clause is not None:
        query = query.where(Event.clause_id == clause.id)
    return list(session.scalars(query).unique())


def count(plan: Plan, reader: User) -> int:
    """How many events of the plan there are in the reader's circles."""
    query = select(func.count()).select_from(Event).where(Event.plan_id == plan.id, visible(Event, reader))
    return session.scalar(query) or 0
