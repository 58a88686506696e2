"""A revision by itself, and taking a settlement back."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import revisions as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Revision
from ..policy import Permission
from .base import Out, Text, noun

api = noun("revisions")


class Undo(Schema):
    """Why it is taken back; recorded."""

    reason = Text(required=True, longest=2000)


class Undone(Out):
    """The revision by which the text before stands again."""

    revision = fields.UUID()
    clause = fields.UUID()
    number = fields.Integer()
    text = Text()


@api.post("/revisions/<uuid:revision_id>/undo")
@needs(Permission.UNDO, Revision)
@api.input(Undo, arg_name="body")
@api.output(Undone, status_code=201)
@api.doc(responses={409: "A draft has been issued on it, or a later revision stands on it"})
def undo(revision: Revision, body: dict[str, Any]) -> dict[str, Any]:
    """Take back the last settlement of a clause; its amendments stand as before"""
    with transaction():
        undone = actions.undo(reader(), revision, reason=body["reason"])
    return {"revision": undone.id, "clause": undone.clause_id, "number": undone.number, "text": undone.text}
