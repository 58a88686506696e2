"""Requests to open a closed clause again: a party asks, the co-chairs put it to the room and decide."""

from __future__ import annotations

from sqlalchemy import select

from ..db import now, session
from ..errors import Conflict
from ..models import Clause, Reopening, Status, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.statuses import status_of
from ..text import check_text
from . import events
from .statuses import REASON_LIMIT, begin, latest, record


def ask(actor: User, clause: Clause, *, reason: str) -> Reopening:
    """A party asks that a closed clause be opened again."""
    require(actor, Permission.SPEAK, clause)
    said = check_text(reason, "reason", REASON_LIMIT).strip()
    begin(clause)
    known = status_of(clause, actor)
    if known.status != Status.CLOSED.value:
        raise Conflict("This clause is %(label)s; a reopening is asked for while it is closed.", label=known.words)
    waiting = select(Reopening.id).where(
        Reopening.clause_id == clause.id, Reopening.party_id == actor.party_id, Reopening.decided_at.is_(None)
    )
    if session.scalars(waiting).first() is not None:
        raise Conflict("Your party has asked for this already; the co-chairs have not decided yet.")
    made = Reopening(
        plan_id=clause.plan_id, clause_id=clause.id, party=actor.party, user_id=actor.id, reason=said, at=now()
    )
    session.add(made)
    session.flush()
    everyone = circle_all(clause.plan_id)
    events.record(actor, clause.plan_id, everyone, "clause.reopening_asked", made.id, clause_id=clause.id, reason=said)
    return made


def decide(actor: User, reopening: Reopening, *, granted: bool) -> Reopening:
    """The co-chairs put a request to the room and decide it; granted, the clause is open again."""
    require(actor, Permission.DECIDE, reopening)
    clause = session.get_one(Clause, reopening.clause_id)
    begin(clause)
    session.refresh(reopening)
    if reopening.decided_at is not None:
        raise Conflict("This request has been decided; that is possible while it waits.")
    reopening.decided_at, reopening.granted = now(), granted
    everyone = circle_all(clause.plan_id)
    kind = "clause.reopening_granted" if granted else "clause.reopening_declined"
    events.record(actor, clause.plan_id, everyone, kind, reopening.id, clause_id=clause.id, party=reopening.party.code)
    if granted and latest(clause, everyone.id) == Status.CLOSED.value:
        record(actor, clause, everyone, Status.OPEN.value, reopening.reason)
    return reopening
