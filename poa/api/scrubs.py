"""The legal scrub: editorial changes and their log, flags, checks; renumbering and interim labels."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import numbering
from ..actions import scrubs as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause, Plan, Revision, ScrubFlag
from ..policy import Permission
from ..queries import scrubs as queries
from ..queries.numbering import renumbering
from ..text.weight import weighty_changes
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("scrubs")


class ScrubIn(Schema):
    """An editorial change; `revision` is the one it started from."""

    revision = fields.UUID(required=True)
    text = Text(required=True)
    reason = Text(required=True, longest=2000)


class ScrubOut(Out):
    """The revision that was made; the clause's status stays. `warnings` name what an editorial change leaves alone."""

    id = fields.UUID()
    state = Text()
    clause = fields.UUID()
    number = fields.Integer()
    text = Text()
    warnings = texts(metadata={"description": "Commitment words, numbers, negations and references that changed."})


class FlagOut(Out):
    """Who says that a change is one of substance; `party` is null for the desk."""

    party = Text(allow_none=True)
    by = Text()
    reason = Text()
    at = Time()


class ScrubLine(Out):
    """A line of the log; `undone` says that the text before it stands again."""

    id = fields.UUID(metadata={"description": "The revision, to be flagged by `revisions/ID/flag`."})
    clause = fields.UUID()
    label = Text()
    old = Text()
    new = Text()
    reason = Text()
    by = Text()
    at = Time()
    warnings = texts()
    undone = fields.Boolean()
    flag = fields.Nested(FlagOut, allow_none=True)


class FlagIn(Schema):
    """Why it is one of substance."""

    reason = Text(required=True, longest=2000)


class FlaggedOut(Out):
    """The flag; `state` is `went_back`, or `marked` where a draft has been issued on the change."""

    id = fields.UUID()
    state = Text()
    revision = fields.UUID()
    clause = fields.UUID()


class CheckOut(Out):
    """Something to look at; `start` and `end` are code points of the clause's text."""

    clause = fields.UUID()
    label = Text()
    start = fields.Integer()
    end = fields.Integer()
    kind = Text()
    message = Text()
    suggestion = Text(allow_none=True)


class RenumberedOut(Out):
    """A clause whose label changes."""

    clause = fields.UUID()
    old = Text()
    new = Text()


class Renumbering(Out):
    """Each label that changed, in the plan's order."""

    items = many(RenumberedOut)


class Numbering(Schema):
    """How what comes between two printed numbers is labelled: `bis` (5 bis) or `letter` (5A)."""

    interim_style = Text(required=True, choices=numbering.STYLES)


@api.post("/clauses/<uuid:clause_id>/scrub")
@needs(Permission.PLAN_EDIT, Clause)
@api.input(ScrubIn, arg_name="body")
@api.output(ScrubOut, status_code=201)
@api.doc(responses=[409])
def scrub(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Change a text editorially in the legal scrub, by the desk's hand"""
    old = clause.revision
    with transaction():
        made = actions.scrub(reader(), clause, revision_id=body["revision"], text=body["text"], reason=body["reason"])
    return {
        "id": made.id,
        "state": "recorded",
        "clause": made.clause_id,
        "number": made.number,
        "text": made.text,
        "warnings": weighty_changes(old.text, made.text),
    }


@api.get("/plans/<uuid:plan_id>/scrub")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(ScrubLine))
def log(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The log of the legal scrub, the latest first"""
    found = [{**vars(line), "flag": _flag(line.flag)} for line in queries.log(plan, reader())]
    return items(found, query)


def _flag(flag: ScrubFlag | None) -> dict[str, Any] | None:
    if flag is None:
        return None
    party = flag.party.code if flag.party else None
    return {"party": party, "by": flag.user.name, "reason": flag.reason, "at": flag.at}


@api.post("/revisions/<uuid:revision_id>/flag")
@needs(Permission.SCRUB_FLAG, Revision)
@api.input(FlagIn, arg_name="body")
@api.output(FlaggedOut, status_code=201)
@api.doc(responses={409: "It is no change of the scrub, is flagged already, or bears a later revision"})
def flag(revision: Revision, body: dict[str, Any]) -> dict[str, Any]:
    """Flag a change of the scrub as one of substance: it goes back"""
    with transaction():
        made = actions.flag(reader(), revision, reason=body["reason"])
    state = "went_back" if queries.issued_to_all(revision) is None else "marked"
    return {"id": made.id, "state": state, "revision": revision.id, "clause": revision.clause_id}


@api.get("/plans/<uuid:plan_id>/checks")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(CheckOut))
def checks(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """What the checks of terms, references and style find in the plan as it stands"""
    return items(queries.checks(plan), query)


@api.get("/plans/<uuid:plan_id>/renumber")
@needs(Permission.READ, Plan)
@api.output(Renumbering)
def preview(plan: Plan) -> dict[str, Any]:
    """The labels that a renumbering would change"""
    return {"items": renumbering(plan)}


@api.post("/plans/<uuid:plan_id>/renumber")
@needs(Permission.DECIDE, Plan)
@api.output(Renumbering)
@api.doc(responses={409: "Nothing would change"})
def renumber(plan: Plan) -> dict[str, Any]:
    """Compute all labels anew, over those printed at the last issue; no text changes"""
    with transaction():
        return {"items": numbering.renumber(reader(), plan)}


@api.put("/plans/<uuid:plan_id>/numbering")
@needs(Permission.PLAN_EDIT, Plan)
@api.input(Numbering, arg_name="body")
@api.output(Numbering)
@api.doc(responses=[409])
def style(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Choose how interim labels are written"""
    with transaction():
        numbering.set_interim_style(reader(), plan, body["interim_style"])
    return body
