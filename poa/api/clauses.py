"""A clause: its text and status, its revisions, the redline between two of them, the desk's hand on it."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import plans as actions
from ..db import transaction
from ..errors import NotFound
from ..guards import needs, reader
from ..models import Clause, Revision
from ..policy import Permission
from ..queries import plans as queries
from ..queries.revisions import credits_over
from ..queries.statuses import status_of
from ..render import html
from ..text import diff
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts
from .plans import place

api = noun("clauses")


class ClauseOut(Out):
    """A clause; one that was taken out keeps its page, without label and text."""

    id = fields.UUID()
    plan = fields.UUID()
    kind = Text()
    level = fields.Integer(allow_none=True)
    label = Text()
    text = Text()
    revision = fields.UUID(metadata={"description": "The id of the current revision."})
    number = fields.Integer()
    status = Text(metadata={"description": "As the reader knows it: an agreement in a group is known there only."})
    ad_refs = texts(metadata={"description": "The parties that have agreed subject to their capital."})
    status_label = Text(metadata={"description": "Both in words: `agreed, ad ref MY, TH`."})
    retired = fields.Boolean()


class RevisionOut(Out):
    """One immutable text of a clause; `party` is null for the desk's."""

    id = fields.UUID()
    number = fields.Integer()
    text = Text()
    cause = Text()
    basis = Text(allow_none=True)
    reason = Text(allow_none=True)
    author = Text()
    party = Text(allow_none=True)
    created_at = Time()


class Between(Schema):
    """Two revisions of the clause."""

    old = fields.UUID(required=True)
    new = fields.UUID(required=True)


class ChangeOut(Out):
    """A stretch of text: equal, delete or insert. Without insertions the stretches are the old text, byte for byte."""

    op = Text()
    text = Text()


class RedlineOut(Out):
    """What changed, as data and as safe HTML with who wanted it."""

    changes = many(ChangeOut)
    html = Text()


class Edit(Schema):
    """An editorial change of the text; `revision` is the one it started from."""

    revision = fields.UUID(required=True)
    text = Text(required=True)
    reason = Text(load_default="", longest=2000)


class Reason(Schema):
    """Why."""

    reason = Text(load_default="", longest=2000)


class Move(Schema):
    """The clause to stand behind; null for the beginning."""

    after = fields.UUID(required=True, allow_none=True)


def shown(clause: Clause) -> dict[str, Any]:
    """A clause as it stands."""
    revision = clause.revision
    known = status_of(clause, reader())
    return {
        "id": clause.id,
        "plan": clause.plan_id,
        "kind": clause.kind,
        "level": clause.level,
        "label": queries.label_of(clause),
        "text": revision.text,
        "revision": revision.id,
        "number": revision.number,
        "status": known.status,
        "ad_refs": known.ad_refs,
        "status_label": known.label,
        "retired": clause.retired_at is not None,
    }


@api.get("/clauses/<uuid:clause_id>")
@needs(Permission.READ, Clause)
@api.output(ClauseOut)
def show(clause: Clause) -> dict[str, Any]:
    """A clause with its current text"""
    return shown(clause)


@api.get("/clauses/<uuid:clause_id>/revisions")
@needs(Permission.READ, Clause)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(RevisionOut))
def revisions(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """A clause's revisions, the first one first"""
    names = ("id", "number", "text", "cause", "basis", "reason", "created_at")
    found = [
        {
            **{name: getattr(revision, name) for name in names},
            "author": revision.author.name,
            "party": revision.party.code if revision.party else None,
        }
        for revision in queries.revisions(clause)
    ]
    return items(found, query)


@api.get("/clauses/<uuid:clause_id>/redline")
@needs(Permission.READ, Clause)
@api.input(Between, location="query", arg_name="query")
@api.output(RedlineOut)
def redline(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """What changed from one revision to another, and who wanted it"""
    known = {revision.id: revision for revision in queries.revisions(clause)}
    if query["old"] not in known or query["new"] not in known:
        raise NotFound("This clause has no such revision.")
    old, new = known[query["old"]], known[query["new"]]
    chain = [item for item in known.values() if old.number < item.number <= new.number]
    return {"changes": diff(old.text, new.text), "html": _html(clause, old, new, chain)}


def _html(clause: Clause, old: Revision, new: Revision, chain: list[Revision]) -> str:
    """The redline for reading; backwards in time nobody is credited with the changes."""
    plan = clause.plan
    deleted, inserted = credits_over(chain)
    return html.redline(
        old.text,
        new.text,
        codes=plan.attributions,
        deleted=deleted,
        inserted=inserted,
        names={party.code: party.name for party in plan.parties},
        refs={str(id): html.Label(label) for id, label in queries.label_map(plan).items()},
    )


@api.put("/clauses/<uuid:clause_id>/text")
@needs(Permission.PLAN_EDIT, Clause)
@api.input(Edit, arg_name="body")
@api.output(ClauseOut)
@api.doc(responses=[409])
def edit(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Change a text editorially, by the desk's hand"""
    with transaction():
        actions.edit_clause(reader(), clause, revision_id=body["revision"], text=body["text"], reason=body["reason"])
    return shown(clause)


@api.post("/clauses/<uuid:clause_id>/move")
@needs(Permission.PLAN_EDIT, Clause)
@api.input(Move, arg_name="body")
@api.output(ClauseOut)
def move(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Put a clause elsewhere; a section moves with what is in it"""
    with transaction():
        actions.move_clause(reader(), clause, after=place(clause.plan, body["after"]))
    return shown(clause)


@api.post("/clauses/<uuid:clause_id>/retire")
@needs(Permission.PLAN_EDIT, Clause)
@api.input(Reason, arg_name="body")
@api.output(ClauseOut)
@api.doc(responses=[409])
def retire(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Take a clause out of the plan; it can be restored"""
    with transaction():
        actions.retire_clause(reader(), clause, reason=body["reason"])
    return shown(clause)


@api.post("/clauses/<uuid:clause_id>/restore")
@needs(Permission.PLAN_EDIT, Clause)
@api.output(ClauseOut)
@api.doc(responses=[409])
def restore(clause: Clause) -> dict[str, Any]:
    """Put back a clause that the desk had taken out"""
    with transaction():
        actions.restore_clause(reader(), clause)
    return shown(clause)
