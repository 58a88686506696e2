"""The silence procedure."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import silences as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Draft, Plan, Silence
from ..policy import Permission
from ..queries import silences as queries
from ..queries.circles import circle_named
from ..work import wake
from .base import Limit, Moment, Out, Text, Time, items, listing, many, noun

api = noun("silences")


class SilenceIn(Schema):
    """When the silence ends, to the second, and the circle it is put to (default: the draft's)."""

    expires_at = Moment(required=True)
    circle = Text(load_default=None, allow_none=True, longest=200)


class ObjectionIn(Schema):
    """Why, and the clauses of the draft that it is about."""

    reason = Text(required=True)
    clauses = fields.List(fields.UUID(), load_default=list)


class SilenceExtension(Schema):
    """The later end."""

    expires_at = Moment(required=True)


class SilenceWithdrawal(Schema):
    """Why, when it is said."""

    reason = Text(load_default="")


class ObjectionOut(Out):
    """A party that broke the silence."""

    party = Text()
    reason = Text()
    clauses = fields.List(fields.UUID())
    at = Time()


class SilenceOut(Out):
    """A silence; `state` is pending, concluded, broken, lapsed or withdrawn, true at this very moment."""

    id = fields.UUID()
    plan = fields.UUID()
    draft = fields.UUID()
    symbol = Text()
    content_hash = Text()
    circle = Text()
    state = Text()
    started_at = Time()
    expires_at = Time()
    ended_at = Time(allow_none=True)
    put_by = Text()
    reason = Text(allow_none=True)
    objections = many(ObjectionOut)


def shown(silence: Silence) -> dict[str, Any]:
    """A silence as a list shows it."""
    names = ("id", "content_hash", "state", "started_at", "expires_at", "reason")
    state = silence.state
    return {
        **{name: getattr(silence, name) for name in names},
        "state": state,
        "ended_at": silence.expires_at if state == "concluded" else silence.ended_at,
        "plan": silence.plan_id,
        "draft": silence.draft_id,
        "symbol": silence.draft.symbol,
        "circle": silence.circle.name,
        "put_by": silence.put_by.name,
        "objections": [
            {"party": item.party.code, "reason": item.reason, "clauses": item.clauses, "at": item.at}
            for item in silence.objections
        ],
    }


@api.get("/plans/<uuid:plan_id>/silences")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(SilenceOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The silences of the reader's circles, the latest first"""
    return items([shown(silence) for silence in queries.silences(plan, reader())], query)


@api.post("/drafts/<uuid:draft_id>/silence")
@needs(Permission.CONVENE, Draft)
@api.input(SilenceIn, arg_name="body")
@api.output(SilenceOut, status_code=201)
@api.doc(responses={409: "A silence on this draft is pending", 422: "The time is past, or the text has moved"})
def create(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Put a draft to a circle under silence; all its heads are told at once"""
    with transaction():
        circle = circle_named(draft.plan_id, body["circle"], reader()) if body["circle"] else None
        made = actions.put(reader(), draft, expires_at=body["expires_at"], circle=circle)
    wake()
    return shown(made)


@api.get("/silences/<uuid:silence_id>")
@needs(Permission.READ, Silence)
@api.output(SilenceOut)
def show(silence: Silence) -> dict[str, Any]:
    """A silence"""
    return shown(silence)


@api.post("/silences/<uuid:silence_id>/object")
@needs(Permission.SPEAK, Silence)
@api.input(ObjectionIn, arg_name="body")
@api.output(SilenceOut)
@api.doc(responses={409: "It is not pending any more"})
def object_to(silence: Silence, body: dict[str, Any]) -> dict[str, Any]:
    """A head breaks the silence for its party"""
    with transaction():
        actions.object_to(reader(), silence, reason=body["reason"], clauses=body["clauses"])
    wake()
    return shown(silence)


@api.post("/silences/<uuid:silence_id>/extend")
@needs(Permission.CONVENE, Silence)
@api.input(SilenceExtension, arg_name="body")
@api.output(SilenceOut)
@api.doc(responses={409: "It is not pending any more"})
def extend(silence: Silence, body: dict[str, Any]) -> dict[str, Any]:
    """Put the end off, before it has come"""
    with transaction():
        actions.extend(reader(), silence, expires_at=body["expires_at"])
    wake()
    return shown(silence)


@api.post("/silences/<uuid:silence_id>/withdraw")
@needs(Permission.CONVENE, Silence)
@api.input(SilenceWithdrawal, arg_name="body")
@api.output(SilenceOut)
@api.doc(responses={409: "It is not pending any more"})
def withdraw(silence: Silence, body: dict[str, Any]) -> dict[str, Any]:
    """Take a pending silence back"""
    with transaction():
        actions.withdraw(reader(), silence, reason=body["reason"])
    wake()
    return shown(silence)
