"""Amendments: drafted, edited, submitted, tabled, supported, rebased, withdrawn."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import amendments as actions
from ..actions import entries
from ..db import transaction
from ..guards import needs, reader
from ..models import Amendment, Clause, Kind, Plan
from ..policy import Permission
from ..queries import amendments as queries
from ..queries.circles import circle_named, circle_to_table
from ..queries.plans import standing_clause
from ..queries.rounds import knows_lateness
from ..work import wake
from .base import Flag, Limit, Out, Text, Time, items, listing, noun, texts
from .plans import place

api = noun("amendments")
ENTERED = "The code of the party that the plan's desk enters this for."
FLOOR = "Whether what is entered for a party came in after a deadline."
BEGAN = "The text that the change was begun from: both are merged over it when a colleague has typed meanwhile."
NEW_KINDS = [kind.value for kind in Kind if kind is not Kind.SECTION]
PRIVATE = ("late", "admitted_at")


class AmendmentIn(Schema):
    """A change, a deletion, a move or an alternative to a clause; `revision` is the one it started from.

    `text` is the whole new text of a change or an alternative, `after` the clause to stand after (null: first).
    """

    revision = fields.UUID(required=True)
    kind = Text(required=True, choices=["modify", "delete", "move", "alternative"])
    text = Text(load_default=None, allow_none=True)
    after = fields.UUID(load_default=None, allow_none=True)
    rationale = Text(load_default="")
    package = Flag(load_default=False)
    party = Text(load_default=None, allow_none=True, metadata={"description": ENTERED})
    floor = Flag(load_default=False, metadata={"description": FLOOR})


class InsertIn(Schema):
    """A new clause to stand behind `after` (null: at the beginning), of that clause's kind unless said otherwise."""

    kind = Text(load_default="insert", choices=["insert"])
    after = fields.UUID(required=True, allow_none=True)
    text = Text(required=True)
    rationale = Text(load_default="")
    clause_kind = Text(load_default=None, allow_none=True, choices=NEW_KINDS)
    party = Text(load_default=None, allow_none=True, metadata={"description": ENTERED})
    floor = Flag(load_default=False, metadata={"description": FLOOR})


class Change(Schema):
    """What is to be changed of a draft; `version` is the one the change was begun from, `began` its text."""

    text = Text(load_default=None, allow_none=True)
    rationale = Text(load_default=None, allow_none=True)
    package = Flag(load_default=None, allow_none=True)
    version = fields.Integer(load_default=None, allow_none=True, strict=True)
    began = Text(load_default=None, allow_none=True, metadata={"description": BEGAN})


class Submission(Schema):
    """The circle it is meant for: `all`, a name or an id; `floor` brings it in after a deadline."""

    circle = Text(load_default="all", longest=200)
    floor = Flag(load_default=False)


class Tabling(Schema):
    """The circle it is put before: `all`, a name or an id."""

    circle = Text(load_default="all", longest=200)


class Rebase(Schema):
    """Nothing, for the clean merge; or the words that are proposed now, with the revision they were written on."""

    text = Text(load_default=None, allow_none=True)
    revision = fields.UUID(load_default=None, allow_none=True)


class AmendmentOut(Out):
    """An amendment. `text` and `revision` follow the clause as it is settled; `clause` is null for a new one.

    When it was drafted and submitted, whether `late`, and when it was admitted then, is told to its own side, the
    co-chairs and the desk; to everybody else the two times are null, and the others are not there.
    """

    id = fields.UUID()
    plan = fields.UUID()
    clause = fields.UUID(allow_none=True)
    after = fields.UUID(allow_none=True)
    kind = Text()
    clause_kind = Text(allow_none=True)
    party = Text()
    state = Text()
    stale = fields.Boolean()
    package = fields.Boolean()
    text = Text()
    rationale = Text()
    revision = fields.UUID(allow_none=True)
    circle = Text()
    unconfirmed = fields.Boolean(metadata={"description": "Entered for its party, which has not confirmed it."})
    supporters = texts()
    author = Text()
    created_at = Time(allow_none=True)
    submitted_at = Time(allow_none=True)
    late = fields.Boolean()
    admitted_at = Time(allow_none=True)
    tabled_at = Time(allow_none=True)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Require all but what not everybody is told."""
        field_obj.required = field_name not in PRIVATE


class AmendmentWhole(AmendmentOut):
    """An amendment, with the circle it is meant for, the wording as submitted and the number of its version."""

    intended = Text()
    submitted_text = Text(allow_none=True)
    version = fields.Integer()


def shown(amendment: Amendment) -> dict[str, Any]:
    """An amendment as a list shows it."""
    names = ("id", "kind", "clause_kind", "state", "stale", "package", "text", "rationale", "unconfirmed")
    told = knows_lateness(reader(), amendment)
    return {
        **{name: getattr(amendment, name) for name in (*names, "tabled_at")},
        **{name: getattr(amendment, name) if told else None for name in ("created_at", "submitted_at")},
        **({name: getattr(amendment, name) for name in PRIVATE} if told else {}),
        "plan": amendment.plan_id,
        "clause": amendment.clause_id,
        "after": amendment.after_id,
        "revision": amendment.revision_id,
        "party": amendment.proposer.code,
        "circle": amendment.circle.name,
        "supporters": [party.code for party in amendment.supporters],
        "author": amendment.author.name,
    }


def whole(amendment: Amendment) -> dict[str, Any]:
    """An amendment by itself."""
    submitted = queries.submitted_wording(amendment)
    return {
        **shown(amendment),
        "intended": amendment.intended.name,
        "submitted_text": submitted.text if submitted else None,
        "version": queries.version_number(amendment, reader()),
    }


@api.get("/clauses/<uuid:clause_id>/amendments")
@needs(Permission.READ, Clause)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(AmendmentOut))
def of_clause(clause: Clause, query: dict[str, Any]) -> dict[str, Any]:
    """The amendments to a clause, and those that insert one after it, in every state"""
    return items([shown(item) for item in queries.of_clause(clause, reader())], query)


@api.post("/clauses/<uuid:clause_id>/amendments")
@needs(Permission.AMEND, Clause, when={"party": Permission.AMENDMENT_ENTER})
@api.input(AmendmentIn, arg_name="body")
@api.output(AmendmentWhole, status_code=201)
@api.doc(responses={409: "The revision is not the current one: both texts, and their clean merge"})
def create(clause: Clause, body: dict[str, Any]) -> dict[str, Any]:
    """Draft a change in the delegation's own circle; or, with `party`, enter one for a party, which confirms it"""
    wanted = {name: body[name] for name in ("kind", "text", "rationale", "package")}
    with transaction():
        wanted |= {"revision_id": body["revision"], "after": standing_clause(clause.plan, str(body["after"] or ""))}
        if body["party"] is None:
            made = actions.propose(reader(), clause, **wanted)
        else:
            made = entries.enter(reader(), clause, party=body["party"], floor=body["floor"], **wanted)
    if body["party"] is not None:
        wake()
    return whole(made)


@api.get("/plans/<uuid:plan_id>/amendments")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(AmendmentOut))
def of_plan(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The amendments of a plan, the latest change first"""
    return items([shown(item) for item in queries.of_plan(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/amendments")
@needs(Permission.AMEND, Plan, when={"party": Permission.AMENDMENT_ENTER})
@api.input(InsertIn, arg_name="body")
@api.output(AmendmentWhole, status_code=201)
def insert(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Draft a new clause in the delegation's own circle; or, with `party`, enter one for a party, which confirms it"""
    with transaction():
        after = place(plan, body["after"])
        kind = body["clause_kind"] or (after.kind if after and after.kind in NEW_KINDS else Kind.CLAUSE.value)
        wanted = {"after": after, "text": body["text"], "rationale": body["rationale"], "kind": kind}
        if body["party"] is None:
            made = actions.propose_insert(reader(), plan, **wanted)
        else:
            made = entries.enter_insert(reader(), plan, party=body["party"], floor=body["floor"], **wanted)
    if body["party"] is not None:
        wake()
    return whole(made)


@api.get("/amendments/<uuid:amendment_id>")
@needs(Permission.READ, Amendment)
@api.output(AmendmentWhole)
def show(amendment: Amendment) -> dict[str, Any]:
    """An amendment"""
    return whole(amendment)


@api.patch("/amendments/<uuid:amendment_id>")
@needs(Permission.AMENDMENT_EDIT, Amendment)
@api.input(Change, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(
    responses={409: "It is no draft any more, or a colleague changed it meanwhile: both texts, and their clean merge"}
)
def edit(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Change a draft"""
    with transaction():
        actions.edit(reader(), amendment, **body)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/submit")
@needs(Permission.AMENDMENT_SUBMIT, Amendment)
@api.input(Submission, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(responses={409: "It is no draft, its base has moved, or its circle's deadline is over"})
def submit(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """The head clears a draft: the desk of the circle it is meant for sees it from now on"""
    with transaction():
        circle = circle_named(amendment.plan_id, body["circle"], reader())
        actions.submit(reader(), amendment, circle=circle, floor=body["floor"])
    wake()
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/take_back")
@needs(Permission.AMENDMENT_RETURN, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def take_back(amendment: Amendment) -> dict[str, Any]:
    """The head takes back what is not tabled yet"""
    with transaction():
        actions.take_back(reader(), amendment)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/admit")
@needs(Permission.CONVENE, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses={409: "It came in time, was admitted, or is not submitted any more"})
def admit(amendment: Amendment) -> dict[str, Any]:
    """The co-chairs, or the desk that records it, let what came after a deadline be tabled"""
    with transaction():
        actions.admit(reader(), amendment)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/table")
@needs(Permission.AMENDMENT_TABLE, Amendment)
@api.input(Tabling, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def table(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """The desk puts what was submitted before a circle"""
    with transaction():
        circle = circle_to_table(amendment, body["circle"], reader())
        actions.table(reader(), amendment, circle=circle)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/withdraw")
@needs(Permission.AMENDMENT_WITHDRAW, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def withdraw(amendment: Amendment) -> dict[str, Any]:
    """Its party takes an amendment away; it stays on record"""
    with transaction():
        actions.withdraw(reader(), amendment)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/support")
@needs(Permission.AMENDMENT_SUPPORT, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def support(amendment: Amendment) -> dict[str, Any]:
    """Another party stands behind a tabled amendment"""
    with transaction():
        actions.support(reader(), amendment)
    return whole(amendment)


@api.delete("/amendments/<uuid:amendment_id>/support")
@needs(Permission.AMENDMENT_SUPPORT, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses=[409])
def end_support(amendment: Amendment) -> dict[str, Any]:
    """A party takes its support back"""
    with transaction():
        actions.end_support(reader(), amendment)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/rebase")
@needs(Permission.AMENDMENT_REBASE, Amendment)
@api.input(Rebase, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(responses={409: "There is no clean merge: both texts"})
def rebase(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Carry an amendment to the current text"""
    with transaction():
        actions.rebase(reader(), amendment, text=body["text"], revision_id=body["revision"])
    return whole(amendment)
