"""Clause status: decided and reopened, with ad refs, their ledger, and requests to reopen what is closed."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import ad_refs as ad_ref_actions
from ..actions import reopenings as reopening_actions
from ..actions import statuses as actions
from ..actions.statuses import Pending
from ..db import transaction
from ..guards import needs, reader
from ..models import AdRef, Clause, Plan, Reopening
from ..policy import Permission
from ..queries import statuses as queries
from ..queries.circles import circle_named
from ..queries.plans import label_map
from .base import Flag, Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("statuses")


class AdRefIn(Schema):
    """A party that agrees subject to its capital's word, by a date."""

    party = Text(required=True, longest=20)
    until = fields.Date(load_default=None, allow_none=True)


class StatusIn(Schema):
    """open (with a reason), agreed_in_group (in a circle that the reader's desk serves), agreed or closed."""

    status = Text(required=True, choices=[status.value for status in actions.DECIDED])
    reason = Text(load_default="", longest=2000)
    basis = Text(load_default=None, allow_none=True, longest=40)
    circle = Text(load_default=None, allow_none=True, longest=200)
    ad_ref = many(AdRefIn, load_default=list)


class DecisionOut(Out):
    """What was decided of a clause, in a circle of the reader's."""

    id = fields.UUID()
    clause = fields.UUID()
    status = Text()
    reason = Text()
    basis = Text(allow_none=True)
    circle = Text()
    by = Text()
    at = Time()


class DecisionMade(DecisionOut):
    """A decision, and the status it gives."""

    state = Text()
    ad_refs = texts()


class ReopeningIn(Schema):
    """Why a closed clause should be opened again."""

    reason = Text(required=True, longest=2000)


class ReopeningDecided(Schema):
    """What the room decided."""

    granted = Flag(required=True)


class ReopeningOut(Out):
    """A request; `state` is waiting, granted or declined."""

    id = fields.UUID()
    clause = fields.UUID()
    party = Text()
    reason = Text()
    state = Text()
    at = Time()
    decided_at = Time(allow_none=True)


class ClauseReopening(ReopeningOut):
    """A request to open the clause again."""


class DueIn(Schema):
    """Until when the own capital will have confirmed."""

    party = Text(load_default=None, allow_none=True, longest=20)
    until = fields.Date(load_default=None, allow_none=True)


class ConfirmIn(Schema):
    """What the capital said."""

    confirmed = Flag(required=True)


class AdRefOut(Out):
    """An ad ref; `state` is open, overdue, confirmed, not_confirmed or reopened."""

    id = fields.UUID()
    clause = fields.UUID()
    label = Text()
    party = Text()
    until = fields.Date(allow_none=True)
    state = Text()
    at = Time()
    ended_at = Time(allow_none=True)


class AdRefNow(AdRefOut):
    """An ad ref, after what was just said of it."""


class StatusOut(Out):
    """How far a clause is agreed, as the reader knows it, and how that came about."""

    status = Text()
    label = Text()
    ad_refs = texts()
    decisions = many(DecisionOut)
    reopenings = many(ClauseReopening)


def _decision(row: Any) -> dict[str, Any]:
    names = ("id", "status", "reason", "basis", "at")
    shown = {name: getattr(row, name) for name in names}
    return {**shown, "clause": row.clause_id, "circle": row.circle.name, "by": row.user.name}


def _reopening(row: Reopening) -> dict[str, Any]:
    state = "waiting" if row.granted is None else "granted" if row.granted else "declined"
    names = ("id", "reason", "at", "decided_at")
    shown = {name: getattr(row, name) for name in names}
    return {**shown, "clause": row.clause_id, "party": row.party.code, "state": state}


def _lines(found: list[queries.AdRefLine], plan: Plan) -> list[dict[str, Any]]:
    labels = label_map(plan)
    return [{**vars(line), "clause": line.clause_id, "label": labels.get(line.clause_id, "")} for line in found]


def _line(row: AdRef, clause: Clause) -> dict[str, Any]:
    mine = [line for line in queries.ad_refs(clause.plan, reader(), clause=clause) if line.id == row.id]
    return _lines(mine, clause.plan)[0]


@api.get("/clauses/<uuid:clause_id>/status")
@needs(Permission.READ, Clause)
@api.output(StatusOut)
def show(clause: Clause) -> dict[str, Any]:
    """A clause's status, what was decided of it, and who asks to open it again"""
    known = queries.status_of(clause, reader())
    return {
        "status": known.status,
        "label": known.label,
        "ad_refs": known.ad_refs,
        "decisions": [_decision(row) for row in queries.decisions(clause, reader())],
        "reopenings": [_reopening(row) for row in queries.reopenings(clause.plan, reader(), clause=clause)],
    }


@api.post("/clauses/<uuid:clause_id>/status")
@needs(Permission.STATUS, Clause)
@api.input(StatusIn, arg_name="body")
@api.output(DecisionMade, status_code=201)
@api.doc(responses={409: "Something still stands on it, or the clause is in a state that does not allow it"})
def decide(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Record how far a clause is agreed, or open it again"""
    pending = [Pending(item["party"], item["until"]) for item in body["ad_ref"]]
    with transaction():
        circle = circle_named(clause.plan_id, body["circle"], reader()) if body["circle"] else None
        made = actions.decide(
            reader(),
            clause,
            status=body["status"],
            reason=body["reason"],
            basis=body["basis"],
            circle=circle,
            ad_refs=pending,
        )
    known = queries.status_of(clause, reader())
    return {**_decision(made), "state": known.status, "ad_refs": known.ad_refs}


@api.post("/clauses/<uuid:clause_id>/reopenings")
@needs(Permission.SPEAK, Clause)
@api.input(ReopeningIn, arg_name="body")
@api.output(ReopeningOut, status_code=201)
@api.doc(responses={409: "The clause is not closed, or the party has asked already"})
def ask(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Ask for a closed clause to be opened again"""
    with transaction():
        made = reopening_actions.ask(reader(), clause, reason=body["reason"])
    return _reopening(made)


@api.post("/reopenings/<uuid:reopening_id>/decide")
@needs(Permission.DECIDE, Reopening)
@api.input(ReopeningDecided, arg_name="body")
@api.output(ReopeningOut)
@api.doc(responses={409: "It has been decided"})
def decide_reopening(reopening: Reopening, body: dict[str, Any]) -> dict[str, Any]:
    """Record what the room decided of a request"""
    with transaction():
        reopening_actions.decide(reader(), reopening, granted=body["granted"])
    return _reopening(reopening)


@api.post("/clauses/<uuid:clause_id>/ad-refs")
@needs(Permission.SPEAK, Clause)
@api.input(DueIn, arg_name="body")
@api.output(AdRefNow, status_code=201)
@api.doc(responses={409: "The clause is closed, or the party has an open ad ref on it"})
def state_ad_ref(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Agree ad referendum, for the own party"""
    with transaction():
        made = ad_ref_actions.state(reader(), clause, until=body["until"], party=body["party"])
    return _line(made, clause)


@api.post("/clauses/<uuid:clause_id>/ad-refs/confirm")
@needs(Permission.SPEAK, Clause)
@api.input(ConfirmIn, arg_name="body")
@api.output(AdRefNow)
@api.doc(responses={409: "The party has no open ad ref on it"})
def confirm_ad_ref(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Say what the own capital said; if it did not confirm, the clause is open again"""
    with transaction():
        made = ad_ref_actions.confirm(reader(), clause, confirmed=body["confirmed"])
    return _line(made, clause)


@api.get("/plans/<uuid:plan_id>/ad-refs")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(AdRefOut))
def ledger(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The ledger of ad refs in the reader's circles, the open ones first, by due date"""
    return items(_lines(queries.ad_refs(plan, reader()), plan), query)
