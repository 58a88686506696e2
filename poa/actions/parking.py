"""Parking: a section that is not discussed for now; what is in it waits, and nothing is settled there."""

from __future__ import annotations

from typing import Any

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Clause, Kind, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.plans import parked_in
from ..text import check_text
from . import events
from .statuses import begin

REASON_LIMIT = 2_000


def park(actor: User, clause: Clause, *, reason: str) -> Clause:
    """Park a section by the co-chairs' decision: it and all in it leave the desk's queue until it is taken up again."""
    require(actor, Permission.DECIDE, clause)
    begin(clause)
    if clause.kind != Kind.SECTION.value:
        raise Invalid("A section is parked as a whole; this is no section.", field="clause")
    if clause.parked_at is not None:
        raise Conflict("This section is parked already; that is possible while it is not.")
    if not reason.strip():
        raise Invalid("Say why it is parked; the reason is recorded.", field="reason")
    clause.parked_reason = check_text(reason, "reason", REASON_LIMIT).strip()
    clause.parked_at = now()
    _tell(actor, clause, "section.parked", reason=clause.parked_reason)
    return clause


def unpark(actor: User, clause: Clause) -> Clause:
    """Take a parked section up again."""
    require(actor, Permission.DECIDE, clause)
    begin(clause)
    if clause.parked_at is None:
        raise Conflict("This is not parked; only a parked section is taken up again.")
    clause.parked_at = clause.parked_reason = None
    _tell(actor, clause, "section.unparked")
    return clause


def check(clause: Clause | None) -> None:
    """`Conflict`, with the reason, when the clause is in a parked section: nothing is settled there."""
    section = parked_in(clause) if clause is not None else None
    if section is not None:
        raise Conflict(
            "The section “%(section)s” is parked: %(reason)s Nothing is settled in it until it is taken up again.",
            section=section.revision.text,
            reason=section.parked_reason,
        )


def _tell(actor: User, clause: Clause, kind: str, **more: Any) -> None:
    session.flush()
    events.record(actor, clause.plan_id, circle_all(clause.plan_id), kind, clause.id, clause_id=clause.id, **more)
