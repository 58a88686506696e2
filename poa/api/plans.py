"""Plans: made from Markdown, read clause by clause; their circles; clauses put in by the desk."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields
from marshmallow import validate

from ..actions import plans as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause, Kind, Plan
from ..policy import Permission
from ..queries import plans as queries
from .base import Flag, Limit, Out, Text, Time, items, listing, many, noun, texts

api = noun("plans")


class PlanIn(Schema):
    """A zero draft as Markdown (docs/dialect.md); `title` wins over the text's own heading."""

    title = Text(load_default="", longest=1000)
    markdown = Text(required=True, longest=8_000_000)
    abbreviation = Text(load_default=None, allow_none=True, longest=40)
    marking = Text(load_default="RESTRICTED", longest=60)
    illustrative = Flag(load_default=False)


class ReportLine(Out):
    """What a line of the import became."""

    line = fields.Integer()
    kind = Text()
    title = Text()
    note = Text()


class PlanMade(Out):
    """An imported plan, with what became which clause."""

    id = fields.UUID()
    title = Text()
    report = many(ReportLine)


class PlanOut(Out):
    """A plan."""

    id = fields.UUID()
    title = Text()
    abbreviation = Text()
    marking = Text()
    illustrative = fields.Boolean()
    created_at = Time()


class PartyOut(Out):
    """A party, by its upper-case code."""

    code = Text()
    name = Text()


class ClauseLine(Out):
    """A clause as it stands; `revision` is the id of its current revision, the counts are what the reader may see."""

    id = fields.UUID()
    kind = Text()
    level = fields.Integer(allow_none=True, metadata={"description": "1 or 2 for a section, else null."})
    label = Text()
    text = Text()
    revision = fields.UUID()
    number = fields.Integer(metadata={"description": "Of the revision, from 1."})
    status = Text()
    ad_refs = texts()
    amendments = fields.Integer(metadata={"description": "Open ones."})
    comments = fields.Integer(metadata={"description": "Unresolved threads."})
    parked = fields.Boolean(metadata={"description": "Whether it is in a section that is not discussed for now."})


class PlanWhole(PlanOut):
    """A plan with its parties and its clauses, sections among them, in order."""

    parties = many(PartyOut)
    clauses = many(ClauseLine)


class ClauseIn(Schema):
    """A clause by the desk's hand; `after` is the id of the clause to stand behind, null for the beginning."""

    after = fields.UUID(required=True, allow_none=True)
    kind = Text(required=True, choices=[kind.value for kind in Kind])
    text = Text(required=True)
    level = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.OneOf([1, 2]))


class ClauseMade(Out):
    """A clause and its first revision."""

    id = fields.UUID()
    label = Text()
    revision = fields.UUID()


def shown(plan: Plan) -> dict[str, Any]:
    """A plan without its clauses."""
    names = ("id", "title", "abbreviation", "marking", "illustrative", "created_at")
    return {name: getattr(plan, name) for name in names}


def place(plan: Plan, after: object) -> Clause | None:
    """The clause that something is to stand after; None for the beginning."""
    return queries.standing_clause(plan, str(after) if after else "")


@api.get("/plans")
@needs(Permission.SIGNED_IN)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(PlanOut))
def index(query: dict[str, Any]) -> dict[str, Any]:
    """The plans that the reader takes part in or may read"""
    return items([shown(plan) for plan in queries.plans(reader())], query)


@api.post("/plans")
@needs(Permission.PLAN_CREATE)
@api.input(PlanIn, arg_name="body")
@api.output(PlanMade, status_code=201)
def create(body: dict[str, Any]) -> dict[str, Any]:
    """Import a plan from Markdown; one that fails leaves nothing behind"""
    with transaction():
        plan, imported = actions.create(reader(), **body)
    report = [{"line": row.line, "kind": row.kind, "title": row.title, "note": row.note} for row in imported.report]
    return {"id": plan.id, "title": plan.title, "report": report}


@api.get("/plans/<uuid:plan_id>")
@needs(Permission.READ, Plan)
@api.output(PlanWhole)
def show(plan: Plan) -> dict[str, Any]:
    """A plan with its clauses in order"""
    clauses = [{**vars(view), "revision": view.revision_id} for view in queries.clause_views(plan, reader())]
    parties = [{"code": party.code, "name": party.name} for party in plan.parties]
    return {**shown(plan), "parties": parties, "clauses": clauses}


@api.post("/plans/<uuid:plan_id>/clauses")
@needs(Permission.PLAN_EDIT, Plan)
@api.input(ClauseIn, arg_name="body")
@api.output(ClauseMade, status_code=201)
def insert(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Insert a clause by the desk's hand"""
    with transaction():
        after = place(plan, body["after"])
        clause = actions.insert_clause(
            reader(), plan, after=after, kind=body["kind"], text=body["text"], level=body["level"]
        )
    return {"id": clause.id, "label": queries.label_of(clause), "revision": clause.revision_id}
