"""Who else is at a plan just now, as far as the reader may know."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from ..db import engine, now, session
from ..models import Plan, Presence, User
from ..policy import visible

LASTS = dt.timedelta(seconds=45)

# Of a plan: its last event's sequence, how many pages are looked at, and when the latest of them came about.
Mark = tuple[int, int, dt.datetime | None]


@dataclass(frozen=True)
class Beside:
    """Somebody who is there, at a clause or at the plan, reading or editing."""

    name: str
    clause: uuid.UUID | None
    doing: str


def beside(plan: Plan, reader: User) -> list[Beside]:
    """The reader's colleagues at the plan: each once for each clause, editing before reading; one query."""
    query = (
        select(Presence)
        .where(
            Presence.plan_id == plan.id,
            Presence.seen_at > now() - LASTS,
            Presence.user_id != reader.id,
            visible(Presence, reader),
        )
        .options(joinedload(Presence.user).options(lazyload(User.held_roles), lazyload(User.desks)))
    )
    doing: dict[tuple[str, uuid.UUID, uuid.UUID | None], str] = {}
    for one in session.scalars(query):
        place = (one.user.name, one.user_id, one.clause_id)
        doing[place] = min(one.doing, doing.get(place, one.doing))  # editing comes before reading
    order = sorted(doing, key=lambda place: (place[0], str(place[1]), str(place[2])))
    return [Beside(name, clause_id, doing[name, user_id, clause_id]) for name, user_id, clause_id in order]


def marks(plans: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mark]:
    """What changes when a plan has news or somebody comes to it or leaves it; one query on a connection of its own."""
    here = (Presence.plan_id == Plan.id, Presence.seen_at > now() - LASTS)
    count = select(func.count()).select_from(Presence).where(*here).scalar_subquery()
    since = select(func.max(Presence.since)).where(*here).scalar_subquery()
    with engine().connect() as connection:
        rows = connection.execute(select(Plan.id, Plan.last_event, count, since).where(Plan.id.in_(plans)))
        return {id: (last, number, latest) for id, last, number, latest in rows}
