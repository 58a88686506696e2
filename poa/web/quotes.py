"""The words that comments are on, as they are marked in a text; the words of comments, with people named in them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from ..models import Comment, User
from ..render.html import Quoted

Words = list[tuple[str, User | None]]


def quoted(threads: Iterable[Comment]) -> tuple[Quoted, ...]:
    """Of threads that the reader sees, those that are open and on words of the text as it stands."""
    return tuple(
        Quoted(
            thread.current_start,
            thread.current_end,
            str(thread.id),
            thread.party.code if thread.party else _("desk"),
            _name(thread),
            url_for("clauses.show", clause_id=thread.clause_id, _anchor=f"t-{thread.id}"),
        )
        for thread in threads
        if thread.resolved_at is None and thread.current_start is not None and thread.current_end is not None
    )


def _name(thread: Comment) -> str:
    """What the link to a thread is called: whose it is and, unless it is everyone's, who reads it."""
    who = thread.party.code if thread.party else thread.author.name
    if thread.circle.kind == "all":
        return str(_("Comment by %(who)s", who=who))
    if thread.circle.kind == "chairs":
        return str(_("Comment by %(who)s, read by %(name)s and the co-chairs only", who=who, name=thread.circle.name))
    return str(_("Comment by %(who)s, read by %(name)s only", who=who, name=thread.circle.name))


def words(comment: Comment) -> Words:
    """What was said, in pieces: plain words, and names with the person they are of."""
    found: Words = []
    at = 0
    for mention in comment.mentions:
        found += [(comment.body[at : mention.start], None), (comment.body[mention.start : mention.end], mention.user)]
        at = mention.end
    return [piece for piece in [*found, (comment.body[at:], None)] if piece[0]]
