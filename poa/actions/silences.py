"""The silence procedure: put, extended, withdrawn, broken, lapsed; concluded by its time alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from .. import reasons
from ..db import now, session
from ..errors import Closed, Conflict, Invalid, NotAllowed
from ..models import Amendment, Circle, Draft, Objection, Party, Silence, SilenceState, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.drafts import content
from ..queries.silences import stands, unended, within
from ..text import check_text
from . import events, mails

REASON_LIMIT = 10_000
SUBJECTS = {
    "silence.put": Words("%(symbol)s is put under silence"),
    "silence.extended": Words("The silence on %(symbol)s is extended"),
    "silence.withdrawn": Words("The silence on %(symbol)s is withdrawn"),
    "silence.broken": Words("The silence on %(symbol)s is broken"),
    "silence.lapsed": Words("The silence on %(symbol)s has lapsed"),
    "silence.concluded": Words("The silence on %(symbol)s is concluded"),
}


def put(actor: User, draft: Draft, *, expires_at: dt.datetime, circle: Circle | None = None) -> Silence:
    """Put a draft to a circle (default: its own) under silence until `expires_at`; all its heads are told at once.

    `Invalid` when that is past, the circle is wider than the draft's, or the plan reads otherwise than the draft by
    now; `Conflict` while another silence on the draft is pending.
    """
    circle = circle or draft.circle
    require(actor, Permission.CONVENE, circle)
    events.lock(draft.plan_id)
    if not circle.forum or not within(circle, draft.circle):
        raise Invalid("A draft is put to those it was issued to, or to a narrower circle of them.", field="circle")
    if expires_at <= now():
        raise Invalid("This time is past already. Name one that is still to come.", field="expires_at")
    for other in unended(draft.plan_id):
        if other.draft_id == draft.id and other.state == SilenceState.PENDING.value:
            raise Conflict(
                "A silence on %(symbol)s is pending already, until %(expires_at)s.",
                symbol=draft.symbol,
                expires_at=other.expires_at,
            )
    if not stands(draft):
        raise Invalid(
            "The text has moved since %(symbol)s was issued. Issue a new draft, and put that one.",
            field="draft",
            symbol=draft.symbol,
        )
    made = Silence(
        plan_id=draft.plan_id,
        draft=draft,
        circle=circle,
        content_hash=draft.content_hash,
        started_at=now(),
        expires_at=expires_at,
        put_by=actor,
    )
    session.add(made)
    session.flush()
    said = _said(made, Words("%(draft)s is put under silence until %(at)s."), at=expires_at)
    _tell(actor, made, "silence.put", said, expires_at=_iso(expires_at))
    return made


def object_to(actor: User, silence: Silence, *, reason: str, clauses: Sequence[uuid.UUID] = ()) -> Silence:
    """A head breaks the silence for its party, with a reason and, when wanted, the draft's clauses it is about."""
    require(actor, Permission.SPEAK, silence)
    party = next((party for party in silence.circle.parties if party.id == actor.party_id), None)
    if party is None:
        raise NotAllowed("Only the head of a delegation in this circle objects here.")
    _begin(silence)
    reason = check_text(reason, "reason", REASON_LIMIT)
    named = list(dict.fromkeys(str(id) for id in clauses))
    if set(named) - {item["id"] for item in content(silence.draft)["clauses"]}:
        raise Invalid("One of these clauses is not in the draft.", field="clauses")
    _break(actor, silence, party, reason, named)
    return silence


def submitted(actor: User, amendment: Amendment) -> None:
    """What an amendment does that has been submitted: it breaks the silences of whoever it is meant for.

    Its party is in the silence's circle, and everybody of that circle is in the one it is meant for. What it says, and
    of which clause, is told to nobody who may not read it yet. The plan must be locked.
    """
    intended = session.get_one(Circle, amendment.intended_id)
    proposers = {amendment.party_id} if amendment.sponsor is None else {item.id for item in amendment.sponsor.parties}
    for silence in unended(amendment.plan_id):
        if silence.state != SilenceState.PENDING.value or not within(silence.circle, intended):
            continue
        if proposers & {party.id for party in silence.circle.parties}:
            _break(actor, silence, amendment.proposer, reasons.SILENCE_AMENDED, [])


def _break(actor: User, silence: Silence, by: Party | Circle, reason: str, clauses: list[str]) -> None:
    if isinstance(by, Party):
        session.add(
            Objection(silence_id=silence.id, party=by, user_id=actor.id, reason=reason, clauses=clauses, at=now())
        )
    _end(silence, SilenceState.BROKEN, reason)
    session.flush()
    session.expire(silence, ["objections"])
    broken = _said(silence, Words("%(draft)s is no longer under silence: %(by)s broke it."), by=by.name)
    said = Listed([broken, reason], "paragraphs")
    _tell(actor, silence, "silence.broken", said, party=by.code, reason=reason, clauses=clauses)


def extend(actor: User, silence: Silence, *, expires_at: dt.datetime) -> Silence:
    """Put the end off, before it has come."""
    require(actor, Permission.CONVENE, silence)
    _begin(silence)
    if expires_at <= silence.expires_at:
        raise Invalid(
            "It ends on %(expires_at)s. Name a later time.", field="expires_at", expires_at=silence.expires_at
        )
    silence.expires_at = expires_at
    said = _said(silence, Words("%(draft)s stays under silence until %(at)s: it was extended."), at=expires_at)
    _tell(actor, silence, "silence.extended", said, expires_at=_iso(expires_at))
    return silence


def withdraw(actor: User, silence: Silence, *, reason: str = "") -> Silence:
    """Take a pending silence back; nothing follows from it."""
    require(actor, Permission.CONVENE, silence)
    _begin(silence)
    reason = check_text(reason, "reason", REASON_LIMIT) if reason.strip() else ""
    _end(silence, SilenceState.WITHDRAWN, reason)
    ends = _said(silence, Words("%(draft)s is no longer under silence: it was withdrawn."))
    said = Listed([ends, reason] if reason else [ends], "paragraphs")
    _tell(actor, silence, "silence.withdrawn", said, reason=reason)
    return silence


def text_moved(actor: User, plan_id: uuid.UUID) -> None:
    """Let the plan's silences lapse, for a clause was changed, inserted, moved or taken out. The plan must be locked.

    One whose time was over before is concluded, and is written down as such.
    """
    for silence in unended(plan_id):
        if silence.state == SilenceState.CONCLUDED.value:
            _conclude(silence)
            continue
        _end(silence, SilenceState.LAPSED, reasons.SILENCE_TEXT_CHANGED)
        words = Words("%(draft)s is no longer under silence: the text was changed, and the silence has lapsed.")
        said = _said(silence, words)
        _tell(actor, silence, "silence.lapsed", said)


def conclude(silence_id: uuid.UUID) -> bool:
    """Write down that a silence is concluded, as of its very end; whether this call did it."""
    silence = session.get_one(Silence, silence_id)
    events.lock(silence.plan_id)
    session.refresh(silence)
    if silence.recorded != SilenceState.PENDING.value or silence.state != SilenceState.CONCLUDED.value:
        return False
    _conclude(silence)
    return True


def _conclude(silence: Silence) -> None:
    silence.recorded = SilenceState.CONCLUDED.value
    silence.ended_at = silence.expires_at
    words = Words("%(draft)s stood under silence until %(at)s. Nobody broke it: it is concluded.")
    said = _said(silence, words, at=silence.expires_at)
    _tell(silence.put_by, silence, "silence.concluded", said, at=silence.expires_at)


def _begin(silence: Silence) -> None:
    events.lock(silence.plan_id)
    session.refresh(silence)
    state = silence.state
    if state == SilenceState.PENDING.value:
        return
    when = silence.ended_at or silence.expires_at
    raise Closed(
        "This silence is %(state)s since %(when)s; that is possible while it is pending.", state=Words(state), when=when
    )


def _end(silence: Silence, state: SilenceState, reason: str) -> None:
    silence.recorded = state.value
    silence.ended_at = now()
    silence.reason = reason or None


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _said(silence: Silence, words: Words, **values: object) -> Words:
    draft = silence.draft
    named = Words("%(symbol)s of “%(plan)s”", symbol=draft.symbol, plan=draft.plan.title)
    return Words(words.template, draft=named, **values)


def _tell(actor: User, silence: Silence, kind: str, said: Words, *, at: dt.datetime | None = None, **data: Any) -> None:
    """Record it where the silence is read, and mail it to every head there at once."""
    draft = silence.draft
    more = {"symbol": draft.symbol, **data}
    events.record_at(at or now(), actor, silence.plan_id, silence.circle, kind, silence.id, **more)
    mails.to_heads(silence.circle, Words(SUBJECTS[kind].template, symbol=draft.symbol), said)
