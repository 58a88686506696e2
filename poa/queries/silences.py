"""Silences as their circle reads them, and what a silence stands on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import now, session
from ..models import Circle, CircleKind, Draft, Plan, Silence, SilenceState, User
from ..policy import visible
from .drafts import content
from .plans import clauses_in_order


def silences(plan: Plan, reader: User, *, draft: Draft | None = None) -> list[Silence]:
    """The plan's silences, or a draft's, in the reader's circles, the latest first, with drafts and objections."""
    query = select(Silence).where(Silence.plan_id == plan.id, visible(Silence, reader))
    if draft is not None:
        query = query.where(Silence.draft_id == draft.id)
    query = query.options(joinedload(Silence.draft), joinedload(Silence.put_by))
    return list(session.scalars(query.order_by(Silence.started_at.desc(), Silence.id)).unique())


def unended(plan_id: uuid.UUID) -> list[Silence]:
    """The plan's silences of which no end was written down; their time may be over, which `state` tells."""
    query = select(Silence).where(Silence.plan_id == plan_id, Silence.recorded == SilenceState.PENDING.value)
    return list(session.scalars(query.order_by(Silence.expires_at, Silence.id)).unique())


def running(plan_ids: Sequence[uuid.UUID], reader: User) -> list[Silence]:
    """Those that run in these plans, in the reader's circles, with their drafts; one query."""
    query = select(Silence).where(
        Silence.plan_id.in_(plan_ids),
        Silence.recorded == SilenceState.PENDING.value,
        Silence.expires_at > now(),
        visible(Silence, reader),
    )
    return list(session.scalars(query.options(joinedload(Silence.draft))).unique())


def over() -> list[uuid.UUID]:
    """Ids of the silences that are concluded and not written down as such, the first one first."""
    query = select(Silence.id).where(Silence.recorded == SilenceState.PENDING.value, Silence.expires_at <= now())
    return list(session.scalars(query.order_by(Silence.expires_at, Silence.id)))


def stands(draft: Draft) -> bool:
    """Whether the plan still reads as the draft does: the same clauses, kinds and words in the same order."""
    frozen = [(item["id"], item["kind"], item["level"], item["text"]) for item in content(draft)["clauses"]]
    current = clauses_in_order(draft.plan_id)
    return frozen == [(str(item.id), item.kind, item.level, item.revision.text) for item in current]


def within(circle: Circle, other: Circle) -> bool:
    """Whether a circle is no wider than another of the same plan: everybody in it is in the other one, too."""
    if circle.plan_id != other.plan_id:
        return False
    if CircleKind.ALL.value in (circle.kind, other.kind):
        return other.kind == CircleKind.ALL.value
    desks = {desk.id for desk in circle.desks} <= {desk.id for desk in other.desks}
    return desks and {party.id for party in circle.parties} <= {party.id for party in other.parties}


def circles_of(draft: Draft, circles: Sequence[Circle]) -> list[Circle]:
    """Those of `circles` that the draft may be put to."""
    return [circle for circle in circles if circle.forum and within(circle, draft.circle)]
