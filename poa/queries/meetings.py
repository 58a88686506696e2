"""Meetings of a plan: who is present, what was settled, what the record says."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import session
from ..models import Basis, Circle, CircleKind, Meeting, Minute, Plan, Revision, User
from ..policy import visible


def meetings(plan: Plan, reader: User) -> list[Meeting]:
    """The plan's meetings in the reader's circles, the latest first, with who attended."""
    query = select(Meeting).where(Meeting.plan_id == plan.id, visible(Meeting, reader))
    return list(session.scalars(query.order_by(Meeting.number.desc())).unique())


def open_in(circle: Circle) -> Meeting | None:
    """The meeting of a circle that is open; there is one at a time."""
    query = select(Meeting).where(Meeting.circle_id == circle.id, Meeting.closed_at.is_(None))
    return session.scalars(query).unique().one_or_none()


def in_session(plan_id: uuid.UUID, bases: Iterable[str | None]) -> uuid.UUID | None:
    """The id of the meeting of everyone in which something was just settled; None unless in session, and during one.

    What a narrower circle meets about is not told by a text that all read.
    """
    if Basis.SESSION.value not in bases:
        return None
    query = select(Meeting.id).join(Circle, Circle.id == Meeting.circle_id)
    query = query.where(Meeting.plan_id == plan_id, Meeting.closed_at.is_(None), Circle.kind == CircleKind.ALL.value)
    return session.scalar(query)


def minutes(meeting: Meeting) -> list[Minute]:
    """The entries of a meeting's record, the first one first."""
    query = select(Minute).where(Minute.meeting_id == meeting.id).options(joinedload(Minute.clause))
    return list(session.scalars(query.order_by(Minute.at, Minute.id)).unique())


def settled(meeting: Meeting) -> list[tuple[Revision | None, Revision]]:
    """What was settled in a meeting, the first one first: the text before, if there was one, and the text since.

    Two queries, with the clauses.
    """
    query = select(Revision).where(Revision.meeting_id == meeting.id).options(joinedload(Revision.clause))
    found = list(session.scalars(query.order_by(Revision.created_at, Revision.number)).unique())
    before = {revision.previous_id for revision in found}
    texts = {row.id: row for row in session.scalars(select(Revision).where(Revision.id.in_(before)))}
    return [(texts.get(revision.previous_id) if revision.previous_id else None, revision) for revision in found]
