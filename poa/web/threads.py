"""The threads on a clause as its page shows them: in the order of the text, with what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from ..guards import reader
from ..models import Circle, Clause, Comment
from ..policy import Permission, may
from ..queries import circles, comments
from .quotes import Words, words

PART = "X-Part"


@dataclass(frozen=True)
class Thread:
    """A thread, its words and its answers' words; `may_resolve`: whether the reader resolves and reopens it.

    `mine` is the last word in it, where it is the reader's own and can be taken back.
    """

    said: Comment
    words: Words
    replies: list[tuple[Comment, Words]]
    may_resolve: bool
    mine: Comment | None

    @property
    def resolved(self) -> bool:
        """Whether it has been dealt with."""
        return self.said.resolved_at is not None


def threads(clause: Clause) -> list[Thread]:
    """The threads on a clause: the open ones first, by where their words stand, then those on the whole clause."""
    found = sorted(comments.threads(clause, reader()), key=_place)
    return [
        Thread(
            thread,
            words(thread),
            [(reply, words(reply)) for reply in thread.replies],
            may(reader(), Permission.COMMENT_RESOLVE, thread),
            _mine(thread),
        )
        for thread in found
    ]


def _mine(thread: Comment) -> Comment | None:
    last = (thread.replies or [thread])[-1]
    return last if thread.resolved_at is None and may(reader(), Permission.COMMENT_WITHDRAW, last) else None


def _place(thread: Comment) -> tuple[bool, bool, int]:
    """Its place in the margin; sorting keeps the order in time of those that have the same."""
    return (thread.resolved_at is not None, thread.current_start is None, thread.current_start or 0)


def circles_offered(clause: Clause) -> list[Circle]:
    """Where the reader may comment. A delegation speaks to itself unless it chooses otherwise."""
    found = circles.circles(clause.plan_id, reader())
    return found[::-1] if reader().party_id else found


def in_part() -> bool:
    """Whether a script asks, which puts a part of the page where it belongs."""
    return PART in request.headers
