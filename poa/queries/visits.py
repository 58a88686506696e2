"""Up to when a reader has seen a plan."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import func, select

from ..db import now, session
from ..models import Event, Plan, User, Visit
from ..policy import visible

PAUSE = dt.timedelta(hours=1)  # who comes back after longer than this comes anew


def markers(reader: User) -> dict[uuid.UUID, dt.datetime]:
    """Since when to say what changed, by plan; no entry where the reader has never been. One query.

    It stays where it is during a visit and for who reads on; a new visit begins where the last one ended.
    """
    rows = session.scalars(select(Visit).where(Visit.user_id == reader.id))
    return {row.plan_id: found for row in rows if (found := marker(row)) is not None}


def marker(visit: Visit) -> dt.datetime | None:
    """Since when to say what changed; None while a first visit goes on."""
    return visit.seen_at if now() - visit.seen_at > PAUSE else visit.since


def latest(plan: Plan, reader: User) -> dt.datetime:
    """Up to when a page shows the plan: the latest of what happened in the reader's circles; one query.

    No clock: two pages that show the same are the same.
    """
    query = select(func.max(Event.at)).where(Event.plan_id == plan.id, visible(Event, reader))
    return session.scalar(query) or plan.created_at
