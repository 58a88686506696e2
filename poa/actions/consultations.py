"""Line ministries are asked by a one-time link, without an account; what they answer stays in the delegation."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from sqlalchemy import select

from ..db import now, session
from ..errors import Closed, Conflict, Invalid, NotFound
from ..models import Answer, Circle, Clause, Consultation, Plan, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.circles import circle_own
from ..text import check_text
from . import events, mails
from .sessions import digest

OPEN_AFTER_DUE = dt.timedelta(days=30)
ANSWER_LIMIT = 20_000


def consult(
    actor: User, plan: Plan, *, ministry: str, email: str, due: dt.date, clauses: Sequence[Clause], question: str = ""
) -> tuple[Consultation, str]:
    """Ask a ministry about some clauses; returns the token of its link, which is kept only as a hash.

    Raises `Invalid` for a date that is past, no clause, or one of another plan.
    """
    require(actor, Permission.DELEGATION, plan)
    events.lock(plan.id)
    own = circle_own(plan.id, actor)
    if due < now().date():
        raise Invalid("The date to answer by is past.", field="due")
    if not clauses or any(clause.plan_id != plan.id or clause.retired_at is not None for clause in clauses):
        raise Invalid("Choose at least one clause of this plan.", field="clauses")
    token = secrets.token_urlsafe(32)
    made = Consultation(
        plan=plan,
        circle_id=own.id,
        ministry=check_text(" ".join(ministry.split()), "ministry", 200),
        email=_address(email),
        question=check_text(question, "question", 10_000).strip() if question.strip() else "",
        due=due,
        token_sha256=digest(token),
        user=actor,
        clauses=list(clauses),
    )
    session.add(made)
    session.flush()
    _tell(actor, made, "consultation.sent")
    return made, token


def _address(email: str) -> str:
    address = email.strip().lower()
    name, at, host = address.partition("@")
    if parseaddr(address)[1] != address or not (name and at and host) or len(address) > 254 or not address.isascii():
        raise Invalid("This is no mail address.", field="email")
    return address


def post(consultation: Consultation, url: str) -> None:
    """Write the message that brings the link, in the transaction that made it."""
    asks = Words(
        "%(name)s asks for your view on %(plan)s, by %(due)s.",
        name=consultation.user.name,
        plan=consultation.plan.title,
        due=consultation.due,
    )
    yours = Words(
        "The link is yours alone, needs no account and takes one answer. Only the delegation that asks you reads it."
    )
    parts = [asks, *([consultation.question] if consultation.question else []), url, yours]
    subject = Words("Your view by %(due)s", due=consultation.due)
    # Nobody knows how a ministry wants to be spoken to.
    body = Listed(parts, "paragraphs")
    mails.post(consultation.email, consultation.ministry, subject, body, mails.tongue(None), consultation.id)


def withdraw(actor: User, consultation: Consultation) -> Consultation:
    """Ask no longer: the link is dead from now on."""
    require(actor, Permission.DELEGATION, consultation)
    events.lock(consultation.plan_id)
    session.refresh(consultation)
    if consultation.answered_at is not None or consultation.withdrawn_at is not None:
        state = "answered" if consultation.answered_at else "withdrawn"
        raise Conflict(
            "This consultation is %(state)s; one that waits for its answer is withdrawn.", state=Words(state)
        )
    consultation.withdrawn_at = now()
    _tell(actor, consultation, "consultation.withdrawn")
    return consultation


def opened(token: str) -> Consultation:
    """The consultation behind a link. `NotFound` when there never was one, `Closed` when it takes no answer."""
    found = session.scalars(select(Consultation).where(Consultation.token_sha256 == digest(token))).one_or_none()
    if found is None:
        raise NotFound("There is no such link. It may have been cut off on the way: copy the whole of it.")
    if found.answered_at is not None:
        raise Closed("This has been answered already; the link works once.")
    if found.withdrawn_at is not None:
        raise Closed("The delegation no longer asks for this.")
    if now().date() > found.due + OPEN_AFTER_DUE:
        raise Closed("The time to answer is over.")
    return found


def answer(token: str, *, name: str, answers: Mapping[str, str]) -> Consultation:
    """Take a ministry's answer: by clause id, and under "" what it says of the whole. At least one has words."""
    found = opened(token)
    events.lock(found.plan_id)
    session.refresh(found, ["answered_at", "withdrawn_at"])
    opened(token)
    person = check_text(" ".join(name.split()), "name", 120)
    given = {key: text for key, text in answers.items() if text.strip()}
    if not given:
        raise Invalid("Nothing is written yet. Say something of one clause, or of the whole.", field="answer")
    asked = {str(clause.id): clause for clause in found.clauses}
    for key, text in given.items():
        clause = asked.get(key)
        if key and clause is None:
            raise Invalid("One of the answers is to a clause that was not asked about.", field="answer")
        session.add(
            Answer(
                consultation_id=found.id,
                clause_id=clause.id if clause else None,
                revision_id=clause.revision_id if clause else None,
                text=check_text(text, f"answer-{key}" if key else "answer", ANSWER_LIMIT).strip(),
            )
        )
    found.answered_at = now()
    found.answered_by = person
    session.flush()
    session.expire(found, ["answers"])
    _tell(found.user, found, "consultation.answered")
    return found


def _tell(actor: User, consultation: Consultation, kind: str) -> None:
    own = session.get_one(Circle, consultation.circle_id)
    events.record(actor, consultation.plan_id, own, kind, consultation.id, ministry=consultation.ministry)
