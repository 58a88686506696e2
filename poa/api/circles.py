"""Circles: listed, opened as small groups, reported from."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import circles as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Circle, Plan
from ..policy import Permission
from ..queries import circles as queries
from .base import Limit, Moment, Out, Text, Time, items, listing, noun, texts

api = noun("circles")


class CircleIn(Schema):
    """A small group: parties by code, the id of a section, the id or address of who leads it, what it is asked."""

    name = Text(required=True, longest=1000)
    parties = texts(required=True)
    section = fields.UUID(load_default=None, allow_none=True)
    facilitator = Text(load_default=None, allow_none=True, longest=300)
    mandate = Text(load_default="", longest=100_000)
    deadline = Moment(load_default=None, allow_none=True)


class ReportIn(Schema):
    """What the group reports to everyone."""

    text = Text(required=True)


class CircleOut(Out):
    """A circle: `kind` is all, named (a bloc, or a small group), own, chairs or shared; `state` is open or reported."""

    id = fields.UUID()
    kind = Text()
    name = Text()
    state = Text()
    parties = texts()
    bloc = fields.Boolean()
    served = fields.Boolean(metadata={"description": "Whether a desk of the secretariat reads it, too."})
    section = fields.UUID(allow_none=True)
    facilitator = Text(allow_none=True)
    mandate = Text()
    deadline = Time(allow_none=True)
    report = Text(allow_none=True)
    reported_at = Time(allow_none=True)
    created_at = Time()


def shown(circle: Circle) -> dict[str, Any]:
    """A circle with those who are in it."""
    names = ("id", "kind", "name", "mandate", "deadline", "report", "reported_at", "created_at")
    return {
        **{name: getattr(circle, name) for name in names},
        "state": "open" if circle.report is None else "reported",
        "parties": [party.code for party in circle.parties],
        "bloc": circle.bloc is not None,
        "served": bool(circle.desks),
        "section": circle.section_id,
        "facilitator": circle.facilitator.name if circle.facilitator else None,
    }


@api.get("/plans/<uuid:plan_id>/circles")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(CircleOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The circles of a plan that the reader is in"""
    return items([shown(circle) for circle in queries.circles(plan.id, reader())], query)


@api.post("/plans/<uuid:plan_id>/circles")
@needs(Permission.CIRCLE_OPEN, Plan)
@api.input(CircleIn, arg_name="body")
@api.output(CircleOut, status_code=201)
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Open a small group, known to its parties and, when the chairs or the desk open it, to the plan's desk"""
    with transaction():
        made = actions.open_circle(reader(), plan, **body)
    return shown(made)


@api.get("/circles/<uuid:circle_id>")
@needs(Permission.READ, Circle)
@api.output(CircleOut)
def show(circle: Circle) -> dict[str, Any]:
    """A circle that the reader is in"""
    return shown(circle)


@api.post("/circles/<uuid:circle_id>/report")
@needs(Permission.CIRCLE_LEAD, Circle)
@api.input(ReportIn, arg_name="body")
@api.output(CircleOut)
@api.doc(responses={409: "It is no small group"})
def report(circle: Circle, body: dict[str, Any]) -> dict[str, Any]:
    """Report back from a small group to everyone"""
    with transaction():
        actions.report(reader(), circle, text=body["text"])
    return shown(circle)
