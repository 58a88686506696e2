"""Bridging proposals: brought in, consented to or not, withdrawn."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import bridges as actions
from ..db import transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Bridge, Plan
from ..policy import Permission
from ..queries import bridges as queries
from ..queries.amendments import named
from ..queries.plans import standing_clause
from ..work import wake
from .base import Flag, Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("bridges")


class BridgeIn(Schema):
    """The whole text of the clause as it would be, and the amendments in whose place it would stand.

    `revision` is the one it was written on.
    """

    clause = fields.UUID(required=True)
    revision = fields.UUID(required=True)
    amendments = fields.List(fields.UUID(), required=True)
    text = Text(required=True)
    rationale = Text(load_default="")


class ConsentIn(Schema):
    """Whether the own amendment may give way."""

    consents = Flag(load_default=True)
    note = Text(load_default="", longest=4000)


class WithdrawIn(Schema):
    """Why, if it is to be said."""

    reason = Text(load_default="", longest=4000)


class ConsentOut(Out):
    """What a proponent says: `consents` is null while it has not answered."""

    party = Text()
    consents = fields.Boolean(allow_none=True)
    note = Text()
    at = Time(allow_none=True)


class BridgeOut(Out):
    """A bridging proposal; `state` is proposed, agreed or withdrawn, `amendment` what stands in the others' place."""

    id = fields.UUID()
    clause = fields.UUID()
    revision = fields.UUID()
    state = Text()
    circle = Text()
    text = Text()
    rationale = Text()
    author = Text()
    amendments = fields.List(fields.UUID())
    proponents = texts()
    consents = many(ConsentOut)
    amendment = fields.UUID(allow_none=True)
    reason = Text(allow_none=True)
    created_at = Time()
    closed_at = Time(allow_none=True)


def _shown(bridge: Bridge) -> dict[str, Any]:
    names = ("id", "state", "text", "rationale", "reason", "created_at", "closed_at")
    known = queries.answers(bridge)
    codes = queries.proponents(bridge)
    return {
        **{name: getattr(bridge, name) for name in names},
        "clause": bridge.clause_id,
        "revision": bridge.revision_id,
        "circle": bridge.circle.name,
        "author": bridge.author.name,
        "amendments": [amendment.id for amendment in bridge.amendments],
        "proponents": codes,
        "consents": [
            {
                "party": code,
                "consents": known[code].consents if code in known else None,
                "note": known[code].note if code in known else "",
                "at": known[code].at if code in known else None,
            }
            for code in codes
        ],
        "amendment": bridge.result_id,
    }


@api.get("/plans/<uuid:plan_id>/bridges")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(BridgeOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The bridging proposals that the reader knows of, the open ones first"""
    return items([_shown(bridge) for bridge in queries.bridges(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/bridges")
@needs(Permission.BRIDGE, Plan)
@api.input(BridgeIn, arg_name="body")
@api.output(BridgeOut, status_code=201)
@api.doc(responses={409: "One of the amendments is not tabled, or stale; or the revision is not the current one"})
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Bring in words that would replace several amendments of a clause, if each of their proponents consents"""
    with transaction():
        clause = standing_clause(plan, str(body["clause"]))
        if clause is None:
            raise Invalid("Name the clause.", field="clause")
        made = actions.propose(
            reader(),
            clause,
            revision_id=body["revision"],
            amendments=named(plan.id, body["amendments"], reader(), "amendments"),
            text=body["text"],
            rationale=body["rationale"],
        )
    return _shown(made)


@api.get("/bridges/<uuid:bridge_id>")
@needs(Permission.READ, Bridge)
@api.output(BridgeOut)
def show(bridge: Bridge) -> dict[str, Any]:
    """A bridging proposal"""
    return _shown(bridge)


@api.post("/bridges/<uuid:bridge_id>/consent")
@needs(Permission.BRIDGE_CONSENT, Bridge)
@api.input(ConsentIn, arg_name="body")
@api.output(BridgeOut)
@api.doc(responses={409: "It is agreed or withdrawn"})
def consent(bridge: Bridge, body: dict[str, Any]) -> dict[str, Any]:
    """Consent for the own party, or not; with the last consent it takes the amendments' place"""
    with transaction():
        actions.consent(reader(), bridge, **body)
    wake()
    return _shown(bridge)


@api.post("/bridges/<uuid:bridge_id>/withdraw")
@needs(Permission.BRIDGE_WITHDRAW, Bridge)
@api.input(WithdrawIn, arg_name="body")
@api.output(BridgeOut)
@api.doc(responses={409: "It is agreed or withdrawn"})
def withdraw(bridge: Bridge, body: dict[str, Any]) -> dict[str, Any]:
    """Withdraw it; the amendments stay as they are"""
    with transaction():
        actions.withdraw(reader(), bridge, reason=body["reason"])
    return _shown(bridge)
