"""Positions on clauses and tabled amendments, as a matrix and one by one; reservations; the gate."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from apiflask import Schema, fields

from ..actions import positions as actions
from ..actions import reservations as reservation_actions
from ..db import session, transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan, Position, PositionKind, Reservation, ReservationKind
from ..policy import Permission
from ..queries import gate as gate_queries
from ..queries import positions as queries
from ..queries.circles import circle_named
from ..queries.plans import standing_clause
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("positions")


class Filter(Schema):
    """Only what was stated in a circle, by a party, of a kind, on the clauses of a section (its id)."""

    circle = Text(load_default=None, longest=200)
    party = Text(load_default=None, longest=20)
    position = Text(load_default=None, choices=[kind.value for kind in PositionKind])
    area = fields.UUID(load_default=None)


class CellOut(Out):
    """The position of a party on a clause, the last that the reader may know."""

    clause = fields.UUID()
    party = Text()
    position = Text()
    note = Text()
    circle = Text()
    at = Time()


class AmendmentCellOut(Out):
    """The position of a party on a tabled amendment."""

    amendment = fields.UUID()
    party = Text()
    position = Text()
    note = Text()
    circle = Text()
    at = Time()


class MatrixLine(Out):
    """A clause, and who has said nothing of it."""

    id = fields.UUID()
    label = Text()
    silent = texts()


class MatrixOut(Out):
    """Parties, clauses in order and what each party says of each; who is silent has no cell."""

    parties = texts()
    clauses = many(MatrixLine)
    cells = many(CellOut)
    amendments = many(AmendmentCellOut)


class PositionIn(Schema):
    """What the own party thinks; `circle` is own, chairs (the default), all or a named one that it is in."""

    position = Text(required=True, choices=[kind.value for kind in PositionKind])
    note = Text(load_default="", longest=4000)
    circle = Text(load_default=None, allow_none=True, longest=200)
    party = Text(load_default=None, allow_none=True, longest=20)


class PositionOut(Out):
    """A position as it was stated; `state` is the same word as `position`."""

    id = fields.UUID()
    clause = fields.UUID(allow_none=True)
    amendment = fields.UUID(allow_none=True)
    party = Text()
    position = Text()
    state = Text()
    note = Text()
    circle = Text()
    at = Time()


class ReservationIn(Schema):
    """A reservation on a clause, or without one on the whole text; without `text` it has the usual words."""

    clause = fields.UUID(load_default=None, allow_none=True)
    kind = Text(load_default=ReservationKind.GENERAL.value, choices=[kind.value for kind in ReservationKind])
    text = Text(load_default="", allow_none=True, longest=4000)
    party = Text(load_default=None, allow_none=True, longest=20)


class ReservationOut(Out):
    """A recorded reservation; `state` is stands or lifted."""

    id = fields.UUID()
    clause = fields.UUID(allow_none=True)
    party = Text()
    kind = Text()
    text = Text()
    state = Text()
    at = Time()
    lifted_at = Time(allow_none=True)


class ReservationNow(ReservationOut):
    """A reservation, after it was made or lifted."""


class StandingOut(Out):
    """What stands in the way: `party` is the one it is with, null where it is several or none."""

    kind = Text()
    clause = fields.UUID(allow_none=True)
    label = Text()
    party = Text(allow_none=True)
    parties = texts()
    text = Text()


class GateOut(Out):
    """Whether the final text may be issued, and all that still stands."""

    clear = fields.Boolean()
    standing = many(StandingOut)


def _cell(cell: queries.Cell, name: str) -> dict[str, Any]:
    names = ("party", "position", "note", "circle", "at")
    return {name: cell.subject, **{key: getattr(cell, key) for key in names}}


def _position(row: Position) -> dict[str, Any]:
    return {
        "id": row.id,
        "clause": row.clause_id,
        "amendment": row.amendment_id,
        "party": row.party.code,
        "position": row.position,
        "state": row.position,
        "note": row.note,
        "circle": row.circle.name,
        "at": row.at,
    }


def _reservation(row: Reservation, places: Mapping[uuid.UUID, tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "clause": row.clause_id,
        "party": row.party.code,
        "kind": row.kind,
        "text": queries.reservation_words(row, places),
        "state": "lifted" if row.lifted_at else "stands",
        "at": row.at,
        "lifted_at": row.lifted_at,
    }


@api.get("/plans/<uuid:plan_id>/positions")
@needs(Permission.READ, Plan)
@api.input(Filter, location="query", arg_name="query")
@api.output(MatrixOut)
def matrix(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """What the parties say of the clauses, as the reader may know it"""
    circle = circle_named(plan.id, query["circle"], reader()) if query["circle"] else None
    found = queries.matrix(
        plan, reader(), circle=circle, party=query["party"], position=query["position"], area=query["area"]
    )
    return {
        "parties": [party.code for party in found.parties],
        "clauses": found.lines,
        "cells": [_cell(cell, "clause") for cell in found.cells],
        "amendments": [_cell(cell, "amendment") for cell in queries.on_amendments(plan, reader())],
    }


@api.get("/clauses/<uuid:clause_id>/positions")
@needs(Permission.READ, Clause)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(CellOut))
def history(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """All that was ever stated of a clause, the latest first"""
    return items([_cell(cell, "clause") for cell in queries.history(clause, reader())], query)


@api.post("/clauses/<uuid:clause_id>/positions")
@needs(Permission.SPEAK, Clause)
@api.input(PositionIn, arg_name="body")
@api.output(PositionOut, status_code=201)
@api.doc(responses={409: "The clause was taken out, or the plan has been adopted"})
def state(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """State the own party's position on a clause"""
    with transaction():
        made = actions.state(reader(), clause, **_said(clause.plan_id, body))
    return _position(made)


@api.post("/amendments/<uuid:amendment_id>/positions")
@needs(Permission.SPEAK, Amendment)
@api.input(PositionIn, arg_name="body")
@api.output(PositionOut, status_code=201)
@api.doc(responses={409: "The amendment is not tabled, or is supported already"})
def state_on(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """State the own party's position on a tabled amendment; `support` is to be its supporter"""
    with transaction():
        made = actions.state_on(reader(), amendment, **_said(amendment.plan_id, body))
    return _position(made)


def _said(plan_id: uuid.UUID, body: dict[str, Any]) -> dict[str, Any]:
    circle = circle_named(plan_id, body["circle"], reader()) if body["circle"] else None
    return {**body, "circle": circle}


@api.get("/plans/<uuid:plan_id>/reservations")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(ReservationOut))
def reservations(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """Recorded reservations, the standing ones first"""
    places = queries.places(plan)
    return items([_reservation(row, places) for row in queries.reservations(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/reservations")
@needs(Permission.SPEAK, Plan)
@api.input(ReservationIn, arg_name="body")
@api.output(ReservationNow, status_code=201)
@api.doc(responses={409: "The plan has been adopted"})
def reserve(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Record a reservation of the own party"""
    with transaction():
        clause = _clause(plan, body["clause"])
        made = reservation_actions.reserve(
            reader(), plan, clause=clause, kind=body["kind"], text=body["text"] or "", party=body["party"]
        )
    return _reservation(made, queries.places(plan))


def _clause(plan: Plan, id: uuid.UUID | None) -> Clause | None:
    try:
        return standing_clause(plan, str(id or ""))
    except Invalid as error:
        raise Invalid(error.message, field="clause") from error


@api.post("/reservations/<uuid:reservation_id>/lift")
@needs(Permission.RESERVATION_LIFT, Reservation)
@api.output(ReservationNow)
@api.doc(responses={409: "It has been lifted"})
def lift(reservation: Reservation) -> dict[str, Any]:
    """Lift a reservation of the own party"""
    with transaction():
        reservation_actions.lift(reader(), reservation)
    plan = session.get_one(Plan, reservation.plan_id)
    return _reservation(reservation, queries.places(plan))


@api.get("/plans/<uuid:plan_id>/gate")
@needs(Permission.READ, Plan)
@api.output(GateOut)
def gate(plan: Plan) -> dict[str, Any]:
    """All that still stands between the plan and its final text, as far as the reader may know"""
    standing = gate_queries.gate(plan, reader())
    return {"clear": not standing, "standing": standing}
