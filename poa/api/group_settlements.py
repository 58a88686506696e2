"""A bloc settles among itself: its merge desk, what it takes to everyone, and taking that back."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import group_settlements as actions
from ..actions.choices import Choice
from ..db import transaction
from ..guards import needs, reader
from ..models import Amendment, Circle, Clause, GroupSettlement
from ..policy import Permission
from ..queries import find
from ..queries import group_settlements as queries
from ..work import wake
from .base import Flag, Limit, Out, Text, Time, items, listing, many, noun
from .settlements import BASES, PreviewOut

api = noun("group_settlements")


class GroupChoice(Schema):
    """What was settled at a place of a circle's overlay: its base, a variant (by index, from 0) or other words."""

    locus = Text(required=True, longest=100)
    take = Text(required=True, choices=actions.TAKES)
    variant = fields.Integer(load_default=None, allow_none=True, strict=True)
    text = Text(load_default=None, allow_none=True)
    basis = Text(required=True, choices=BASES)
    note = Text(load_default=None, allow_none=True)


class SettleIn(Schema):
    """The clause and the revision that was looked at, what was settled, and what everyone is told of it."""

    clause = fields.UUID(required=True)
    revision = fields.UUID(required=True)
    choices = many(GroupChoice, required=True)
    rationale = Text(load_default="")
    floor = Flag(load_default=False)


class PreviewIn(Schema):
    """The clause, the revision that was looked at and the choices so far."""

    clause = fields.UUID(required=True)
    revision = fields.UUID(required=True)
    choices = many(GroupChoice, required=True)


class TakeIn(Schema):
    """On what it rests that the circle proposes it as its own."""

    basis = Text(load_default=None, allow_none=True, choices=BASES)
    note = Text(load_default=None, allow_none=True, longest=2000)
    floor = Flag(load_default=False)


class UndoIn(Schema):
    """Why it is taken back."""

    reason = Text(required=True)


class GroupSettlementOut(Out):
    """What a circle settled; `amendment` is what it proposes to everyone, null when the words stay as they are."""

    id = fields.UUID()
    state = Text(metadata={"description": "recorded or undone"})
    circle = fields.UUID()
    clause = fields.UUID(allow_none=True)
    amendment = fields.UUID(allow_none=True)
    text = Text(allow_none=True)
    settlements = fields.List(fields.Dict())
    at = Time()
    undone_at = Time(allow_none=True)
    reason = Text(allow_none=True)


def shown(made: GroupSettlement) -> dict[str, Any]:
    """A settlement as its circle reads it."""
    return {
        "id": made.id,
        "state": "undone" if made.undone_at else "recorded",
        "circle": made.circle_id,
        "clause": made.clause_id,
        "amendment": made.amendment_id,
        "text": made.amendment.text if made.amendment else None,
        "settlements": made.settlements,
        "at": made.at,
        "undone_at": made.undone_at,
        "reason": made.reason,
    }


def _given(body: dict[str, Any]) -> dict[str, Any]:
    choices = [Choice(**choice) for choice in body["choices"]]
    return {"clause": find(Clause, body["clause"], reader()), "revision_id": body["revision"], "choices": choices}


@api.get("/circles/<uuid:circle_id>/settlements")
@needs(Permission.READ, Circle)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(GroupSettlementOut))
def index(circle: Circle, query: dict[str, Any]) -> dict[str, Any]:
    """What a circle that the reader is in settled among itself, the latest first"""
    return items([shown(made) for made in queries.of_circle(circle, reader())], query)


@api.post("/circles/<uuid:circle_id>/settle")
@needs(Permission.CIRCLE_SETTLE, Circle)
@api.input(SettleIn, arg_name="body")
@api.output(GroupSettlementOut, status_code=201)
@api.doc(responses={409: "It is no bloc, the revision has moved, or a place is not known any more"})
def settle(circle: Circle, body: dict[str, Any]) -> dict[str, Any]:
    """Settle places among a bloc; the text that comes of it is submitted to everyone as the bloc's"""
    with transaction():
        more = {"rationale": body["rationale"], "floor": body["floor"]}
        made = actions.record(reader(), circle, **_given(body), **more)
    wake()
    return shown(made)


@api.post("/circles/<uuid:circle_id>/settle/preview")
@needs(Permission.CIRCLE_SETTLE, Circle)
@api.input(PreviewIn, arg_name="body")
@api.output(PreviewOut)
@api.doc(responses=[409])
def preview(circle: Circle, body: dict[str, Any]) -> dict[str, Any]:
    """The text that choices would give; nothing is recorded"""
    return {"text": actions.preview(reader(), circle, **_given(body))}


@api.post("/amendments/<uuid:amendment_id>/take-to-all")
@needs(Permission.CIRCLE_SETTLE, Amendment)
@api.input(TakeIn, arg_name="body")
@api.output(GroupSettlementOut, status_code=201)
@api.doc(responses={409: "It is not tabled in a bloc, or is a change of words"})
def take_to_all(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Submit a copy of what is taken as one, tabled in a bloc, to everyone as the bloc's"""
    with transaction():
        made = actions.take_to_all(reader(), amendment, **body)
    wake()
    return shown(made)


@api.post("/settlements/<uuid:groupsettlement_id>/undo")
@needs(Permission.CIRCLE_SETTLE, GroupSettlement)
@api.input(UndoIn, arg_name="body")
@api.output(GroupSettlementOut)
@api.doc(responses={409: "It was taken back already, or everyone has settled what came of it"})
def undo(groupsettlement: GroupSettlement, body: dict[str, Any]) -> dict[str, Any]:
    """Take a bloc's settlement back: its amendment is withdrawn, the members' stand again"""
    with transaction():
        actions.undo(reader(), groupsettlement, reason=body["reason"])
    return shown(groupsettlement)
