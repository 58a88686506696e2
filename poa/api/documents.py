"""Documents: how far a rendering is, and its bytes."""

from __future__ import annotations

from typing import Any

from apiflask import FileSchema, fields
from flask import Response, request

from ..db import session
from ..errors import Conflict
from ..guards import needs
from ..models import Blob, Document
from ..policy import Permission
from .base import Out, Text, noun

api = noun("documents")


class DocumentOut(Out):
    """A rendering: `state` is queued, rendering, ready or failed (then `error` says why), `progress` in per cent."""

    id = fields.UUID()
    draft = fields.UUID()
    view = Text()
    against = fields.UUID(allow_none=True)
    comments = fields.Boolean()
    state = Text()
    progress = fields.Integer()
    sha256 = Text(allow_none=True)
    pages = fields.Integer(allow_none=True)
    file_name = Text()
    error = Text(allow_none=True)


def shown(document: Document) -> dict[str, Any]:
    """A rendering as it is now."""
    names = ("id", "view", "state", "progress", "sha256", "pages", "file_name", "error")
    return {
        **{name: getattr(document, name) for name in names},
        "draft": document.draft_id,
        "against": document.against_id,
        "comments": document.with_comments,
    }


@api.get("/documents/<uuid:document_id>")
@needs(Permission.READ, Document)
@api.output(DocumentOut)
def show(document: Document) -> dict[str, Any]:
    """How far a rendering is"""
    return shown(document)


@api.get("/documents/<uuid:document_id>/file")
@needs(Permission.READ, Document)
@api.output(FileSchema(), content_type="application/pdf", description="The PDF; its ETag is its SHA-256")
@api.doc(responses={304: "It is what the client has", 409: "It is not ready"})
def file(document: Document) -> Response:
    """The PDF, ever the same bytes"""
    if document.sha256 is None:
        raise Conflict(document.error or "This document is not ready yet. Ask again in a moment.")
    known = request.if_none_match.contains_weak(document.sha256)
    response = Response(status=304) if known else _pdf(document, document.sha256)
    response.set_etag(document.sha256)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _pdf(document: Document, sha256: str) -> Response:
    blob = session.get_one(Blob, sha256)
    response = Response(blob.data, content_type=blob.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=document.file_name)
    return response
