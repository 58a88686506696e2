"""One event for each action, in its circle, chained by hash so that none can be taken out unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import rfc8785
import structlog

from ..db import now, session
from ..models import Circle, Event, Plan, User

log = structlog.get_logger()


def lock(plan_id: uuid.UUID) -> Plan:
    """Take the plan for writing: one writer a plan at a time, so that numbers and chains have no gaps."""
    return session.get_one(Plan, plan_id, with_for_update=True, populate_existing=True)


def record(
    actor: User,
    plan_id: uuid.UUID,
    circle: Circle,
    kind: str,
    subject_id: uuid.UUID,
    *,
    clause_id: uuid.UUID | None = None,
    **data: Any,
) -> Event:
    """Append an event to the circle's chain. `data` holds strings, whole numbers, booleans, lists and None only.

    The hash is the SHA-256 of the RFC 8785 JSON of what `sealed` returns; the plan must be locked.
    """
    return record_at(now(), actor, plan_id, circle, kind, subject_id, clause_id=clause_id, **data)


def record_at(
    at: dt.datetime,
    actor: User,
    plan_id: uuid.UUID,
    circle: Circle,
    kind: str,
    subject_id: uuid.UUID,
    *,
    clause_id: uuid.UUID | None = None,
    **data: Any,
) -> Event:
    """As `record`, of what came about by time alone, at `at`, and is written down afterwards."""
    session.refresh(circle, ["chain_length", "chain_head"])
    plan = session.get_one(Plan, plan_id)
    plan.last_event += 1
    event = Event(
        plan_id=plan_id,
        circle=circle,
        circle_id=circle.id,
        number=circle.chain_length + 1,
        sequence=plan.last_event,
        kind=kind,
        actor=actor,
        actor_id=actor.id,
        party_id=actor.party_id,
        clause_id=clause_id,
        subject_id=subject_id,
        data=data,
        at=at,
        previous_hash=circle.chain_head,
    )
    event.hash = sealed(event)
    circle.chain_length = event.number
    circle.chain_head = event.hash
    session.add(event)
    session.flush()
    log.info(kind, plan=str(plan_id), circle=circle.kind, number=event.number)
    return event


def sealed(event: Event) -> str:
    """The hash an event must bear: over what came before it and all that it says."""
    content: dict[str, Any] = {
        "previous": event.previous_hash,
        "number": event.number,
        "plan": str(event.plan_id),
        "circle": str(event.circle_id),
        "kind": event.kind,
        "actor": str(event.actor_id),
        "party": str(event.party_id) if event.party_id else None,
        "clause": str(event.clause_id) if event.clause_id else None,
        "subject": str(event.subject_id),
        "data": event.data,
        "at": event.at.isoformat(timespec="microseconds"),
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
