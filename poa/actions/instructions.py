"""What a delegation tells itself of a clause: its instruction, what the capital cleared. Nothing of it goes out."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from ..db import session
from ..errors import Conflict, Invalid, Stale
from ..models import Circle, Clause, Clearance, Instruction, Revision, User
from ..policy import Permission, require
from ..queries.circles import circle_own
from ..text import check_text, merge
from . import events

LIMIT = 10_000


def instruct(actor: User, clause: Clause, *, instruction: str, fallback: str = "", red_line: str = "") -> Instruction:
    """Write down what the delegation is told for a clause; the earlier ones are kept.

    Raises `Invalid` when nothing is said at all.
    """
    require(actor, Permission.DELEGATION, clause)
    events.lock(clause.plan_id)
    own = circle_own(clause.plan_id, actor)
    said = {"instruction": instruction, "fallback": fallback, "red_line": red_line}
    if not any(text.strip() for text in said.values()):
        raise Invalid("Say what the delegation is told: an instruction, a fallback or a red line.", field="instruction")
    made = Instruction(
        clause_id=clause.id,
        circle_id=own.id,
        number=_next(Instruction, clause, own),
        user=actor,
        **{name: check_text(text, name, LIMIT).strip() if text.strip() else "" for name, text in said.items()},
    )
    session.add(made)
    session.flush()
    events.record(actor, clause.plan_id, own, "instruction.given", made.id, clause_id=clause.id, number=made.number)
    return made


def clear(actor: User, clause: Clause, *, revision_id: uuid.UUID, hold: bool = False, note: str = "") -> Clearance:
    """Record that the capital cleared the text that was read, or asks to hold.

    Raises `Stale` with both texts when the clause has moved on since that text was read.
    """
    require(actor, Permission.DELEGATION, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    own = circle_own(clause.plan_id, actor)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan; there is nothing to clear.")
    read = session.get(Revision, revision_id)
    if read is None or read.clause_id != clause.id:
        raise Invalid("This revision is none of this clause.", field="revision")
    if read.id != clause.revision_id:
        raise Stale(
            "The clause has moved on since you read it. Nothing was cleared; both texts are here.",
            current=str(clause.revision_id),
            theirs=clause.revision.text,
            yours=read.text,
            merged=merge(read.text, read.text, clause.revision.text).text,
        )
    made = Clearance(
        clause_id=clause.id,
        revision=read,
        circle_id=own.id,
        hold=hold,
        note=check_text(note, "note", LIMIT).strip() if note.strip() else "",
        user=actor,
        number=_next(Clearance, clause, own),
    )
    session.add(made)
    session.flush()
    kind = "clause.held" if hold else "clause.cleared"
    events.record(actor, clause.plan_id, own, kind, made.id, clause_id=clause.id, number=read.number)
    return made


def _next(model: type[Instruction] | type[Clearance], clause: Clause, own: Circle) -> int:
    """The next number of such rows of a delegation on a clause."""
    query = select(func.max(model.number)).where(model.clause_id == clause.id, model.circle_id == own.id)
    return 1 + (session.scalar(query) or 0)
