"""Settling a clause: the amendments laid over it, places settled with a basis, deletions and new clauses adopted."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields
from marshmallow import ValidationError, validates_schema

from ..actions import adoptions
from ..actions import settlements as actions
from ..actions.choices import Choice
from ..db import transaction
from ..guards import needs, reader
from ..models import Amendment, Basis, Clause
from ..policy import Permission, may
from ..queries.circles import circle_named
from ..queries.group_settlements import group_overlay
from ..queries.overlays import ClauseOverlay, Place, clause_overlay, tabled
from ..text import Common
from .amendments import AmendmentWhole, whole
from .base import Out, Text, many, noun, texts

api = noun("settlements")
BASES = [basis.value for basis in Basis]


class VariantOut(Out):
    """One wording at a place: the ids of the amendments that have it, their parties, proposers first."""

    text = Text()
    amendments = fields.List(fields.UUID())
    parties = texts()


class PartOut(Schema):
    """Common text, or a place: `locus` is its name, `base` the words there now (they are no variant)."""

    common = Text()
    locus = Text()
    base = Text()
    variants = many(VariantOut)


class OverlayOut(Out):
    """A clause with all that is tabled to it; the parts' common texts and bases joined are its text."""

    revision = fields.UUID()
    parts = many(PartOut)


class OverlayQuery(Schema):
    """A circle that the reader is in, by name or id: only what is tabled there."""

    circle = Text(load_default=None, longest=200)


class ChoiceIn(Schema):
    """What was settled at a place: its base, a variant (by index, from 0) or other words, each with its basis.

    Or `bracket`: nothing was, and it goes into brackets; `objecting` names who is held to object.
    """

    locus = Text(required=True, longest=100)
    take = Text(required=True, choices=["base", "variant", "text", "bracket"])
    variant = fields.Integer(load_default=None, allow_none=True, strict=True)
    text = Text(load_default=None, allow_none=True)
    basis = Text(load_default=None, allow_none=True, choices=BASES)
    note = Text(load_default=None, allow_none=True)
    objecting = texts(load_default=(), metadata={"description": "Codes, for `bracket` only."})

    @validates_schema
    def _based(self, data: dict[str, Any], **_more: Any) -> None:
        """What is settled has a basis; what is bracketed needs none."""
        if data["basis"] is None and data["take"] != "bracket":
            raise ValidationError("Missing data for required field.", "basis")


class MergeIn(Schema):
    """The revision that was looked at and what was settled; places that are not named stay open."""

    revision = fields.UUID(required=True)
    choices = many(ChoiceIn, required=True)


class MergeOut(Out):
    """The new revision: how many places were settled, how many stay open."""

    revision = fields.UUID()
    text = Text()
    settled = fields.Integer()
    open = fields.Integer()


class PreviewOut(Out):
    """The text that the choices would give."""

    text = Text()


class AdoptIn(Schema):
    """On what it rests; `revision` is the text that was looked at when a clause is deleted."""

    revision = fields.UUID(load_default=None, allow_none=True)
    basis = Text(required=True, choices=BASES)
    note = Text(load_default=None, allow_none=True, longest=2000)


class AdoptOut(Out):
    """The revision it came to, and its clause."""

    revision = fields.UUID()
    clause = fields.UUID()
    text = Text()


class LeaveIn(Schema):
    """On what it rests that the plan stays without it."""

    basis = Text(required=True, choices=BASES)
    note = Text(load_default=None, allow_none=True, longest=2000)


@api.get("/clauses/<uuid:clause_id>/overlay")
@needs(Permission.READ, Clause)
@api.input(OverlayQuery, location="query", arg_name="query")
@api.output(OverlayOut)
def overlay(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """All that is tabled to a clause laid over it, as the reader sees it; for the desk, what it may settle"""
    if query["circle"]:
        return _shown(group_overlay(reader(), circle_named(clause.plan_id, query["circle"], reader()), clause))
    if may(reader(), Permission.MERGE, clause):
        return _shown(actions.desk_overlay(reader(), clause))
    return _shown(clause_overlay(clause, tabled(clause, reader())))


def _shown(over: ClauseOverlay) -> dict[str, Any]:
    return {"revision": over.revision.id, "parts": [_part(part) for part in over.parts]}


def _part(part: Common | Place) -> dict[str, Any]:
    if isinstance(part, Common):
        return {"common": part.text}
    variants = [
        {"text": item.text, "amendments": [amendment.id for amendment in item.amendments], "parties": item.parties}
        for item in part.variants
    ]
    return {"locus": part.locus, "base": part.base, "variants": variants}


def choices_of(body: dict[str, Any]) -> list[Choice]:
    """The choices that a body holds."""
    return [Choice(**{**choice, "objecting": tuple(choice["objecting"])}) for choice in body["choices"]]


@api.post("/clauses/<uuid:clause_id>/merge")
@needs(Permission.MERGE, Clause)
@api.input(MergeIn, arg_name="body")
@api.output(MergeOut, status_code=201)
@api.doc(responses={409: "The revision has moved (both texts), or a place is not known any more"})
def merge(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Settle places of a clause in one new revision; the rest stays open, rebased"""
    with transaction():
        made = actions.record(reader(), clause, revision_id=body["revision"], choices=choices_of(body))
    return {
        "revision": made.revision.id,
        "text": made.revision.text,
        "settled": made.settled,
        "open": made.open,
    }


@api.post("/clauses/<uuid:clause_id>/merge/preview")
@needs(Permission.MERGE, Clause)
@api.input(MergeIn, arg_name="body")
@api.output(PreviewOut)
@api.doc(responses=[409])
def preview(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """The text that choices would give; nothing is recorded"""
    return {"text": actions.preview(reader(), clause, revision_id=body["revision"], choices=choices_of(body))}


@api.post("/amendments/<uuid:amendment_id>/adopt")
@needs(Permission.MERGE, Amendment)
@api.input(AdoptIn, arg_name="body")
@api.output(AdoptOut, status_code=201)
@api.doc(responses=[409])
def adopt(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Adopt a tabled deletion or a tabled new clause"""
    with transaction():
        made = adoptions.adopt(
            reader(), amendment, basis=body["basis"], revision_id=body["revision"], note=body["note"]
        )
    return {"revision": made.id, "clause": made.clause_id, "text": made.text}


@api.post("/amendments/<uuid:amendment_id>/leave")
@needs(Permission.MERGE, Amendment)
@api.input(LeaveIn, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def leave(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Settle a tabled deletion or a tabled new clause without it"""
    with transaction():
        adoptions.leave(reader(), amendment, basis=body["basis"], note=body["note"])
    return whole(amendment)
