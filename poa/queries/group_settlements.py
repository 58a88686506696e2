"""What a circle settled among itself, as those who are in it read it."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Circle, Clause, GroupSettlement, Plan, User
from ..policy import visible
from .desks import Waiting, waiting_on
from .overlays import ClauseOverlay, clause_overlay, tabled
from .plans import clauses_in_order, label_map


def group_overlay(reader: User, circle: Circle, clause: Clause) -> ClauseOverlay:
    """What is tabled in one circle to a clause, laid over it."""
    return clause_overlay(clause, tabled(clause, reader, circle_id=circle.id))


def of_circle(circle: Circle, reader: User, clause: Clause | None = None) -> list[GroupSettlement]:
    """The settlements of a circle, or those of one clause, the latest first; those taken back among them."""
    query = select(GroupSettlement).where(GroupSettlement.circle_id == circle.id, visible(GroupSettlement, reader))
    if clause is not None:
        query = query.where(GroupSettlement.clause_id == clause.id)
    return list(session.scalars(query.order_by(GroupSettlement.at.desc(), GroupSettlement.id)).unique())


def queue(circle: Circle, reader: User) -> list[Waiting]:
    """The clauses with changes of words tabled in a circle on their current text: the easiest ones first."""
    plan = session.get_one(Plan, circle.plan_id)
    by_clause: dict[uuid.UUID, list[Amendment]] = {}
    query = select(Amendment).where(
        Amendment.circle_id == circle.id,
        Amendment.kind == AmendmentKind.MODIFY.value,
        Amendment.state == AmendmentState.TABLED.value,
        Amendment.stale.is_(False),
        visible(Amendment, reader),
    )
    for amendment in session.scalars(query.order_by(Amendment.tabled_at, Amendment.id)).unique():
        if amendment.clause_id is not None:
            by_clause.setdefault(amendment.clause_id, []).append(amendment)
    named = label_map(plan)
    standing = [clause for clause in clauses_in_order(plan.id) if clause.id in by_clause]
    found = [waiting_on(clause, named[clause.id], by_clause[clause.id]) for clause in standing]
    return sorted(found, key=lambda item: (item.disputed, item.places))


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
