"""What every party can accept: previewed, and recorded as agreed in one step."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields
from marshmallow import validate

from ..actions import agreements as actions
from ..db import transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Plan
from ..policy import Permission
from ..queries import agreements as queries
from ..queries.plans import standing_clause
from ..queries.stances import Answer
from .base import Out, Text, many, noun, texts
from .settlements import BASES, ChoiceIn, choices_of

api = noun("agreements")


class AnswerOut(Out):
    """A place with one wording, and what the parties say of it."""

    locus = Text()
    base = Text()
    text = Text()
    parties = texts()
    amendments = fields.List(fields.UUID())
    accepting = texts()
    silent = texts()


class AgreedOut(Out):
    """A clause with the places that every party accepts, and the text that it would have."""

    clause = fields.UUID()
    revision = fields.UUID()
    label = Text()
    places = many(AnswerOut)
    text = Text()


class NearOut(AnswerOut):
    """A place that only the silence of some keeps from being agreed."""

    clause = fields.UUID()
    label = Text()


class AgreementsOut(Out):
    """What can be recorded as agreed now; and what is nearest to it, with who is still silent."""

    items = many(AgreedOut)
    nearest = many(NearOut)


class WantedIn(Schema):
    """A clause on the revision that was seen. `places` (their loci) are all that are agreed unless they are named.

    `choices` settle other places, each with a basis of its own, as in `clauses/ID/merge`.
    """

    id = fields.UUID(required=True)
    revision = fields.UUID(required=True)
    places = fields.List(Text(longest=64), load_default=None, allow_none=True)
    choices = many(ChoiceIn, load_default=list)


class RecordIn(Schema):
    """The clauses, and on what basis what every party accepts is recorded."""

    clauses = many(WantedIn, required=True, validate=validate.Length(min=1))
    basis = Text(required=True, choices=BASES)
    note = Text(load_default=None, allow_none=True, longest=2000)


class RecordedLine(Out):
    """A clause as it was recorded."""

    clause = fields.UUID()
    revision = fields.UUID()
    text = Text()
    settled = fields.Integer()
    open = fields.Integer()


class RecordedOut(Out):
    """All that was recorded in this step."""

    items = many(RecordedLine)


def _answer(answer: Answer) -> dict[str, Any]:
    place = answer.place
    return {
        "locus": place.locus,
        "base": place.base,
        "text": place.variants[0].text,
        "parties": place.variants[0].parties,
        "amendments": [amendment.id for amendment in place.amendments],
        "accepting": answer.accepting,
        "silent": answer.silent,
    }


@api.get("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
@api.output(AgreementsOut)
def show(plan: Plan) -> dict[str, Any]:
    """What can be recorded as agreed, and what is nearest to it; nothing is recorded"""
    found = queries.agreements(plan, reader())
    return {
        "items": [
            {
                "clause": item.clause.id,
                "revision": item.clause.revision_id,
                "label": item.label,
                "places": [_answer(answer) for answer in item.places],
                "text": item.text,
            }
            for item in found.items
        ],
        "nearest": [{"clause": item.clause.id, "label": item.label, **_answer(item.answer)} for item in found.nearest],
    }


@api.post("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
@api.input(RecordIn, arg_name="body")
@api.output(RecordedOut, status_code=201)
@api.doc(responses={409: "A clause has moved, or a place is not agreed any more: which, and nothing is recorded"})
def record(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Record places of several clauses as agreed, in one step"""
    with transaction():
        wanted = [_wanted(plan, item) for item in body["clauses"]]
        made = actions.record(reader(), plan, wanted=wanted, basis=body["basis"], note=body["note"])
    return {
        "items": [
            {
                "clause": item.revision.clause_id,
                "revision": item.revision.id,
                "text": item.revision.text,
                "settled": item.settled,
                "open": item.open,
            }
            for item in made
        ]
    }


def _wanted(plan: Plan, item: dict[str, Any]) -> actions.Wanted:
    clause = standing_clause(plan, str(item["id"]))
    if clause is None:
        raise Invalid("Name the clause.", field="clauses")
    places = tuple(item["places"]) if item["places"] is not None else None
    return actions.Wanted(clause, item["revision"], places, tuple(choices_of(item)))
