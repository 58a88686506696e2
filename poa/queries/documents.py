"""Documents of drafts, as the reader sees them, and their bytes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from ..db import session
from ..models import Document, Signoff, User
from ..policy import visible


def documents(draft_ids: Collection[uuid.UUID], reader: User) -> dict[uuid.UUID, list[Document]]:
    """The documents of these drafts, in the order they were asked for; one query.

    A redline against a draft that the reader cannot see is left out.
    """
    query = (
        select(Document)
        .where(Document.draft_id.in_(draft_ids), visible(Document, reader))
        .order_by(Document.created_at, Document.id)
    )
    found: dict[uuid.UUID, list[Document]] = defaultdict(list)
    for document in session.scalars(query):
        found[document.draft_id].append(document)
    return found


def signoffs(draft_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Signoff]]:
    """Who has signed these drafts, in the order they did; one query."""
    found: dict[uuid.UUID, list[Signoff]] = defaultdict(list)
    query = select(Signoff).where(Signoff.draft_id.in_(draft_ids)).order_by(Signoff.at, Signoff.id)
    for signoff in session.scalars(query).unique():
        found[signoff.draft_id].append(signoff)
    return found
