"""A new text of a clause: appended, with all that stands on the old one carried along."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from ..db import now, session
from ..errors import Closed, Conflict, Invalid
from ..models import (
    OPEN_STATES,
    Amendment,
    AmendmentKind,
    AmendmentState,
    AmendmentVersion,
    Cause,
    Clause,
    Comment,
    Package,
    Revision,
    User,
)
from ..phrases import Words
from ..policy import Permission, require
from ..queries.bridges import bridged
from ..queries.circles import circle_all
from ..queries.meetings import in_session
from ..queries.packages import package_of, settled_with
from ..queries.revisions import in_force, issued_on
from ..text import Anchor, Part, merge, relocate
from . import bracketing, bridging, events, ordering, silences
from .statuses import check_not_adopted, decided_on, expect_open, text_changed

EDITORIAL = {Cause.EDIT.value, Cause.SCRUB.value}
UNDONE = {Cause.MERGE.value, Cause.ADOPT_DELETE.value, Cause.ADOPT_INSERT.value, Cause.MOVE.value} | EDITORIAL


def first(actor: User, clause: Clause, text: str, cause: Cause, keys: tuple[str, ...] = ()) -> Revision:
    """The first revision of a new clause."""
    check_not_adopted(clause.plan_id)
    if cause is Cause.EDIT:
        bracketing.check("", text, clause.plan.attributions)
    revision = _append(actor, clause, text, (Part("", text, keys),), cause)
    bracketing.follow(clause, revision)
    return revision


def revise(
    actor: User,
    clause: Clause,
    text: str,
    parts: Sequence[Part],
    cause: Cause,
    *,
    basis: str | None = None,
    reason: str | None = None,
    settlements: list[dict[str, Any]] | None = None,
    effects: list[dict[str, Any]] | None = None,
    carried: Collection[uuid.UUID] = (),
    like: Cause | None = None,
) -> Revision:
    """Append a revision and carry comments and open amendments to it, but for `carried`, which the caller sees to.

    Other words than were agreed open the clause again; `Closed` when it is closed. Both are judged as for `like`, where
    that is given.
    """
    old = clause.revision
    if text != old.text:
        expect_open(clause, like or cause)
    if cause in (Cause.EDIT, Cause.SCRUB):
        bracketing.check(old.text, text, clause.plan.attributions)
    revision = _append(actor, clause, text, parts, cause)
    revision.basis, revision.reason = basis, reason
    revision.settlements, revision.effects = settlements or [], effects or []
    revision.meeting_id = in_session(clause.plan_id, [basis, *(item.get("basis") for item in revision.settlements)])
    if text != old.text:
        text_changed(actor, clause, like or cause)
    bracketing.follow(clause, revision)
    _carry_comments(clause, old, revision)
    _carry_amendments(actor, clause, old, revision, carried)
    bridging.carry(actor, clause, old, revision)
    return revision


def _append(actor: User, clause: Clause, text: str, parts: Sequence[Part], cause: Cause) -> Revision:
    old = clause.revision if clause.revision_id else None
    if (old.text if old else "") != "".join(part.base for part in parts):
        raise ValueError("the parts of a revision do not start from the text before it")
    if text != "".join(part.text for part in parts):
        raise ValueError("the parts of a revision do not give its text")
    revision = Revision(
        clause=clause,
        number=old.number + 1 if old else 1,
        text=text,
        cause=cause.value,
        author=actor,
        party_id=actor.party_id,
        previous_id=old.id if old else None,
        parts=[{"base": part.base, "text": part.text, "parties": list(part.keys)} for part in parts],
        created_at=now(),
    )
    session.add(revision)
    session.flush()
    clause.revision = revision
    session.flush()
    if cause is not Cause.IMPORT:
        silences.text_moved(actor, clause.plan_id)
    return revision


def _carry_comments(clause: Clause, old: Revision, new: Revision) -> None:
    """Move each quoted range to the new text; one whose words are gone is orphaned, with its quote kept."""
    quoted = select(Comment).where(Comment.clause_id == clause.id, Comment.quote.is_not(None))
    for comment in session.scalars(quoted):
        anchor = None
        if comment.current_start is not None and comment.current_end is not None:
            anchor = relocate(anchor_on(old.text, comment.current_start, comment.current_end), old.text, new.text)
        else:
            made_on = session.get_one(Revision, comment.revision_id).text
            anchor = relocate(anchor_on(made_on, comment.start or 0, comment.end or 0), made_on, new.text)
        comment.current_start = anchor.start if anchor else None
        comment.current_end = anchor.end if anchor else None


def anchor_on(text: str, start: int, end: int) -> Anchor:
    """A quoted range with the 32 code points before and after it (W3C text-quote selector)."""
    return Anchor(start, end, text[start:end], text[max(0, start - 32) : start], text[end : end + 32])


def _carry_amendments(
    actor: User, clause: Clause, old: Revision, new: Revision, carried: Collection[uuid.UUID]
) -> None:
    """Rebase what stands on the old text, and what was stale and is so no longer; flag what cannot be carried."""
    standing = select(Amendment).where(
        Amendment.clause_id == clause.id,
        Amendment.state.in_([state.value for state in OPEN_STATES]),
        or_(Amendment.revision_id == old.id, Amendment.stale),
    )
    for amendment in session.scalars(standing).unique():
        base = amendment.revision
        if amendment.id in carried or base is None:
            continue
        kind = AmendmentKind(amendment.kind)
        if kind.wordless:
            rewrite(actor, amendment, "rebased", new, "")
            continue
        whole = kind is AmendmentKind.ALTERNATIVE
        text = amendment.text if whole else merge(base.text, amendment.text, new.text).text
        if text is None or text == new.text:
            amendment.stale = True
        else:
            rewrite(actor, amendment, "rebased", new, text)


def rewrite(actor: User, amendment: Amendment, cause: str, revision: Revision | None, text: str) -> None:
    """Give an amendment another wording on another base; every wording it had is kept."""
    amendment.text = text
    amendment.revision = revision
    amendment.revision_id = revision.id if revision else None
    amendment.stale = False
    amendment.changed_at = now()
    keep(actor, amendment, cause)


def keep(actor: User, amendment: Amendment, cause: str) -> None:
    """Append the amendment's present wording to its versions; one that its party writes leaves others' brackets be."""
    session.flush()
    if cause in ("drafted", "submitted"):
        bracketing.check_amendment(amendment)
    numbers = select(AmendmentVersion.number).where(AmendmentVersion.amendment_id == amendment.id)
    session.add(
        AmendmentVersion(
            amendment_id=amendment.id,
            number=max(session.scalars(numbers), default=0) + 1,
            cause=cause,
            revision_id=amendment.revision_id,
            text=amendment.text,
            rationale=amendment.rationale,
            author_id=actor.id,
        )
    )
    session.flush()


def undo(actor: User, revision: Revision, *, reason: str) -> Revision:
    """Take back the last settlement of a clause: the text before it stands again, and so do its amendments.

    What was settled with a package is taken back with all of the package, which is open again then. `Invalid` without a
    reason; `Closed` once a draft has been issued on it; `Conflict` when it is not the last.
    """
    require(actor, Permission.UNDO, revision)
    events.lock(revision.clause.plan_id)
    if not reason.strip():
        raise Invalid("Say why this is taken back; the reason is recorded.", field="reason")
    package = package_of(revision)
    undone = {item.id: _undo(actor, item, reason, package) for item in settled_with(revision)}
    if package is not None:
        package.settled_at = None
        session.flush()
    return undone[revision.id]


def _undo(actor: User, revision: Revision, reason: str, package: Package | None) -> Revision:
    clause = revision.clause
    session.refresh(clause)
    try:
        _check_undo(actor, clause, revision)
    except Conflict as error:
        if package is None:
            raise
        whole = Words(
            "The package “%(name)s” is taken back as one, with “%(text)s”: %(why)s",
            name=package.name,
            text=revision.text[:60],
            why=error.message,
        )
        raise type(error)(whole) from error
    undone = take_back(actor, revision, reason=reason)
    events.record(
        actor,
        clause.plan_id,
        circle_all(clause.plan_id),
        "revision.undone",
        undone.id,
        clause_id=clause.id,
        number=revision.number,
        reason=reason,
    )
    return undone


def take_back(actor: User, revision: Revision, *, reason: str) -> Revision:
    """Let the text before the last revision stand again, with its amendments; the caller checks, locks and records.

    What is taken back of the scrub leaves the clause's status alone, as the scrub did, unless it was decided on it.
    """
    clause = revision.clause
    before = session.get(Revision, revision.previous_id) if revision.previous_id else None
    text = before.text if before else ""
    was_inserted = revision.cause == Cause.ADOPT_INSERT.value
    clause.retired_at = now() if was_inserted else None
    restored = {uuid.UUID(effect["amendment"]) for effect in revision.effects}
    if revision.cause == Cause.MOVE.value:
        _put_back(clause, revision.effects[0]["stood_after"])
    like = Cause.SCRUB if revision.cause == Cause.SCRUB.value and not decided_on(revision) else None
    parts = _backwards(revision)
    undone = revise(actor, clause, text, parts, Cause.UNDO, reason=reason, carried=restored, like=like)
    for effect in revision.effects:
        _restore(actor, effect, before, undone)
    return undone


def _put_back(clause: Clause, stood_after: str | None) -> None:
    """A clause that was moved stands where it stood, after what it stood after, wherever that is now."""
    ordering.put_after(clause, session.get_one(Clause, uuid.UUID(stood_after)) if stood_after else None)


def _check_undo(actor: User, clause: Clause, revision: Revision) -> None:
    if revision.cause not in UNDONE:
        raise Conflict("Only a settlement or an editorial change can be undone.")
    if revision.cause == Cause.EDIT.value and revision.previous_id is None:
        raise Conflict("A clause's first text cannot be undone; take the clause out instead.")
    issued = issued_on(revision, clause.plan_id, actor)
    if issued is not None:
        raise Closed("%(symbol)s has been issued on it. Propose a change instead.", symbol=issued.symbol)
    check_last(revision)


def check_last(revision: Revision) -> None:
    """`Conflict` unless this revision stands, and nothing on it."""
    standing = in_force(revision.clause_id)
    if revision not in standing:
        raise Conflict("This has been taken back already.")
    if standing[-1] is not revision:
        raise Conflict("A later revision stands on it. Undo that one first.")


def _backwards(revision: Revision) -> tuple[Part, ...]:
    return tuple(Part(part["text"], part["base"], ()) for part in revision.parts)


def _restore(actor: User, effect: dict[str, Any], before: Revision | None, undone: Revision) -> None:
    """Put an amendment back to what it was before a settlement, on the text that now stands again."""
    amendment = session.get_one(Amendment, uuid.UUID(effect["amendment"]))
    if amendment.state == AmendmentState.WITHDRAWN.value or bridged(amendment):
        return
    amendment.state = effect["state"]
    amendment.closed_at = None
    base = undone if before is not None and amendment.clause_id is not None else None
    if effect.get("stale"):
        amendment.stale = True
        return
    rewrite(actor, amendment, "restored", base, effect["text"])
