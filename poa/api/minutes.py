"""Entries of a meeting's record: statements, texts that are owed, notes."""

from __future__ import annotations

from typing import Any

from apiflask import Schema, fields

from ..actions import meetings as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause, Meeting, Minute
from ..policy import Permission
from ..queries import find
from .base import Out, Text, Time, noun

api = noun("minutes")


class MinuteOut(Out):
    """An entry of the record: `kind` is statement, owes or note, `state` recorded, owed or done."""

    id = fields.UUID()
    state = Text()
    kind = Text()
    party = Text(allow_none=True)
    clause = fields.UUID(allow_none=True)
    text = Text()
    due = fields.Date(allow_none=True)
    at = Time()


class MinuteMade(MinuteOut):
    """An entry of the record, as it was just made."""


class MinuteIn(Schema):
    """An entry for the record; a statement and what is owed have a party."""

    kind = Text(required=True, choices=actions.KINDS)
    text = Text(required=True)
    party = Text(load_default=None, allow_none=True, longest=20)
    clause = fields.UUID(load_default=None, allow_none=True)
    due = fields.Date(load_default=None, allow_none=True)


def shown(item: Minute) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in ("id", "kind", "text", "due", "at")},
        "state": "done" if item.done_at else "owed" if item.kind == "owes" else "recorded",
        "party": item.party.code if item.party else None,
        "clause": item.clause_id,
    }


@api.post("/meetings/<uuid:meeting_id>/minutes")
@needs(Permission.MEET, Meeting)
@api.input(MinuteIn, arg_name="body")
@api.output(MinuteMade, status_code=201)
def create(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Add a statement, a text that somebody owes, or a note to the record"""
    with transaction():
        clause = find(Clause, body["clause"], reader()) if body["clause"] else None
        made = actions.minute(reader(), meeting, **{**body, "clause": clause})
    return shown(made)


@api.post("/minutes/<uuid:minute_id>/done")
@needs(Permission.MEET, Minute)
@api.output(MinuteMade)
@api.doc(responses=[409])
def done(minute: Minute) -> dict[str, Any]:
    """Record that a text that was owed has come"""
    with transaction():
        return shown(actions.done(reader(), minute))
