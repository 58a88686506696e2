"""What a circle settled among itself, as those who are in it read it."""

from __future__ import annotations

from sqlalchemy import select

from ..db import session
from ..models import Amendment, Circle, Clause, GroupSettlement, User
from ..policy import visible
from .overlays import ClauseOverlay, clause_overlay, tabled


def group_overlay(reader: User, circle: Circle, clause: Clause) -> ClauseOverlay:
    """What is tabled in one circle to a clause, laid over it."""
    return clause_overlay(clause, tabled(clause, reader, circle_id=circle.id))


def of_circle(circle: Circle, reader: User, clause: Clause | None = None) -> list[GroupSettlement]:
    """The settlements of a circle, or those of one clause, the latest first; those taken back among them."""
    query = select(GroupSettlement).where(GroupSettlement.circle_id == circle.id, visible(GroupSettlement, reader))
    if clause is not None:
        query = query.where(GroupSettlement.clause_id == clause.id)
    return list(session.scalars(query.order_by(GroupSettlement.at.desc(), GroupSettlement.id)).unique())


def words_taken_in(amendment: Amendment) -> bool:
    """Whether a settlement of its circle that stands took words of this amendment at one of its places."""
    standing = select(GroupSettlement.settlements).where(
        GroupSettlement.circle_id == amendment.circle_id,
        GroupSettlement.clause_id == amendment.clause_id,
        GroupSettlement.undone_at.is_(None),
    )
    return any(
        variant["text"] == place["text"] and str(amendment.id) in variant["amendments"]
        for settlements in session.scalars(standing)
        for place in settlements
        for variant in place.get("variants", ())
    )
