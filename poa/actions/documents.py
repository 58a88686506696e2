"""The life of a rendering: claimed by a worker on a lease, then ready or failed; a dead worker's lease runs out."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from sqlalchemy import and_, or_, select, update

from .. import reasons
from ..db import now, session
from ..models import Blob, Document, DocumentState
from ..render.pdf import Pdf

LEASE = dt.timedelta(seconds=20)
ATTEMPTS = 3


def waiting() -> list[uuid.UUID]:
    """Ids of the renderings that nobody works on: queued, or with a lease that has run out; the oldest first."""
    free = or_(
        Document.state == DocumentState.QUEUED.value,
        and_(Document.state == DocumentState.RENDERING.value, Document.leased_until < now()),
    )
    return list(session.scalars(select(Document.id).where(free).order_by(Document.created_at)))


def claim(document_id: uuid.UUID) -> Document | None:
    """Take a rendering to work on, or None when another worker has it or it is done."""
    document = session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if document is None or document.state in (DocumentState.READY.value, DocumentState.FAILED.value):
        return None
    if document.state == DocumentState.RENDERING.value and document.leased_until and document.leased_until > now():
        return None
    if document.attempts >= ATTEMPTS:
        fail(document, reasons.PDF_BROKEN_OFF)
        return None
    document.state = DocumentState.RENDERING.value
    document.attempts += 1
    document.progress = 0
    document.leased_until = now() + LEASE
    return document


def progress(document_id: uuid.UUID, percent: int) -> None:
    """Note how far a rendering has come, and keep its lease alive."""
    _keep(document_id, progress=percent)


def hold(document_id: uuid.UUID) -> None:
    """Keep the lease of a rendering alive."""
    _keep(document_id)


def _keep(document_id: uuid.UUID, **values: int) -> None:
    session.execute(
        update(Document)
        .where(Document.id == document_id, Document.state == DocumentState.RENDERING.value)
        .values(leased_until=now() + LEASE, **values)
    )


def finish(document: Document, pdf: Pdf) -> None:
    """Keep the bytes under their hash and mark the document ready; one that is ready stays as it is."""
    if document.state == DocumentState.READY.value:
        return
    if session.get(Blob, pdf.sha256) is None:
        session.add(Blob(sha256=pdf.sha256, media_type="application/pdf", data=pdf.data))
        session.flush()
    document.sha256 = pdf.sha256
    document.pages = pdf.pages
    document.places = json.dumps(pdf.places)
    document.state = DocumentState.READY.value
    document.progress = 100
    document.error = None
    document.leased_until = None
    document.ready_at = now()


def fail(document: Document, reason: str) -> None:
    """Mark a rendering as failed, with the reason a reader is shown; it can be asked for again.

    What another worker has made ready meanwhile stays so.
    """
    if document.state == DocumentState.READY.value:
        return
    document.state = DocumentState.FAILED.value
    document.error = reason
    document.leased_until = None
