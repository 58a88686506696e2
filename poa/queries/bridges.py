"""Bridging proposals: what they would replace, who has consented, as the reader may know."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Bridge, BridgeConsent, Clause, Plan, User
from ..models.bridges import bridged_amendments
from ..policy import visible


def bridges(plan: Plan, reader: User, *, clause: Clause | None = None) -> list[Bridge]:
    """The plan's bridging proposals that the reader knows of, or a clause's: the open ones first, then the latest.

    A fixed number of queries.
    """
    query = select(Bridge).where(Bridge.plan_id == plan.id, visible(Bridge, reader))
    if clause is not None:
        query = query.where(Bridge.clause_id == clause.id)
    query = query.options(
        joinedload(Bridge.clause),
        joinedload(Bridge.revision),
        joinedload(Bridge.author),
        selectinload(Bridge.amendments),
    )
    found = session.scalars(query.order_by(Bridge.created_at.desc(), Bridge.id)).unique()
    return sorted(found, key=lambda item: item.state != "proposed")


def proposed_on(clause_id: uuid.UUID) -> list[Bridge]:
    """The open bridging proposals on a clause, in every circle."""
    query = select(Bridge).where(Bridge.clause_id == clause_id, Bridge.state == "proposed")
    return list(session.scalars(query.order_by(Bridge.created_at, Bridge.id)).unique())


def proponents(bridge: Bridge) -> list[str]:
    """The codes of those whose amendments it would replace, each once, in the order in which these were tabled."""
    return list(dict.fromkeys(amendment.proposer.code for amendment in bridge.amendments))


def answers(bridge: Bridge) -> dict[str, BridgeConsent]:
    """What each proponent that has answered said last, by its code."""
    return {item.code: item for item in sorted(bridge.consents, key=lambda item: item.number)}


def bridged(amendment: Amendment) -> bool:
    """Whether a bridging proposal that was agreed stands in the place of this amendment."""
    query = (
        select(Bridge.id)
        .join(bridged_amendments, bridged_amendments.c.bridge_id == Bridge.id)
        .where(bridged_amendments.c.amendment_id == amendment.id, Bridge.state == "agreed")
    )
    return session.scalars(query).first() is not None


def bridgeable(plan: Plan, reader: User) -> list[Amendment]:
    """What a bridging proposal could replace: tabled changes of words on the current text, by clause; one query."""
    query = (
        select(Amendment)
        .join(Clause, Clause.id == Amendment.clause_id)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.kind == AmendmentKind.MODIFY.value,
            Amendment.state == AmendmentState.TABLED.value,
            Amendment.stale.is_(False),
            Amendment.revision_id == Clause.revision_id,
            visible(Amendment, reader),
        )
        .options(joinedload(Amendment.revision), joinedload(Amendment.clause), joinedload(Amendment.circle))
        .order_by(Clause.position, Amendment.tabled_at, Amendment.id)
    )
    return list(session.scalars(query).unique())
