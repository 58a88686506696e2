"""Amendments as lists and one by one, as the reader sees them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.orm import joinedload

from ..db import session
from ..errors import Invalid
from ..models import (
    OPEN_STATES,
    Amendment,
    AmendmentKind,
    AmendmentState,
    AmendmentVersion,
    Clause,
    Plan,
    Revision,
    User,
)
from ..policy import circles_served, visible

LOADED = (
    joinedload(Amendment.circle),
    joinedload(Amendment.revision),
    joinedload(Amendment.author),
    joinedload(Amendment.clause).joinedload(Clause.revision),
    joinedload(Amendment.after),
)


# The text that it started from, and nothing else of that revision.
BASE = joinedload(Amendment.revision).load_only(Revision.text)

# When it last came before its readers; what the delegation did before that is its own.
SEEN = func.coalesce(Amendment.closed_at, Amendment.tabled_at, Amendment.submitted_at, Amendment.changed_at)


def of_plan(plan: Plan, reader: User, *, states: Sequence[str] = (), party: str | None = None) -> list[Amendment]:
    """The plan's amendments, the latest change first; of certain states or of one party when asked."""
    query = select(Amendment).where(Amendment.plan_id == plan.id, visible(Amendment, reader)).options(*LOADED)
    if states:
        query = query.where(Amendment.state.in_(states))
    if party:
        query = query.where(or_(Amendment.party.has(code=party), Amendment.sponsor.has(bloc=party)))
    return list(session.scalars(query.order_by(SEEN.desc(), Amendment.id)).unique())


def of_clause(clause: Clause, reader: User) -> list[Amendment]:
    """All amendments to a clause and those that insert one after it: open ones first, then the settled ones."""
    query = (
        select(Amendment)
        .where(
            or_(Amendment.clause_id == clause.id, Amendment.after_id == clause.id),
            visible(Amendment, reader),
        )
        .options(*LOADED)
        .order_by(Amendment.closed_at.is_not(None), SEEN, Amendment.id)
    )
    return list(session.scalars(query).unique())


def whole(plan: Plan, reader: User) -> list[Amendment]:
    """The tabled deletions, moves, new clauses and alternatives, which are adopted or left as one."""
    kinds = [kind.value for kind in AmendmentKind if kind.whole]
    query = (
        select(Amendment)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.kind.in_(kinds),
            Amendment.state == AmendmentState.TABLED.value,
            visible(Amendment, reader),
        )
        .options(*LOADED)
        .order_by(Amendment.tabled_at, Amendment.id)
    )
    return list(session.scalars(query).unique())


def waiting(plan: Plan, reader: User) -> list[Amendment]:
    """What waits for the reader: drafts to clear for a head, submitted ones for the desk, one's own stale ones."""
    query = select(Amendment).where(Amendment.plan_id == plan.id, _waits_for(reader)).options(*LOADED)
    return list(session.scalars(query.order_by(Amendment.changed_at)).unique())


def waiting_anywhere(reader: User) -> list[Amendment]:
    """The same in every plan that the reader takes part in; one query."""
    query = select(Amendment).where(_waits_for(reader)).options(joinedload(Amendment.author), BASE)
    return list(session.scalars(query.order_by(Amendment.changed_at, Amendment.id)).unique())


def waiting_counts(reader: User) -> dict[uuid.UUID, int]:
    """How many wait for the reader, by plan; one query."""
    query = select(Amendment.plan_id, func.count()).where(_waits_for(reader)).group_by(Amendment.plan_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _waits_for(reader: User) -> ColumnElement[bool]:
    mine = Amendment.party_id == reader.party_id
    unconfirmed = (
        _state(AmendmentState.SUBMITTED) & Amendment.entered_by_id.is_not(None) & Amendment.confirmed_at.is_(None)
    )
    wanted = []
    if "secretariat" in reader.roles:
        served = circles_served(reader)
        wanted.append(_state(AmendmentState.SUBMITTED) & not_(unconfirmed) & Amendment.intended_id.in_(served))
        wanted.append(Amendment.stale & Amendment.sponsor_id.in_(served) & _state(*OPEN_STATES))
    if "co_chair" in reader.roles:
        wanted.append(
            (Amendment.state == AmendmentState.SUBMITTED.value) & Amendment.late & Amendment.admitted_at.is_(None)
        )
    if "head" in reader.roles:
        wanted.append(mine & (_state(AmendmentState.DRAFT) | unconfirmed))
    if reader.party_id is not None and {"head", "delegate"} & set(reader.roles):
        states = (AmendmentState.DRAFT.value, AmendmentState.SUBMITTED.value, AmendmentState.TABLED.value)
        wanted.append(mine & Amendment.stale & Amendment.state.in_(states))
    return and_(visible(Amendment, reader), or_(*wanted)) if wanted else false()


def _state(*states: AmendmentState) -> ColumnElement[bool]:
    return Amendment.state.in_([state.value for state in states])


def submitted_wording(amendment: Amendment) -> AmendmentVersion | None:
    """The wording as it was last submitted; None for one that never was."""
    query = (
        select(AmendmentVersion)
        .where(AmendmentVersion.amendment_id == amendment.id, AmendmentVersion.cause == "submitted")
        .options(joinedload(AmendmentVersion.revision))
        .order_by(AmendmentVersion.number.desc())
    )
    return session.scalars(query).first()


def version_number(amendment: Amendment, reader: User) -> int:
    """The number of the latest wording, which a form that edits it sends back.

    To others than its party counted from its tabling: how often a delegation changed a draft is its own.
    """
    query = select(func.max(AmendmentVersion.number)).where(AmendmentVersion.amendment_id == amendment.id)
    if amendment.party_id is not None and amendment.party_id == reader.party_id:
        return session.scalar(query) or 0
    if amendment.tabled_at is None:
        return 1
    before = session.scalar(query.where(AmendmentVersion.created_at <= amendment.tabled_at)) or 0
    return 1 + (session.scalar(query) or 0) - before


def versions(amendment: Amendment) -> list[AmendmentVersion]:
    """Every wording it had since it became its party's, the first one first: not what another had before it."""
    last = select(func.max(AmendmentVersion.number)).where(
        AmendmentVersion.amendment_id == amendment.id, AmendmentVersion.cause == "taken_over"
    )
    query = (
        select(AmendmentVersion)
        .where(AmendmentVersion.amendment_id == amendment.id, AmendmentVersion.number >= (session.scalar(last) or 0))
        .options(joinedload(AmendmentVersion.author), joinedload(AmendmentVersion.revision))
        .order_by(AmendmentVersion.number)
    )
    return list(session.scalars(query).unique())


__all__ = [
    "of_clause",
    "of_plan",
    "submitted_wording",
    "version_number",
    "versions",
    "waiting",
    "waiting_anywhere",
    "waiting_counts",
    "whole",
]


def named(plan_id: uuid.UUID, ids: Sequence[uuid.UUID], reader: User, field: str) -> list[Amendment]:
    """The plan's amendments of these ids, in this order, without repeats; `Invalid` for one the reader does not see."""
    query = select(Amendment).where(Amendment.plan_id == plan_id, Amendment.id.in_(ids), visible(Amendment, reader))
    found = {item.id: item for item in session.scalars(query).unique()}
    if any(id not in found for id in ids):
        raise Invalid("One of these amendments is not in this plan, or not for you to see.", field=field)
    return [found[id] for id in dict.fromkeys(ids)]
