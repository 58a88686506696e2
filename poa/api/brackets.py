"""Brackets: who holds what, and lifting them."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields
from marshmallow import ValidationError

from ..actions import brackets as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Basis, Bracket, Plan
from ..policy import Permission
from ..queries import brackets as queries
from ..queries.plans import label_of
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("brackets")


class Keep(fields.Field[Any]):
    """true, false, or the index of an option: 1 is no true."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool | int:
        if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**6):
            return value
        raise ValidationError("True, false, or the index of an option.")


class BracketQuery(Limit):
    """Those that a party, or a bloc, still holds."""

    party = Text(load_default=None, longest=40)


class OptionOut(Out):
    """A wording that one may choose, by its index; `base` is what stood before anybody proposed."""

    text = Text()
    parties = texts()
    base = fields.Boolean()


class LiftOut(Out):
    """Who can go with which option (-1: no words); the latest of each."""

    party = Text()
    choice = fields.Integer()
    at = Time()


class BracketOut(Out):
    """A place in brackets. `wanting` want its words, `objecting` do not; `holders` have not lifted yet."""

    id = fields.UUID()
    clause = fields.UUID()
    label = Text()
    text = Text()
    depth = fields.Integer(metadata={"description": "1 outside, one more in each bracket around it."})
    start = fields.Integer(metadata={"description": "Code points into the clause's text."})
    options = many(OptionOut)
    wanting = texts()
    objecting = texts()
    holders = texts()
    lifted = many(LiftOut)
    state = Text(metadata={"description": "open, lifted, settled or gone."})


class BracketNow(BracketOut):
    """A bracket, after it was lifted."""


class LiftIn(Schema):
    """true: the words; false: none of them, so that the base stands; or an option by its index.

    `basis` is for the co-chairs, where a bracket is in nobody's name.
    """

    keep = Keep(required=True, metadata={"oneOf": [{"type": "boolean"}, {"type": "integer"}]})
    basis = Text(load_default=None, allow_none=True, choices=[basis.value for basis in Basis])


def shown(bracket: Bracket, label: str) -> dict[str, Any]:
    """A bracket as it is now."""
    names = ("id", "text", "depth", "start", "options", "wanting", "objecting")
    return {
        **{name: getattr(bracket, name) for name in names},
        "clause": bracket.clause_id,
        "label": label,
        "holders": [] if bracket.closed_at else queries.holders(bracket),
        "lifted": [{"party": lift.code, "choice": lift.choice, "at": lift.at} for lift in _latest(bracket)],
        "state": bracket.outcome or "open",
    }


def _latest(bracket: Bracket) -> list[Any]:
    return sorted(queries.lifted(bracket).values(), key=lambda lift: lift.number)


@api.get("/plans/<uuid:plan_id>/brackets")
@needs(Permission.READ, Plan)
@api.input(BracketQuery, location="query", arg_name="query")
@api.output(listing(BracketOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The brackets that stand, in the order of the text"""
    found = queries.brackets(plan, reader(), party=query["party"])
    return items([shown(view.bracket, view.label) for view in found], query)


@api.post("/brackets/<uuid:bracket_id>/lift")
@needs(Permission.BRACKET_LIFT, Bracket)
@api.input(LiftIn, arg_name="body")
@api.output(BracketNow)
@api.doc(responses={409: "It does not stand any more"})
def lift(bracket: Bracket, body: dict[str, Any]) -> dict[str, Any]:
    """Lift a bracket for the own party; the text changes with the last who has to"""
    with transaction():
        actions.lift(reader(), bracket, keep=body["keep"], basis=body["basis"])
    return shown(bracket, label_of(bracket.clause))
