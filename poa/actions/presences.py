"""Presence: a page that is looked at says so, again and again, until it is left or falls silent."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import delete, select

from ..db import now, session
from ..errors import Invalid
from ..models import Clause, Plan, Presence, User
from ..policy import Permission, require
from ..queries.presences import LASTS

DOING = ("reading", "editing")
MOST_TABS = 20


def be_at(actor: User, plan: Plan, *, session_id: uuid.UUID, tab: uuid.UUID, clause: Clause | None, doing: str) -> None:
    """The page `tab` of a signed-in browser is at a clause, or at the plan. No event: nothing is kept of it."""
    require(actor, Permission.READ, plan)
    if doing not in DOING:
        raise Invalid("One is reading or editing here.", field="doing")
    if clause is not None and clause.plan_id != plan.id:
        raise Invalid("This clause is not in the plan.", field="clause")
    at = now()
    _forget_silent(session_id, at)
    row = session.scalars(select(Presence).where(Presence.session_id == session_id, Presence.tab == tab)).one_or_none()
    place = (plan.id, clause.id if clause else None, doing)
    if row is None:
        row = Presence(session_id=session_id, tab=tab, user_id=actor.id, since=at)
        session.add(row)
    elif (row.plan_id, row.clause_id, row.doing) != place:
        row.since = at
    row.plan_id, row.clause_id, row.doing = place
    row.seen_at = at


def leave(actor: User, plan: Plan, *, session_id: uuid.UUID, tab: uuid.UUID) -> None:
    """The page was closed or is looked at no longer."""
    require(actor, Permission.READ, plan)
    session.execute(delete(Presence).where(Presence.session_id == session_id, Presence.tab == tab))


def _forget_silent(session_id: uuid.UUID, at: dt.datetime) -> None:
    """Take away what has fallen silent, and of one browser all but its latest pages."""
    session.execute(delete(Presence).where(Presence.seen_at <= at - LASTS))
    older = select(Presence.id).where(Presence.session_id == session_id).order_by(Presence.seen_at.desc())
    surplus = session.scalars(older.offset(MOST_TABS - 1).limit(MOST_TABS)).all()
    if surplus:
        session.execute(delete(Presence).where(Presence.id.in_(surplus)))
