"""Corrigenda: typing errors of an issued draft, mended unless a party objects."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import corrigenda as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Corrigendum, Draft
from ..policy import Permission
from ..queries import corrigenda as queries
from ..work import wake
from .base import Limit, Moment, Out, Text, Time, items, listing, noun

api = noun("corrigenda")


class CorrigendumIn(Schema):
    """Words that stand exactly once in the clause as it was issued, how they read right, and until when to object."""

    clause = fields.UUID(required=True)
    wrong = Text(required=True)
    right = Text(required=True)
    expires_at = Moment(required=True)


class CorrigendumObjection(Schema):
    """Why."""

    reason = Text(required=True)


class CorrigendumOut(Out):
    """A corrigendum: `proposed` until `expires_at`, then it `stands`; `objected` when a party objected before."""

    id = fields.UUID()
    draft = fields.UUID()
    number = fields.Integer()
    clause = fields.UUID()
    wrong = Text()
    right = Text()
    state = Text()
    expires_at = Time()
    objected_at = Time(allow_none=True)
    objected_by = Text(allow_none=True)
    objection = Text(allow_none=True)


class CorrigendumNow(CorrigendumOut):
    """A corrigendum, after it was made or objected to."""


def shown(made: Corrigendum) -> dict[str, Any]:
    """A corrigendum as a list shows it."""
    names = ("id", "number", "wrong", "right", "state", "expires_at", "objected_at", "objection")
    return {
        **{name: getattr(made, name) for name in names},
        "draft": made.draft_id,
        "clause": made.clause_id,
        "objected_by": made.objector.code if made.objector else None,
    }


@api.get("/drafts/<uuid:draft_id>/corrigenda")
@needs(Permission.READ, Draft)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(CorrigendumOut))
def index(draft: Draft, query: dict[str, Any]) -> dict[str, Any]:
    """The corrigenda of a draft, by number"""
    return items([shown(item) for item in queries.corrigenda(draft)], query)


@api.post("/drafts/<uuid:draft_id>/corrigenda")
@needs(Permission.DRAFT_ISSUE, Draft)
@api.input(CorrigendumIn, arg_name="body")
@api.output(CorrigendumNow, status_code=201)
@api.doc(responses={409: "Another corrigendum mends these words"})
def create(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Say how a typing error reads right"""
    with transaction():
        made = actions.propose(
            reader(),
            draft,
            clause_id=body["clause"],
            wrong=body["wrong"],
            right=body["right"],
            expires_at=body["expires_at"],
        )
    wake()
    return shown(made)


@api.post("/corrigenda/<uuid:corrigendum_id>/object")
@needs(Permission.SPEAK, Corrigendum)
@api.input(CorrigendumObjection, arg_name="body")
@api.output(CorrigendumNow)
@api.doc(responses={409: "It stands, or was objected to already"})
def object_to(corrigendum: Corrigendum, body: dict[str, Any]) -> dict[str, Any]:
    """A head objects for its party: the words stay as they were issued"""
    with transaction():
        actions.object_to(reader(), corrigendum, reason=body["reason"])
    wake()
    return shown(corrigendum)
