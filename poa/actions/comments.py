"""Comments: made on a clause or on words of it, answered, taken back, resolved, reopened; each thread in one circle."""

from __future__ import annotations

import uuid

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Circle, Clause, Comment, Revision, User
from ..policy import Permission, require
from ..text import check_text
from ..text.quotes import occurrences
from . import events, mentions, rounds
from .revisions import anchor_on

BODY_LIMIT = 20_000


def comment(
    actor: User,
    clause: Clause,
    *,
    body: str,
    circle: Circle,
    quote: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
    revision_id: uuid.UUID | None = None,
) -> Comment:
    """Begin a thread in a circle the actor is in, on the clause or on words quoted from its text.

    `prefix` and `suffix` (what stands before and after) tell apart words that occur more than once. Raises `Invalid`
    when the quote is not found, or found more than once, and for a mention of somebody who is not in the circle.
    """
    require(actor, Permission.COMMENT, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if circle.plan_id != clause.plan_id:
        raise Invalid("This circle belongs to another plan.", field="circle")
    _expect_intake(actor, circle)
    body = check_text(body, "body", BODY_LIMIT)
    named = mentions.named(actor, circle, body)
    revision = clause.revision
    place = find_quote(revision.text, quote, prefix or "", suffix or "") if quote else None
    if place is None and quote and revision_id is not None and revision_id != revision.id:
        raise Conflict("The clause has moved on since you quoted it. Select the words again; your comment is kept.")
    made = Comment(
        clause_id=clause.id,
        circle=circle,
        revision_id=revision.id,
        author=actor,
        party=actor.party,
        body=body,
    )
    if quote:
        _anchor(made, revision, place)
    session.add(made)
    session.flush()
    mentions.tell(actor, made, clause, named)
    _tell(actor, made, clause, "comment.made")
    return made


def _anchor(made: Comment, revision: Revision, place: tuple[int, int] | None) -> None:
    if place is None:
        raise Invalid("The quoted words are not in the clause as it stands.", field="quote")
    start, end = place
    anchor = anchor_on(revision.text, start, end)
    made.quote, made.prefix, made.suffix = anchor.quote, anchor.prefix, anchor.suffix
    made.start = made.current_start = start
    made.end = made.current_end = end


def find_quote(text: str, quote: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    """Where the quote stands, in code points; None when it is not there. `Invalid` when it fits more than once."""
    found = occurrences(text, quote, prefix, suffix)
    if len(found) > 1:
        raise Invalid(
            "These words stand %(count)s times in the clause. Say what stands before or after them.",
            field="quote",
            count=len(found),
        )
    return found[0] if found else None


def reply(actor: User, thread: Comment, *, body: str) -> Comment:
    """Answer a thread, in its circle."""
    clause = session.get_one(Clause, thread.clause_id)
    require(actor, Permission.COMMENT, clause)
    events.lock(clause.plan_id)
    first = session.get_one(Comment, thread.thread_id) if thread.thread_id else thread
    _expect_intake(actor, first.circle)
    body = check_text(body, "body", BODY_LIMIT)
    named = mentions.named(actor, first.circle, body)
    made = Comment(
        clause_id=clause.id,
        thread_id=first.id,
        circle=first.circle,
        revision_id=clause.revision.id,
        author=actor,
        party=actor.party,
        body=body,
    )
    session.add(made)
    session.flush()
    mentions.tell(actor, made, clause, named)
    mentions.answered(actor, first)
    _tell(actor, made, clause, "comment.replied")
    return made


def _expect_intake(actor: User, circle: Circle) -> None:
    """Rounds say when the parties comment in a circle; its desk may always answer."""
    if actor.party_id is not None:
        rounds.take_in(circle, "comments")


def resolve(actor: User, thread: Comment) -> Comment:
    """Mark a thread as dealt with; it stays to be read and can be reopened."""
    clause = _begin(actor, thread)
    if thread.resolved_at is not None:
        raise Conflict("This thread is resolved already.")
    thread.resolved_at = now()
    thread.resolved_by_id = actor.id
    _tell(actor, thread, clause, "comment.resolved")
    return thread


def reopen(actor: User, thread: Comment) -> Comment:
    """Take up a resolved thread again."""
    clause = _begin(actor, thread)
    if thread.resolved_at is None:
        raise Conflict("This thread is open.")
    thread.resolved_at = None
    thread.resolved_by_id = None
    _tell(actor, thread, clause, "comment.reopened")
    return thread


def withdraw(actor: User, said: Comment) -> Comment:
    """Take back what one wrote, where it is the last word in an open thread; the history says that there was one."""
    require(actor, Permission.COMMENT_WITHDRAW, said)
    clause = session.get_one(Clause, said.clause_id)
    events.lock(clause.plan_id)
    session.refresh(said)
    first = session.get_one(Comment, said.thread_id) if said.thread_id else said
    session.refresh(first)
    if first.resolved_at is not None:
        raise Conflict("This thread is resolved, and stays to be read. Reopen it first to take back what you wrote.")
    if (first.replies or [first])[-1] is not said:
        raise Conflict(
            "Somebody has answered: what you wrote stays, so that the answer can be understood. Reply to it."
        )
    said.withdrawn_at = now()
    session.flush()
    session.expire(first, ["replies"])
    _tell(actor, said, clause, "comment.withdrawn")
    return said


def _begin(actor: User, thread: Comment) -> Clause:
    require(actor, Permission.COMMENT_RESOLVE, thread)
    clause = session.get_one(Clause, thread.clause_id)
    events.lock(clause.plan_id)
    session.refresh(thread)
    if thread.thread_id is not None:
        raise Invalid("A thread is resolved by its first comment.", field="comment")
    return clause


def _tell(actor: User, made: Comment, clause: Clause, kind: str) -> None:
    events.record(actor, clause.plan_id, made.circle, kind, made.id, clause_id=clause.id)
