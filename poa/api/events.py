"""What happened, in the reader's circles."""

from __future__ import annotations

from typing import Any

from apiflask import FileSchema, Schema, fields
from flask import Response

from ..guards import needs, reader
from ..models import Clause, Event, Plan
from ..policy import Permission
from ..queries import events as queries
from ..streaming import MEDIA_TYPE
from ..streaming import stream as streamed
from .base import Limit, Out, Text, Time, listing, noun

api = noun("events")


class EventOut(Out):
    """What somebody did: `kind` is noun and verb, `subject` the id of what it was done to, `data` says more."""

    id = fields.UUID()
    kind = Text()
    actor = Text()
    party = Text(allow_none=True)
    clause = fields.UUID(allow_none=True)
    subject = fields.UUID()
    circle = Text()
    at = Time()
    data = fields.Dict()


class Resume(Schema):
    """Where to go on, for those who cannot send `Last-Event-ID`; `once` answers with what is there and ends."""

    last_event_id = Text(load_default=None)
    once = Text(load_default=None)


def shown(event: Event) -> dict[str, Any]:
    """An event as a list shows it."""
    return {
        "id": event.id,
        "kind": event.kind,
        "actor": event.actor.name,
        "party": event.party.code if event.party else None,
        "clause": event.clause_id,
        "subject": event.subject_id,
        "circle": event.circle.name,
        "at": event.at,
        "data": event.data,
    }


@api.get("/plans/<uuid:plan_id>/events")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(EventOut))
def of_plan(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The history of a plan, the latest first"""
    return {"items": [shown(event) for event in queries.events(plan, reader(), limit=query["limit"])]}


@api.get("/clauses/<uuid:clause_id>/events")
@needs(Permission.READ, Clause)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(EventOut))
def of_clause(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """The history of a clause, the latest first"""
    found = queries.events(clause.plan, reader(), clause=clause, limit=query["limit"])
    return {"items": [shown(event) for event in found]}


@api.get("/plans/<uuid:plan_id>/stream")
@needs(Permission.READ, Plan)
@api.input(Resume, location="query", arg_name="query")
@api.output(FileSchema(), content_type=MEDIA_TYPE, description="Server-sent events")
@api.doc(responses={503: "No room to listen; `Retry-After` says when to try again, `?once=1` asks without listening"})
def stream(plan: Plan, query: dict[str, Any]) -> Response:
    """What happens from now on, or after `Last-Event-ID`, as server-sent events"""
    return streamed(plan)
