"""Who is asking."""

from __future__ import annotations

from typing import Any

from apiflask import fields

from ..guards import needs, reader
from ..policy import Permission
from .base import Out, Text, noun, texts

api = noun("people")


class Me(Out):
    """A person; `party` is null for the secretariat and observers, `desks` are empty for everyone else."""

    id = fields.UUID()
    email = Text()
    name = Text()
    title = Text(allow_none=True)
    party = Text(allow_none=True)
    roles = texts()
    desks = texts()


@api.get("/me")
@needs(Permission.SIGNED_IN)
@api.output(Me)
def show() -> dict[str, Any]:
    """The person whose token this is"""
    me = reader()
    return {
        "id": me.id,
        "email": me.email,
        "name": me.name,
        "title": me.title,
        "party": me.party.code if me.party else None,
        "roles": me.roles,
        "desks": [desk.name for desk in me.desks],
    }
