"""Confirmations that reach the desk in writing, and the capital's word after a signature ad referendum."""

from __future__ import annotations

import datetime as dt
import hashlib

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Blob, Draft, Signoff, User
from ..phrases import Words, day
from ..policy import Permission, require
from ..queries.drafts import signoffs
from ..text import check_text
from . import events, sessions
from .drafts import expect_signable, keep_signoff

NOTE_LIMIT = 5_000_000
_KINDS = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def record(
    actor: User, draft: Draft, *, party: str, reference: str, note: bytes, date: dt.date | None = None
) -> Signoff:
    """Record a party's confirmation that came by note verbale, with the note itself; it is marked as recorded.

    `date` is the note's own. `Invalid` for a note that is no PDF, PNG or JPEG of at most 5 MB, or a party that is not
    required; `Conflict` when that party has confirmed.
    """
    require(actor, Permission.RECORD, draft)
    events.lock(draft.plan_id)
    named = check_text(" ".join(reference.split()), "reference", 300)
    required = next((item for item in draft.required if item.code == party), None)
    if required is None:
        raise Invalid("The confirmation of %(party)s is not required for this draft.", field="party", party=party[:20])
    if date is not None and date > now().date():
        raise Invalid("The note's date is still to come.", field="date")
    media_type = _media_type(note)
    clean_sha256 = expect_signable(draft, required.id)
    sha256 = hashlib.sha256(note).hexdigest()
    if session.get(Blob, sha256) is None:
        session.add(Blob(sha256=sha256, media_type=media_type, data=note))
        session.flush()
    at = now().replace(microsecond=0)
    signoff = Signoff(
        draft=draft,
        party=required,
        user=actor,
        kind="recorded",
        person=Words("Note verbale %(reference)s", reference=named),
        title=f"of {day(date)}" if date else None,
        confirmed_at=dt.datetime.combine(date, dt.time(), dt.UTC) if date else at,
        note_reference=named,
        note_sha256=sha256,
        content_hash=draft.content_hash,
        pdf_sha256=clean_sha256,
        at=at,
    )
    return keep_signoff(actor, draft, signoff, "draft.confirmation_recorded")


def _media_type(note: bytes) -> str:
    if not note or len(note) > NOTE_LIMIT:
        raise Invalid("The note is attached as one file of at most 5 MB.", field="note")
    found = next((kind for start, kind in _KINDS.items() if note.startswith(start)), None)
    if found is None:
        raise Invalid("The note is a PDF, a PNG or a JPEG.", field="note")
    return found


def confirm_signature(actor: User, draft: Draft, *, proof: sessions.Proof) -> Signoff:
    """An official of the party says that its capital has confirmed what was signed ad referendum."""
    require(actor, Permission.SIGN, draft)
    proof.check(actor)
    events.lock(draft.plan_id)
    mine = next((item for item in signoffs(draft) if item.party_id == actor.party_id), None)
    if mine is None or mine.kind != "signed_ad_ref" or mine.confirmed_at is not None:
        raise Conflict("Your party has no signature ad referendum here that waits to be confirmed.")
    mine.confirmed_at = now().replace(microsecond=0)
    events.record(actor, draft.plan_id, draft.circle, "draft.signature_confirmed", mine.id, symbol=draft.symbol)
    return mine
