"""What a clause's revisions say of how it was settled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentVersion, Cause, Clause, Draft, Plan, Revision, User
from ..policy import visible
from ..text import Credit, Part, credits

Credits = tuple[tuple[Credit, ...], tuple[Credit, ...]]


def in_force(clause_id: uuid.UUID) -> list[Revision]:
    """A clause's revisions in order, without those that were taken back and what took them back."""
    query = select(Revision).where(Revision.clause_id == clause_id).order_by(Revision.number)
    return standing(session.scalars(query).all())


def standing(chain: Sequence[Revision]) -> list[Revision]:
    """Consecutive revisions, without those that were taken back among them; what took an earlier one back stays."""
    found: list[Revision] = []
    for revision in chain:
        if revision.cause == Cause.UNDO.value and found and found[-1].cause != Cause.UNDO.value:
            found.pop()
        else:
            found.append(revision)
    return found


def credits_over(chain: Sequence[Revision]) -> Credits:
    """Who deleted which words of the text before consecutive revisions, who inserted which of the last one's."""
    return credits(
        [
            tuple(Part(part["base"], part["text"], tuple(part["parties"])) for part in revision.parts)
            for revision in standing(chain)
        ]
    )


def issued_on(revision: Revision, plan_id: uuid.UUID, reader: User) -> Draft | None:
    """The first draft issued since this revision, of those that the reader knows of."""
    query = select(Draft).where(
        Draft.plan_id == plan_id, Draft.issued_at >= revision.created_at, visible(Draft, reader)
    )
    return session.scalars(query.order_by(Draft.number)).first()


def words_taken(amendment: Amendment) -> bool:
    """Whether a settlement that was not undone took words of this amendment at one of its places."""
    return any(variant["text"] == place["text"] for place, variant in _settled(amendment))


def bracketed(amendment: Amendment) -> bool:
    """Whether one of its places was put into brackets by a settlement that was not undone."""
    return any(place.get("take") == "bracket" for place, _variant in _settled(amendment))


def _settled(amendment: Amendment) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The places that were settled where it had words, each with the variant that it was behind."""
    if amendment.clause_id is None:
        return []
    return [
        (place, variant)
        for revision in in_force(amendment.clause_id)
        for place in revision.settlements
        for variant in place["variants"]
        if str(amendment.id) in variant["amendments"]
    ]


def wordings_on(old: Revision, circle_id: uuid.UUID) -> dict[str, str]:
    """What the modifications before a circle said while `old`, which is no longer current, was; by amendment id."""
    after = select(Revision.created_at).where(Revision.clause_id == old.clause_id, Revision.number == old.number + 1)
    until = session.scalars(after).one()
    query = (
        select(AmendmentVersion.amendment_id, AmendmentVersion.text)
        .join(Amendment, Amendment.id == AmendmentVersion.amendment_id)
        .where(
            AmendmentVersion.revision_id == old.id,
            Amendment.kind == AmendmentKind.MODIFY.value,
            Amendment.circle_id == circle_id,
            Amendment.tabled_at <= until,
            or_(Amendment.closed_at.is_(None), Amendment.closed_at >= until),
        )
        .order_by(AmendmentVersion.number)
    )
    return {str(id): text for id, text in session.execute(query)}


def chains_since(plan: Plan, numbers: Mapping[str, int]) -> dict[uuid.UUID, list[Revision]]:
    """The revisions of the plan's clauses from these numbers on (by clause id), in order; one query."""
    query = select(Revision).join(Clause, Clause.id == Revision.clause_id).where(Clause.plan_id == plan.id)
    found: dict[uuid.UUID, list[Revision]] = {}
    for revision in session.scalars(query.order_by(Revision.clause_id, Revision.number)):
        if revision.number >= numbers.get(str(revision.clause_id), 0):
            found.setdefault(revision.clause_id, []).append(revision)
    return found
