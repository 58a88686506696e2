"""The legal scrub: editorial changes in a log of their own; one that is flagged as substance goes back."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Cause, Clause, Revision, ScrubFlag, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.scrubs import issued_to_all
from ..text import check_text, plain_parts
from . import events, revisions
from .plans import check_base
from .statuses import check_not_adopted

REASON_LIMIT = 2_000


def scrub(actor: User, clause: Clause, *, revision_id: uuid.UUID, text: str, reason: str) -> Revision:
    """Change a text editorially in the legal scrub; how far the clause is agreed stays as it is.

    `Stale` when the base has moved, `Conflict` for a clause that was taken out, `Invalid` without a change or a reason.
    """
    require(actor, Permission.PLAN_EDIT, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    text, why = check_text(text, "text"), _reason(reason)
    check_base(clause, revision_id, text)
    if text == clause.revision.text:
        raise Invalid("Nothing was changed.", field="text")
    parts = plain_parts(clause.revision.text, text, ())
    revision = revisions.revise(actor, clause, text, parts, Cause.SCRUB, basis="editorial", reason=why)
    _tell(actor, revision, "clause.scrubbed", reason=why)
    return revision


def flag(actor: User, revision: Revision, *, reason: str) -> ScrubFlag:
    """Say that a change of the scrub is one of substance: the text before it stands again.

    Where a draft has been issued to everyone on it, it is only marked. `Conflict` for what is no change of the scrub,
    was flagged or taken back already, or bears a later revision.
    """
    require(actor, Permission.SCRUB_FLAG, revision)
    events.lock(revision.clause.plan_id)
    session.refresh(revision.clause)
    check_not_adopted(revision.clause.plan_id)
    why = _reason(reason)
    if revision.cause != Cause.SCRUB.value:
        raise Conflict("Only a change of the legal scrub is flagged.")
    if session.scalars(select(ScrubFlag.id).where(ScrubFlag.revision_id == revision.id)).first() is not None:
        raise Conflict("This change has been flagged already.")
    goes_back = issued_to_all(revision) is None
    if goes_back:
        revisions.check_last(revision)
    made = ScrubFlag(
        plan_id=revision.clause.plan_id,
        revision=revision,
        party=actor.party,
        user=actor,
        reason=why,
        at=now(),
    )
    session.add(made)
    session.flush()
    if goes_back:
        revisions.take_back(actor, revision, reason=why)
    _tell(actor, revision, "scrub.flagged", reason=why, went_back=goes_back)
    return made


def _reason(given: str) -> str:
    if not given.strip():
        raise Invalid("Say why; the reason stands in the log.", field="reason")
    return check_text(given, "reason", REASON_LIMIT).strip()


def _tell(actor: User, revision: Revision, kind: str, **data: str | bool) -> None:
    clause = revision.clause
    circle = circle_all(clause.plan_id)
    events.record(actor, clause.plan_id, circle, kind, revision.id, clause_id=clause.id, number=revision.number, **data)
