"""Compilation text: the plan with all that is tabled in square brackets."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..guards import needs, reader
from ..models import Plan
from ..policy import Permission
from ..queries.compilations import compilation
from .base import Out, Text, many, noun, texts

api = noun("compilations")


class CompilationQuery(Schema):
    """With the parties' codes, or without any."""

    attributed = fields.Boolean(load_default=True)


class CompiledOut(Out):
    """A clause in brackets; one that is proposed has `inserted`, the amendment's id and an interim label."""

    id = fields.UUID()
    kind = Text()
    level = fields.Integer(allow_none=True)
    label = Text()
    text = Text()
    pairs = fields.Integer(metadata={"description": "Pairs of brackets in the text."})
    inserted = fields.Boolean()
    notes = texts(metadata={"description": "What brackets cannot say: a move, an amendment to an earlier text."})


class CompilationOut(Out):
    """The plan's clauses as compiled, in order, and the pairs of brackets in all of them."""

    clauses = many(CompiledOut)
    pairs = fields.Integer()


@api.get("/plans/<uuid:plan_id>/compilation")
@needs(Permission.READ, Plan)
@api.input(CompilationQuery, location="query", arg_name="query")
@api.output(CompilationOut)
def show(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """All that is tabled, as the reader sees it, in the plan's text: bracketed Markdown"""
    found = compilation(plan, reader(), attributed=query["attributed"])
    return {"clauses": found.clauses, "pairs": found.pairs}
