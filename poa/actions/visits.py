"""A reader has seen a plan: the marker from which pages say what changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from ..db import now, session
from ..models import Plan, User, Visit
from ..policy import Permission, require
from ..queries.visits import PAUSE


def seen(actor: User, plan: Plan, *, until: dt.datetime, finished: bool = False) -> Visit:
    """Note that the actor looked at the plan as it was at `until`; never later than now, never back.

    `finished`: all that changed until then has been read, so the next page begins there. No event: it is nobody else's.
    """
    require(actor, Permission.READ, plan)
    at = min(until, now())
    query = select(Visit).where(Visit.user_id == actor.id, Visit.plan_id == plan.id)
    visit = session.scalars(query).one_or_none()
    if visit is None:
        visit = Visit(user_id=actor.id, plan_id=plan.id, since=None, seen_at=at)
        session.add(visit)
    elif at - visit.seen_at > PAUSE:
        visit.since = visit.seen_at
    visit.seen_at = max(visit.seen_at, at)
    if finished:
        visit.since = at if visit.since is None else max(visit.since, at)
    session.flush()
    return visit
