"""Drafts: issued, read, signed off; their documents are asked for here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apiflask import Schema, fields
from flask import Response, request

from ..actions import drafts as actions
from ..actions import sessions
from ..db import transaction
from ..errors import NotAllowed
from ..guards import needs, reader
from ..models import Document, DocumentState, Draft, Plan, Signoff, Stage
from ..policy import Permission
from ..queries import documents as document_queries
from ..queries import drafts as queries
from ..queries.circles import circle_named
from ..work import wake
from .base import Flag, Limit, Out, Text, Time, items, listing, many, noun, texts
from .documents import DocumentOut
from .documents import shown as shown_document

api = noun("drafts")


class DraftIn(Schema):
    """The plan as it stands, to be issued; `required` are the codes of the parties that sign (default: all)."""

    name = Text(required=True, longest=200)
    stage = Text(load_default=Stage.REVISION.value, choices=[stage.value for stage in Stage])
    circle = Text(load_default="all", longest=200)
    required = texts(load_default=None, allow_none=True)
    comments = Flag(load_default=False, metadata={"description": "Freeze the circle's open comments with it."})


class SignoffOut(Out):
    """A party's confirmation, with both hashes that it names; `kind` is signed, signed_ad_ref or recorded."""

    id = fields.UUID()
    party = Text()
    person = Text()
    title = Text(allow_none=True)
    kind = Text()
    at = Time()
    ad_ref_until = fields.Date(allow_none=True)
    confirmed_at = Time(allow_none=True)
    note_reference = Text(allow_none=True)
    content_hash = Text()
    pdf_sha256 = Text()


class DraftSignoff(SignoffOut):
    """A party's confirmation of the draft."""


class DraftDocument(DocumentOut):
    """A rendering of the draft."""


class DraftOut(Out):
    """An issued draft; `base` is the id of the draft before it in its circle."""

    id = fields.UUID()
    plan = fields.UUID()
    name = Text()
    symbol = Text()
    stage = Text()
    circle = Text()
    base = fields.UUID(allow_none=True)
    as_of = Time()
    content_hash = Text()
    comments = fields.Boolean()
    required = texts()
    signoffs = many(DraftSignoff)
    documents = many(DraftDocument)


class ContentOut(Out):
    """Everything that a draft prints; its schema is told in docs/drafts.md."""

    schema = Text(data_key="schema")
    plan = fields.Dict()
    draft = fields.Dict()
    parties = fields.List(fields.Dict())
    circles = texts()
    required_parties = texts(data_key="required")
    clauses = fields.List(fields.Dict())
    compilation = fields.Dict()
    reservations = fields.List(fields.Dict())
    comments = fields.List(fields.Dict(), allow_none=True)
    events_head = Text()


class DocumentIn(Schema):
    """A rendering; `against` is an earlier draft's id, for a redline (default: the draft before)."""

    view = Text(required=True, choices=actions.VIEWS)
    against = fields.UUID(load_default=None, allow_none=True)
    comments = Flag(load_default=False, metadata={"description": "Print the frozen comments as endnotes."})
    attributed = Flag(load_default=True, metadata={"description": "For a compilation: with the parties' codes."})


class SignoffIn(Schema):
    """What was read, by its hashes, and the password anew."""

    content_hash = Text(required=True, longest=200)
    pdf_sha256 = Text(load_default=None, allow_none=True, longest=200)
    password = Text(required=True, longest=1024)
    kind = Text(load_default="signed", choices=["signed", "signed_ad_ref"])
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "Of signed_ad_ref."})


def shown(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """Drafts with their sign-offs and the documents that the reader sees; two queries for all of them."""
    ids = [draft.id for draft in drafts]
    signed = document_queries.signoffs(ids)
    printed = document_queries.documents(ids, reader())
    return [_draft(draft, signed[draft.id], printed[draft.id]) for draft in drafts]


def _draft(draft: Draft, signed: Sequence[Signoff], printed: Sequence[Document]) -> dict[str, Any]:
    names = ("id", "name", "symbol", "stage", "as_of", "content_hash")
    return {
        **{name: getattr(draft, name) for name in names},
        "plan": draft.plan_id,
        "circle": draft.circle.name,
        "base": draft.base_id,
        "comments": draft.with_comments,
        "required": [party.code for party in draft.required],
        "signoffs": [shown_signoff(signoff) for signoff in signed],
        "documents": [shown_document(document) for document in printed],
    }


def shown_signoff(signoff: Signoff) -> dict[str, Any]:
    """A confirmation as it is answered."""
    names = (
        "person",
        "title",
        "kind",
        "at",
        "ad_ref_until",
        "confirmed_at",
        "note_reference",
        "content_hash",
        "pdf_sha256",
    )
    return {"id": signoff.id, "party": signoff.party.code, **{name: getattr(signoff, name) for name in names}}


@api.get("/plans/<uuid:plan_id>/drafts")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(DraftOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The drafts issued to the reader's circles, the latest first"""
    return items(shown(queries.drafts(plan, reader())), query)


@api.post("/plans/<uuid:plan_id>/drafts")
@needs(Permission.DRAFT_ISSUE, Plan)
@api.input(DraftIn, arg_name="body")
@api.output(DraftOut, status_code=201)
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Issue the plan as it stands; its clean PDF is queued at once"""
    with transaction():
        draft = actions.issue(
            reader(),
            plan,
            name=body["name"],
            stage=body["stage"],
            circle=circle_named(plan.id, body["circle"], reader()),
            required=body["required"],
            with_comments=body["comments"],
        )
    wake()
    return shown([draft])[0]


@api.get("/drafts/<uuid:draft_id>")
@needs(Permission.READ, Draft)
@api.output(DraftOut)
def show(draft: Draft) -> dict[str, Any]:
    """A draft with its sign-offs and documents"""
    return shown([draft])[0]


@api.get("/drafts/<uuid:draft_id>/content")
@needs(Permission.READ, Draft)
@api.output(ContentOut, description="Canonical JSON (RFC 8785)")
@api.doc(responses={304: "It is what the client has"})
def content(draft: Draft) -> Response:
    """Exactly the bytes whose SHA-256 is the content hash"""
    response = Response(draft.content, content_type="application/json")
    response.set_etag(draft.content_hash)
    response.make_conditional(request)
    return response


@api.post("/drafts/<uuid:draft_id>/documents")
@needs(Permission.DOCUMENT_REQUEST, Draft)
@api.input(DocumentIn, arg_name="body")
@api.output(DocumentOut, status_code=202)
@api.doc(responses={409: "`final` before all required parties have signed"})
def render(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Ask for a rendering; one that was asked for before is the same one"""
    view = body["view"]
    if view == "compilation" and not body["attributed"]:
        view = "compilation-unattributed"
    with transaction():
        document = actions.request_document(
            reader(), draft, view=view, against=body["against"], with_comments=body["comments"]
        )
    if document.state == DocumentState.QUEUED.value:
        wake()
    return shown_document(document)


@api.post("/drafts/<uuid:draft_id>/signoffs")
@needs(Permission.SIGN, Draft)
@api.input(SignoffIn, arg_name="body")
@api.output(SignoffOut, status_code=201)
@api.doc(
    responses={
        403: "A wrong password, or not an official of a party that is required to sign",
        409: "A hash differs, the PDF is not ready, or the party has signed",
        429: "Too many failed attempts",
    }
)
def sign(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Sign off for the party, naming what was read"""
    with transaction():
        proof = sessions.prove_again(reader(), body["password"], request.remote_addr or "")
    if proof is None:
        raise NotAllowed("This is not your password. Nothing was signed.")
    with transaction():
        signoff = actions.sign(
            reader(),
            draft,
            content_hash=body["content_hash"],
            proof=proof,
            pdf_sha256=body["pdf_sha256"],
            ad_ref=body["kind"] == "signed_ad_ref",
            until=body["until"],
        )
    wake()
    return shown_signoff(signoff)
