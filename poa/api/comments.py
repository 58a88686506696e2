"""Comments on a clause or on quoted words of it; each thread in one circle."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import comments as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause, Comment
from ..policy import Permission
from ..queries import comments as queries
from ..queries.circles import circle_named
from .base import Limit, Out, Text, Time, items, listing, many, noun

api = noun("comments")


class CommentIn(Schema):
    """A comment; `prefix` and `suffix`, what stands right before and after, tell apart words that occur twice.

    A person's name after an `@` in the body mentions them: they must be in the circle.
    """

    body = Text(required=True)
    circle = Text(required=True, longest=200, metadata={"description": "own, all, a name such as ASEAN, or an id."})
    quote = Text(load_default=None, allow_none=True)
    prefix = Text(load_default=None, allow_none=True)
    suffix = Text(load_default=None, allow_none=True)
    revision = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "The revision the words were quoted from."}
    )


class ReplyIn(Schema):
    """An answer, in the thread's circle."""

    body = Text(required=True)


class MentionOut(Out):
    """Somebody named in a body after an `@`, at these code points of it, the `@` with it."""

    name = Text()
    party = Text(allow_none=True)
    start = fields.Integer()
    end = fields.Integer()


class ReplyOut(Out):
    """One answer; `party` is null for the secretariat's."""

    id = fields.UUID()
    author = Text()
    party = Text(allow_none=True)
    body = Text()
    mentions = many(MentionOut)
    created_at = Time()


class CommentOut(ReplyOut):
    """A thread. `start` and `end` are where its quote stands in the current text, in code points; null without a
    quote and when it is `orphaned`, that is, when its words are gone."""

    clause = fields.UUID()
    thread = fields.UUID(allow_none=True, metadata={"description": "Of a reply: the first comment of its thread."})
    circle = Text()
    revision = fields.UUID(metadata={"description": "The revision it was made on."})
    quote = Text(allow_none=True)
    prefix = Text(allow_none=True)
    suffix = Text(allow_none=True)
    start = fields.Integer(allow_none=True)
    end = fields.Integer(allow_none=True)
    orphaned = fields.Boolean()
    resolved_at = Time(allow_none=True)
    resolved_by = Text(allow_none=True)
    replies = many(ReplyOut)


def _said(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "author": comment.author.name,
        "party": comment.party.code if comment.party else None,
        "body": comment.body,
        "mentions": [
            {
                "name": one.user.name,
                "party": one.user.party.code if one.user.party else None,
                "start": one.start,
                "end": one.end,
            }
            for one in comment.mentions
        ],
        "created_at": comment.created_at,
    }


def shown(comment: Comment) -> dict[str, Any]:
    """A comment with what it stands on and what was answered."""
    names = ("quote", "prefix", "suffix", "orphaned", "resolved_at")
    return {
        **_said(comment),
        **{name: getattr(comment, name) for name in names},
        "clause": comment.clause_id,
        "thread": comment.thread_id,
        "circle": comment.circle.name,
        "revision": comment.revision_id,
        "start": comment.current_start,
        "end": comment.current_end,
        "resolved_by": comment.resolved_by.name if comment.resolved_by else None,
        "replies": [_said(reply) for reply in comment.replies],
    }


@api.get("/clauses/<uuid:clause_id>/comments")
@needs(Permission.READ, Clause)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(CommentOut))
def index(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """The threads on a clause in the reader's circles, open ones first"""
    return items([shown(thread) for thread in queries.threads(clause, reader())], query)


@api.post("/clauses/<uuid:clause_id>/comments")
@needs(Permission.COMMENT, Clause)
@api.input(CommentIn, arg_name="body")
@api.output(CommentOut, status_code=201)
@api.doc(responses={409: "The clause has moved on since the words were quoted"})
def create(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Begin a thread in a circle the reader is in"""
    with transaction():
        made = actions.comment(
            reader(),
            clause,
            body=body["body"],
            circle=circle_named(clause.plan_id, body["circle"], reader()),
            quote=body["quote"],
            prefix=body["prefix"],
            suffix=body["suffix"],
            revision_id=body["revision"],
        )
    return shown(made)


@api.get("/comments/<uuid:comment_id>")
@needs(Permission.READ, Comment)
@api.output(CommentOut)
def show(comment: Comment) -> dict[str, Any]:
    """A comment with its answers"""
    return shown(comment)


@api.post("/comments/<uuid:comment_id>/replies")
@needs(Permission.COMMENT, Comment)
@api.input(ReplyIn, arg_name="body")
@api.output(CommentOut, status_code=201)
def reply(comment: Comment, body: dict[str, Any]) -> dict[str, Any]:
    """Answer a thread, in its circle"""
    with transaction():
        made = actions.reply(reader(), comment, body=body["body"])
    return shown(made)


@api.post("/comments/<uuid:comment_id>/resolve")
@needs(Permission.COMMENT_RESOLVE, Comment)
@api.output(CommentOut)
@api.doc(responses={409: "It is resolved already", 422: "It is a reply"})
def resolve(comment: Comment) -> dict[str, Any]:
    """Mark a thread as dealt with; it can be reopened"""
    with transaction():
        actions.resolve(reader(), comment)
    return shown(comment)


@api.post("/comments/<uuid:comment_id>/withdraw")
@needs(Permission.COMMENT_WITHDRAW, Comment)
@api.output({}, status_code=204)
@api.doc(responses={409: "It was answered, or its thread is resolved"})
def withdraw(comment: Comment) -> tuple[str, int]:
    """Take back what one wrote; nobody reads it any more"""
    with transaction():
        actions.withdraw(reader(), comment)
    return "", 204


@api.post("/comments/<uuid:comment_id>/reopen")
@needs(Permission.COMMENT_RESOLVE, Comment)
@api.output(CommentOut)
@api.doc(responses={409: "It is open", 422: "It is a reply"})
def reopen(comment: Comment) -> dict[str, Any]:
    """Take up a resolved thread again"""
    with transaction():
        actions.reopen(reader(), comment)
    return shown(comment)
