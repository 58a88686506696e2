"""What a delegation keeps to itself: instructions, clearances, consultations of line ministries, handovers."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from .. import letters
from ..actions import consultations, handovers, instructions
from ..db import now, transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Clause, Clearance, Consultation, Handover, Instruction, Plan
from ..policy import Permission
from ..queries import delegations as queries
from ..queries.plans import standing_clauses
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("delegations")


class InstructionIn(Schema):
    """What the delegation is told for a clause."""

    instruction = Text(load_default="")
    fallback = Text(load_default="")
    red_line = Text(load_default="")


class InstructionOut(Out):
    """One wording of an instruction; the one with the greatest number stands."""

    id = fields.UUID()
    number = fields.Integer()
    instruction = Text()
    fallback = Text()
    red_line = Text()
    author = Text()
    at = Time()


class InstructionNow(InstructionOut):
    """An instruction, as it was just written down."""


class ClearanceIn(Schema):
    """The revision that the capital read, and whether it asks to hold."""

    revision = fields.UUID(required=True)
    hold = fields.Boolean(load_default=False)
    note = Text(load_default="", longest=10_000)


class ClearanceOut(Out):
    """What the capital said of a text."""

    id = fields.UUID()
    revision = fields.UUID()
    hold = fields.Boolean()
    note = Text()
    author = Text()
    at = Time()


class ClearanceNow(ClearanceOut):
    """What the capital said, as it was just recorded."""


class BriefOut(Out):
    """A clause of the brief; `state` is not cleared, cleared, changed (since it was cleared) or hold."""

    clause = fields.UUID()
    label = Text()
    text = Text()
    revision = fields.UUID()
    state = Text()
    instruction = fields.Nested(InstructionOut, allow_none=True)
    cleared = fields.Nested(ClearanceOut, allow_none=True)


class ConsultationIn(Schema):
    """A question to a ministry about clauses, to be answered by a day."""

    ministry = Text(required=True, longest=200)
    email = Text(required=True, longest=254)
    due = fields.Date(required=True)
    clauses = texts(required=True)
    question = Text(load_default="", longest=10_000)


class ConsultedOut(Out):
    """What was said of one clause; of all of them when `clause` is null."""

    clause = fields.UUID(allow_none=True)
    text = Text()


class ConsultationOut(Out):
    """A consultation; `state` is waiting, overdue, answered or withdrawn."""

    id = fields.UUID()
    ministry = Text()
    email = Text()
    due = fields.Date()
    question = Text()
    clauses = fields.List(fields.UUID())
    state = Text()
    answered_by = Text(allow_none=True)
    answered_at = Time(allow_none=True)
    answers = many(ConsultedOut)


class ConsultationNow(ConsultationOut):
    """A consultation, after it was withdrawn."""


class ConsultationMade(ConsultationOut):
    """With the link to hand on; null when it was mailed. It is never told again."""

    url = Text(allow_none=True)


class HandoverIn(Schema):
    """A note to who comes next; `to` is a colleague's id."""

    note = Text(required=True)
    to = fields.UUID(load_default=None, allow_none=True)


class HandoverOut(Out):
    """A note that a delegate left."""

    id = fields.UUID()
    by = Text()
    to = Text(allow_none=True)
    note = Text()
    at = Time()


class HandoverMade(HandoverOut):
    """A note, as it was just left."""


def _instruction(made: Instruction) -> dict[str, Any]:
    names = ("id", "number", "instruction", "fallback", "red_line", "at")
    return {**{name: getattr(made, name) for name in names}, "author": made.user.name}


def _clearance(made: Clearance) -> dict[str, Any]:
    names = ("id", "hold", "note", "at")
    return {
        **{name: getattr(made, name) for name in names},
        "revision": made.revision_id,
        "author": made.user.name,
    }


def _brief(entry: queries.Entry) -> dict[str, Any]:
    return {
        "clause": entry.id,
        "label": entry.label,
        "text": entry.text,
        "revision": entry.revision_id,
        "state": entry.state,
        "instruction": _instruction(entry.instruction) if entry.instruction else None,
        "cleared": _clearance(entry.cleared) if entry.cleared else None,
    }


def _state(asked: Consultation) -> str:
    if asked.answered_at is not None:
        return "answered"
    if asked.withdrawn_at is not None:
        return "withdrawn"
    return "overdue" if queries.overdue(asked, now().date()) else "waiting"


def _consultation(asked: Consultation) -> dict[str, Any]:
    names = ("id", "ministry", "email", "due", "question", "answered_by", "answered_at")
    return {
        **{name: getattr(asked, name) for name in names},
        "clauses": [clause.id for clause in asked.clauses],
        "state": _state(asked),
        "answers": [{"clause": item.clause_id, "text": item.text} for item in asked.answers],
    }


def _handover(made: Handover) -> dict[str, Any]:
    return {
        "id": made.id,
        "by": made.giver.name,
        "to": made.taker.name if made.taker else None,
        "note": made.note,
        "at": made.at,
    }


@api.get("/clauses/<uuid:clause_id>/instructions")
@needs(Permission.DELEGATION, Clause)
@api.output(listing(InstructionOut))
def told(clause: Clause) -> dict[str, Any]:
    """What the reader's delegation was told for a clause, the latest first"""
    return {"items": [_instruction(item) for item in queries.instructions(clause, reader())]}


@api.post("/clauses/<uuid:clause_id>/instructions")
@needs(Permission.DELEGATION, Clause)
@api.input(InstructionIn, arg_name="body")
@api.output(InstructionNow, status_code=201)
def instruct(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Write down what the delegation is told; nobody outside it ever sees it"""
    with transaction():
        made = instructions.instruct(reader(), clause, **body)
    return _instruction(made)


@api.post("/clauses/<uuid:clause_id>/clearances")
@needs(Permission.DELEGATION, Clause)
@api.input(ClearanceIn, arg_name="body")
@api.output(ClearanceNow, status_code=201)
@api.doc(responses={409: "The clause has moved on since it was read: both texts"})
def clear(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Record that the capital cleared a text, or asks to hold"""
    with transaction():
        made = instructions.clear(reader(), clause, revision_id=body["revision"], hold=body["hold"], note=body["note"])
    return _clearance(made)


@api.get("/plans/<uuid:plan_id>/brief")
@needs(Permission.DELEGATION, Plan)
@api.output(listing(BriefOut))
def brief(plan: Plan) -> dict[str, Any]:
    """The delegation's brief, clause by clause"""
    return {"items": [_brief(item) for item in queries.brief(plan, reader()) if not item.is_section]}


@api.get("/plans/<uuid:plan_id>/consultations")
@needs(Permission.DELEGATION, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(ConsultationOut))
def asked(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The ministries that were asked, who has answered, what"""
    return items([_consultation(item) for item in queries.consultations(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/consultations")
@needs(Permission.DELEGATION, Plan)
@api.input(ConsultationIn, arg_name="body")
@api.output(ConsultationMade, status_code=201)
def consult(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Ask a ministry by a one-time link"""
    with transaction():
        made, token = consultations.consult(
            reader(), plan, **{**body, "clauses": standing_clauses(plan, body["clauses"])}
        )
        url = letters.ask(made, token)
    return {**_consultation(made), "url": url}


@api.post("/consultations/<uuid:consultation_id>/withdraw")
@needs(Permission.DELEGATION, Consultation)
@api.output(ConsultationNow)
@api.doc(responses=[409])
def withdraw(consultation: Consultation) -> dict[str, Any]:
    """Ask no longer: the link is dead"""
    with transaction():
        consultations.withdraw(reader(), consultation)
    return _consultation(consultation)


@api.get("/plans/<uuid:plan_id>/handovers")
@needs(Permission.DELEGATION, Plan)
@api.output(listing(HandoverOut))
def handed(plan: Plan) -> dict[str, Any]:
    """The notes that delegates left for one another"""
    return {"items": [_handover(item) for item in queries.handovers(plan, reader())]}


@api.post("/plans/<uuid:plan_id>/handovers")
@needs(Permission.DELEGATION, Plan)
@api.input(HandoverIn, arg_name="body")
@api.output(HandoverMade, status_code=201)
def hand_over(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Leave a note for who comes next"""
    to = next((person for person in queries.colleagues(reader()) if person.id == body["to"]), None)
    if body["to"] is not None and to is None:
        raise Invalid("A file is handed over to a colleague of the own delegation.", field="to")
    with transaction():
        made = handovers.hand_over(reader(), plan, note=body["note"], to=to)
    return _handover(made)
