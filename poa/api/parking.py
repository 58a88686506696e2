"""Parking: a section that is not discussed for now, by the co-chairs' decision."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import parking as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause
from ..policy import Permission
from .base import Out, Text, Time, noun

api = noun("parking")


class ParkIn(Schema):
    """Why the section is parked."""

    reason = Text(required=True, longest=2000)


class ParkOut(Out):
    """A section; `state` is parked or open."""

    id = fields.UUID()
    state = Text()
    reason = Text(allow_none=True)
    parked_at = Time(allow_none=True)


def _shown(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "state": "parked" if clause.parked_at else "open",
        "reason": clause.parked_reason,
        "parked_at": clause.parked_at,
    }


@api.post("/clauses/<uuid:clause_id>/park")
@needs(Permission.DECIDE, Clause)
@api.input(ParkIn, arg_name="body")
@api.output(ParkOut)
@api.doc(responses={409: "It is parked already"})
def park(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Park a section: nothing is settled in it until it is taken up again"""
    with transaction():
        actions.park(reader(), clause, reason=body["reason"])
    return _shown(clause)


@api.post("/clauses/<uuid:clause_id>/unpark")
@needs(Permission.DECIDE, Clause)
@api.output(ParkOut)
@api.doc(responses={409: "It is not parked"})
def unpark(clause: Clause) -> dict[str, Any]:
    """Take a parked section up again"""
    with transaction():
        actions.unpark(reader(), clause)
    return _shown(clause)
