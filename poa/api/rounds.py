"""Rounds: when a circle takes comments and amendments."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import rounds as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Plan, Round
from ..policy import Permission
from ..queries import rounds as queries
from ..queries.circles import circle_named
from .base import Limit, Moment, Out, Text, Time, items, listing, noun, texts

api = noun("rounds")


class RoundIn(Schema):
    """A round of a circle (default: all), open from `opens_at` (default: now) until before `closes_at`."""

    name = Text(required=True, longest=200)
    circle = Text(load_default="all", longest=200)
    opens_at = Moment(load_default=None, allow_none=True)
    closes_at = Moment(required=True)
    takes = fields.List(Text(choices=queries.TAKES), load_default=list(queries.TAKES))


class Extension(Schema):
    """The later deadline."""

    closes_at = Moment(required=True)


class RoundOut(Out):
    """A round: `announced`, `open` or `closed` by the clock; `number` counts in its circle."""

    id = fields.UUID()
    plan = fields.UUID()
    circle = Text()
    number = fields.Integer()
    name = Text()
    takes = texts()
    opens_at = Time()
    closes_at = Time()
    state = Text()
    opened_by = Text()


def shown(round: Round) -> dict[str, Any]:
    """A round as a list shows it."""
    names = ("id", "number", "name", "takes", "opens_at", "closes_at", "state")
    return {
        **{name: getattr(round, name) for name in names},
        "plan": round.plan_id,
        "circle": round.circle.name,
        "opened_by": round.opened_by.name,
    }


@api.get("/plans/<uuid:plan_id>/rounds")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(RoundOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The rounds of the reader's circles, the latest first"""
    return items([shown(round) for round in queries.rounds(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/rounds")
@needs(Permission.CONVENE, Plan)
@api.input(RoundIn, arg_name="body")
@api.output(RoundOut, status_code=201)
@api.doc(responses={409: "Another round of the circle runs at that time"})
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Open a round, or announce it"""
    with transaction():
        circle = circle_named(plan.id, body.pop("circle"), reader())
        made = actions.open_round(reader(), plan, circle=circle, **body)
    return shown(made)


@api.get("/rounds/<uuid:round_id>")
@needs(Permission.READ, Round)
@api.output(RoundOut)
def show(round: Round) -> dict[str, Any]:
    """A round"""
    return shown(round)


@api.post("/rounds/<uuid:round_id>/extend")
@needs(Permission.CONVENE, Round)
@api.input(Extension, arg_name="body")
@api.output(RoundOut)
@api.doc(responses={409: "It is closed, or another round begins before that"})
def extend(round: Round, body: dict[str, Any]) -> dict[str, Any]:
    """Put the deadline off"""
    with transaction():
        actions.extend(reader(), round, closes_at=body["closes_at"])
    return shown(round)


@api.post("/rounds/<uuid:round_id>/close")
@needs(Permission.CONVENE, Round)
@api.output(RoundOut)
@api.doc(responses={409: "It is not open"})
def close(round: Round) -> dict[str, Any]:
    """End an open round before its deadline"""
    with transaction():
        actions.close(reader(), round)
    return shown(round)
