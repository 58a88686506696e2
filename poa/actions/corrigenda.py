"""Corrigenda: the desk mends a typing error of an issued draft, unless a party objects in time."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, select

from ..db import now, session
from ..errors import Closed, Conflict, Invalid, NotAllowed
from ..models import Corrigendum, Draft, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.corrigenda import corrigenda, frozen_text
from ..text import check_text
from . import events, mails

WORDS_LIMIT = 2_000
REASON_LIMIT = 10_000


def propose(
    actor: User, draft: Draft, *, clause_id: uuid.UUID, wrong: str, right: str, expires_at: dt.datetime
) -> Corrigendum:
    """Say how `wrong`, which stands exactly once in the frozen text of the clause, reads right.

    `Invalid` for a time that is past, words that are not there or not once, or that another corrigendum mends.
    """
    require(actor, Permission.DRAFT_ISSUE, draft)
    events.lock(draft.plan_id)
    if expires_at <= now():
        raise Invalid("This time is past already. Name one that is still to come.", field="expires_at")
    text = frozen_text(draft, clause_id)
    if text is None:
        raise Invalid("This clause is not in the draft.", field="clause")
    wrong, right = check_text(wrong, "wrong", WORDS_LIMIT), check_text(right, "right", WORDS_LIMIT)
    if wrong == right:
        raise Invalid("It reads the same. Say what it should read.", field="right")
    _expect_once(text, wrong)
    _expect_free(draft, clause_id, text, wrong)
    check_text(text.replace(wrong, right), "right")
    made = Corrigendum(
        plan_id=draft.plan_id,
        draft=draft,
        clause_id=clause_id,
        circle_id=draft.circle_id,
        number=1 + (session.scalar(select(func.max(Corrigendum.number)).where(Corrigendum.draft_id == draft.id)) or 0),
        wrong=wrong,
        right=right,
        made_by_id=actor.id,
        expires_at=expires_at,
    )
    session.add(made)
    session.flush()
    reads = Words("“%(wrong)s” shall read “%(right)s”.", wrong=wrong, right=right)
    until = Words("It stands after %(at)s unless a party objects.", at=expires_at)
    said = Listed([reads, until], "sentences")
    _tell(actor, made, "corrigendum.proposed", said, wrong=wrong, right=right)
    return made


def object_to(actor: User, corrigendum: Corrigendum, *, reason: str) -> Corrigendum:
    """A head objects for its party: the words stay as they were issued."""
    require(actor, Permission.SPEAK, corrigendum)
    draft = corrigendum.draft
    if actor.party is None or actor.party_id not in {party.id for party in draft.circle.parties}:
        raise NotAllowed("Only the head of a delegation that the draft was issued to objects here.")
    events.lock(corrigendum.plan_id)
    session.refresh(corrigendum)
    if corrigendum.state == "stands":
        raise Closed(
            "It stands since %(expires_at)s; an objection is possible while it is proposed.",
            expires_at=corrigendum.expires_at,
        )
    if corrigendum.state != "proposed":
        raise Conflict("It has been objected to already; an objection is possible while it is proposed.")
    corrigendum.objection = check_text(reason, "reason", REASON_LIMIT)
    corrigendum.objected_at = now()
    corrigendum.objector = actor.party
    session.flush()
    stays = Words("“%(wrong)s” stays: %(party)s objected.", wrong=corrigendum.wrong, party=actor.party.name)
    said = Listed([stays, corrigendum.objection], "paragraphs")
    _tell(actor, corrigendum, "corrigendum.objected", said, party=actor.party.code, reason=corrigendum.objection)
    return corrigendum


def _expect_once(text: str, wrong: str) -> None:
    times = sum(text.startswith(wrong, at) for at in range(len(text)))
    if times == 0:
        raise Invalid("These words do not stand in the clause as it was issued.", field="wrong")
    if times > 1:
        raise Invalid(
            "These words stand there %(times)s times. Take in some of what is beside them.", field="wrong", times=times
        )


def _expect_free(draft: Draft, clause_id: uuid.UUID, text: str, wrong: str) -> None:
    start = text.index(wrong)
    for other in corrigenda(draft):
        if other.clause_id != clause_id or other.state == "objected":
            continue
        begins = text.index(other.wrong)
        if begins < start + len(wrong) and start < begins + len(other.wrong):
            raise Conflict("Corrigendum %(number)s mends these words already.", number=other.number)


def _tell(actor: User, made: Corrigendum, kind: str, said: Words, **data: Any) -> None:
    draft = made.draft
    more = {"symbol": draft.symbol, "number": made.number, **data}
    events.record(actor, made.plan_id, draft.circle, kind, made.id, clause_id=made.clause_id, **more)
    subject = Words(
        "Corrigendum %(number)s to %(symbol)s of “%(plan)s”",
        number=made.number,
        symbol=draft.symbol,
        plan=draft.plan.title,
    )
    mails.to_heads(draft.circle, subject, said)
