"""From the final draft to the adopted text: confirmations recorded from a note, endorsement, adoption."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from apiflask import FileSchema, Schema, fields
from flask import Response, request

from ..actions import adopting as actions
from ..actions import confirmations, sessions
from ..db import session, transaction
from ..errors import Invalid, NotAllowed, NotFound
from ..guards import needs, reader
from ..models import Adoption, Blob, Draft, Endorsement, Plan
from ..policy import Permission
from ..queries import adoptions as queries
from ..queries import find
from ..queries.drafts import signoffs
from ..work import wake
from .base import Out, Text, Time, noun, texts
from .drafts import SignoffOut, shown_signoff

api = noun("adoptions")


class NoteIn(Schema):
    """A confirmation by note verbale. `note` is the file: in base64, or as a file of multipart/form-data."""

    takes_files = True

    party = Text(required=True, longest=20)
    reference = Text(required=True, longest=300)
    date = fields.Date(load_default=None, allow_none=True, metadata={"description": "The note's own date."})
    note = Text(required=True, longest=7_000_000)


class PasswordIn(Schema):
    """The password anew."""

    password = Text(required=True, longest=1024)


class Meeting(Schema):
    """Which body, at which meeting, where and when."""

    body = Text(required=True, longest=300)
    meeting = Text(required=True, longest=300)
    place = Text(required=True, longest=300)
    date = fields.Date(required=True)


class EndorsementIn(Meeting):
    """An endorsement; `draft` is the last final draft, which is meant without it."""

    draft = fields.UUID(load_default=None, allow_none=True)


class AdoptionIn(Meeting):
    """An adoption of the last final draft."""


class HeldOut(Out):
    """What a body decided of a draft, where and when; `state` is endorsed or adopted."""

    id = fields.UUID()
    state = Text()
    draft = fields.UUID()
    body = Text()
    meeting = Text()
    place = Text()
    date = fields.Date()
    at = Time()


class EndorsementHeld(HeldOut):
    """The endorsement of the final draft."""


class AdoptionHeld(HeldOut):
    """The adoption of the final draft."""


class EndorsementMade(HeldOut):
    """An endorsement that was recorded."""


class AdoptionMade(HeldOut):
    """An adoption that was recorded."""


class ProgressOut(Out):
    """How far a plan is on its way out: `state` is negotiating, cleared, confirmed, endorsed or adopted.

    `missing` have not confirmed the final draft, `ad_ref` signed it subject to their capital.
    """

    state = Text()
    draft = fields.UUID(allow_none=True)
    missing = texts()
    ad_ref = texts()
    endorsement = fields.Nested(EndorsementHeld, allow_none=True)
    adoption = fields.Nested(AdoptionHeld, allow_none=True)


def _held(row: Endorsement | Adoption | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = ("id", "body", "meeting", "place", "date", "at")
    state = "adopted" if isinstance(row, Adoption) else "endorsed"
    return {"state": state, "draft": row.draft_id, **{name: getattr(row, name) for name in names}}


@api.post("/drafts/<uuid:draft_id>/confirmations")
@needs(Permission.RECORD, Draft)
@api.input(NoteIn, arg_name="body")
@api.output(SignoffOut, status_code=201)
@api.doc(responses={409: "The PDF is not ready, or the party has confirmed"})
def record(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Record a confirmation that came by note verbale, with the note attached"""
    try:
        note = base64.b64decode(body["note"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("The note is no base64.", field="note") from error
    with transaction():
        made = confirmations.record(
            reader(), draft, party=body["party"], reference=body["reference"], note=note, date=body["date"]
        )
    wake()
    return shown_signoff(made)


@api.get("/drafts/<uuid:draft_id>/confirmations/<string:party>/note")
@needs(Permission.READ, Draft)
@api.output(
    FileSchema(),
    content_type="application/pdf",
    description="The note as it was given; a scan may be image/png or jpeg",
)
def note(draft: Draft, party: str) -> Response:
    """The note that a recorded confirmation rests on"""
    return note_of(draft, party)


def note_of(draft: Draft, party: str) -> Response:
    """The bytes of a party's note, as they were given, to be saved."""
    found = next((item for item in signoffs(draft) if item.party.code == party), None)
    if found is None or found.note_sha256 is None:
        raise NotFound("There is no note of this party.")
    blob = session.get_one(Blob, found.note_sha256)
    ending = blob.media_type.rpartition("/")[2]
    response = Response(blob.data, content_type=blob.media_type)
    response.set_etag(blob.sha256)
    response.headers["Content-Disposition"] = f'attachment; filename="note-{found.party.code}.{ending}"'
    response.make_conditional(request)
    return response


@api.post("/drafts/<uuid:draft_id>/signoffs/confirm")
@needs(Permission.SIGN, Draft)
@api.input(PasswordIn, arg_name="body")
@api.output(SignoffOut)
@api.doc(responses={409: "The party has no signature ad referendum that waits", 429: "Too many failed attempts"})
def confirm(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Say that the own capital confirms what was signed ad referendum"""
    with transaction():
        proof = sessions.prove_again(reader(), body["password"], request.remote_addr or "")
    if proof is None:
        raise NotAllowed("This is not your password. Nothing was confirmed.")
    with transaction():
        made = confirmations.confirm_signature(reader(), draft, proof=proof)
    return shown_signoff(made)


@api.get("/plans/<uuid:plan_id>/adoption")
@needs(Permission.READ, Plan)
@api.output(ProgressOut)
def show(plan: Plan) -> dict[str, Any]:
    """How far the plan is on its way to adoption"""
    known = queries.progress(plan, reader())
    return {
        "state": known.state,
        "draft": known.draft.id if known.draft else None,
        "missing": known.missing,
        "ad_ref": known.ad_ref,
        "endorsement": _held(known.endorsement),
        "adoption": _held(known.adoption),
    }


@api.post("/plans/<uuid:plan_id>/endorsement")
@needs(Permission.DECIDE, Plan)
@api.input(EndorsementIn, arg_name="body")
@api.output(EndorsementMade, status_code=201)
@api.doc(responses={409: "The final draft is not there, not confirmed, or endorsed already"})
def endorse(plan: Plan, body: dict[str, Any]) -> dict[str, Any] | None:
    """Record that senior officials endorsed the final draft"""
    with transaction():
        wanted = body.pop("draft")
        draft = find(Draft, wanted, reader()) if wanted else None
        made = actions.endorse(reader(), plan, draft=draft, **body)
    return _held(made)


@api.post("/plans/<uuid:plan_id>/adoption")
@needs(Permission.DECIDE, Plan)
@api.input(AdoptionIn, arg_name="body")
@api.output(AdoptionMade, status_code=201)
@api.doc(responses={409: "The final draft is not there or not confirmed, or the plan has been adopted"})
def adopt(plan: Plan, body: dict[str, Any]) -> dict[str, Any] | None:
    """Record that ministers adopted the final draft; its publication copy is queued"""
    with transaction():
        made = actions.adopt(reader(), plan, **body)
    wake()
    return _held(made)
