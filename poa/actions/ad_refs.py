"""Ad ref: a party agrees subject to its capital, by a date, and says later what the capital said."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from .. import reasons
from ..db import now, session
from ..errors import Closed, Conflict
from ..models import AdRef, Circle, Clause, Status, User
from ..phrases import Words
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.statuses import status_of
from . import events
from .statuses import add_ad_ref, begin, check_own, due_date, latest, member, record


def state(actor: User, clause: Clause, *, until: dt.date | None, party: str | None = None) -> AdRef:
    """The head says that the party agrees subject to its capital, by a date: where the clause stands for the head."""
    require(actor, Permission.SPEAK, clause)
    check_own(actor, party)
    due = due_date(until, "until")
    begin(clause)
    known = status_of(clause, actor)
    if known.status == Status.CLOSED.value:
        raise Closed("This clause is closed; that is possible while it is open, contested, agreed in group or agreed.")
    where = session.get_one(Circle, known.circle_id) if known.circle_id else circle_all(clause.plan_id)
    assert actor.party is not None  # who speaks has a party
    made = add_ad_ref(actor, clause, where, member(where, actor.party.code), due)
    words = due.isoformat() if due else None
    events.record(actor, clause.plan_id, where, "clause.ad_ref", made.id, clause_id=clause.id, until=words)
    return made


def confirm(actor: User, clause: Clause, *, confirmed: bool) -> AdRef:
    """The capital has spoken: the ad ref is confirmed, or the clause is open again."""
    require(actor, Permission.SPEAK, clause)
    begin(clause)
    mine = select(AdRef).where(AdRef.clause_id == clause.id, AdRef.party_id == actor.party_id, AdRef.ended_at.is_(None))
    found = session.scalars(mine.order_by(AdRef.at)).unique().all()
    if not found:
        raise Conflict("Your party has no open ad ref on this clause; that is possible while it has one.")
    for row in found:
        row.ended_at, row.ended_by_id = now(), actor.id
        row.outcome = "confirmed" if confirmed else "not_confirmed"
        session.flush()
        where = session.get_one(Circle, row.circle_id)
        kind = "clause.ad_ref_confirmed" if confirmed else "clause.ad_ref_not_confirmed"
        events.record(actor, clause.plan_id, where, kind, row.id, clause_id=clause.id, party=row.party.code)
        if not confirmed and latest(clause, where.id) not in (None, Status.OPEN.value):
            reason = Words(reasons.NOT_CONFIRMED.template, code=row.party.code)
            record(actor, clause, where, Status.OPEN.value, reason)
    return found[-1]
