"""What a clause's revisions say of how it was settled."""

from __future__ import annotations

from sqlalchemy import select

from ..db import session
from ..models import Amendment, Cause, Revision


def words_taken(amendment: Amendment) -> bool:
    """Whether a settlement that was not undone took words of this amendment at one of its places."""
    query = select(Revision).where(Revision.clause_id == amendment.clause_id).order_by(Revision.number)
    found = session.scalars(query).all()
    undone = {revision.previous_id for revision in found if revision.cause == Cause.UNDO.value}
    return any(
        variant["text"] == place["text"] and str(amendment.id) in variant["amendments"]
        for revision in found
        if revision.id not in undone
        for place in revision.settlements
        for variant in place["variants"]
    )
