"""The text in the room: a clause under discussion, its words provisional until they are read back."""

from __future__ import annotations

import uuid

from ..db import session
from ..errors import Conflict, Invalid, Stale
from ..models import Basis, CircleKind, Clause, Meeting, Revision, User
from ..policy import Permission, require
from ..text import check_text, merge
from . import plans
from .meetings import begin, tell


def discuss(actor: User, meeting: Meeting, clause: Clause | None) -> Meeting:
    """Put a clause under discussion (None: none). `Conflict` while words of another stand provisional."""
    require(actor, Permission.MEET, meeting)
    begin(meeting)
    if meeting.words is not None:
        raise Conflict("Words stand that are provisional. Read them back or discard them, then go on.")
    if clause is not None:
        session.refresh(clause)
        if clause.plan_id != meeting.plan_id or clause.retired_at is not None:
            raise Invalid("This clause is not in the plan.", field="clause")
    meeting.clause = clause
    meeting.clause_id = clause.id if clause else None
    meeting.revision_id = clause.revision_id if clause else None
    meeting.version += 1
    tell(actor, meeting, "meeting.clause", clause_id=meeting.clause_id)
    return meeting


def type_words(
    actor: User,
    meeting: Meeting,
    *,
    words: str,
    version: int,
    clause_id: uuid.UUID | None = None,
    revision_id: uuid.UUID | None = None,
) -> Meeting:
    """The clause's text as the room has it by now; `version` is the one typed upon, `clause_id` the clause it is of.

    `Stale` with both texts when another screen typed meanwhile; the same words again change nothing. `revision_id` says
    that the words were set against a newer text of the clause.
    """
    require(actor, Permission.MEET, meeting)
    clause = _under_discussion(meeting)
    if clause_id not in (None, clause.id):
        raise Conflict("The room is at another clause by now. These words are of the one before: go back to it first.")
    words = check_text(words, "words") if words.strip() else ""
    if revision_id is not None and revision_id not in (meeting.revision_id, clause.revision_id):
        raise Invalid("This revision is not the text of the clause under discussion.", field="revision")
    same = words == (meeting.words if meeting.words is not None else _base(meeting).text)
    if same and revision_id in (None, meeting.revision_id):
        return meeting
    _check_version(meeting, version, words)
    meeting.words = words
    meeting.version += 1
    meeting.revision_id = revision_id or meeting.revision_id
    tell(actor, meeting, "meeting.words", clause_id=clause.id, version=meeting.version)
    return meeting


def read_back(actor: User, meeting: Meeting, *, version: int | None = None) -> Meeting:
    """Record the words, as they were read to the room, as the clause's text: settled in session, in this meeting.

    Without a change there is no new revision. `Stale` when somebody typed after `version`, or when the clause was
    settled elsewhere meanwhile. A circle by itself does not change the text that all have.
    """
    require(actor, Permission.MEET, meeting)
    clause = _under_discussion(meeting)
    base = _base(meeting)
    words = base.text if meeting.words is None else meeting.words
    if version is not None:
        _check_version(meeting, version, words)
    changed = words != base.text
    if changed:
        if meeting.circle.kind != CircleKind.ALL.value:
            raise Conflict(
                "%(name)s does not settle the text by itself: take these words to everyone as its amendment. "
                "Words are read back in a meeting of all.",
                name=meeting.circle.name,
            )
        plans.edited(actor, clause, revision_id=base.id, text=words, basis=Basis.SESSION.value, reason=meeting.name)
    _forget(meeting, clause)
    number = clause.revision.number
    tell(actor, meeting, "meeting.read_back", clause_id=clause.id, number=number, changed=changed)
    return meeting


def discard(actor: User, meeting: Meeting) -> Meeting:
    """Drop the provisional words: the clause is shown as it stands. `Conflict` when there are none."""
    require(actor, Permission.MEET, meeting)
    clause = _under_discussion(meeting)
    if meeting.words is None:
        raise Conflict("Nothing provisional stands here; only provisional words are discarded.")
    _forget(meeting, clause)
    tell(actor, meeting, "meeting.discarded", clause_id=clause.id)
    return meeting


def _under_discussion(meeting: Meeting) -> Clause:
    begin(meeting)
    if meeting.clause is None:
        raise Conflict("No clause is under discussion. Choose one first.")
    session.refresh(meeting.clause)
    return meeting.clause


def _base(meeting: Meeting) -> Revision:
    """The text that the room began with."""
    return session.get_one(Revision, meeting.revision_id)


def _check_version(meeting: Meeting, version: int, words: str) -> None:
    if version == meeting.version:
        return
    base = _base(meeting).text
    theirs = base if meeting.words is None else meeting.words
    raise Stale(
        "Another screen typed meanwhile. Both texts are here; nothing is lost.",
        current=str(meeting.version),
        theirs=theirs,
        yours=words,
        merged=merge(base, words, theirs).text,
    )


def _forget(meeting: Meeting, clause: Clause) -> None:
    """Nothing is provisional any longer; who still types upon it is told so by the version."""
    meeting.words = None
    meeting.version += 1
    meeting.revision_id = clause.revision_id
