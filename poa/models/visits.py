"""Visits: up to when a person has seen a plan, so that a page can say what changed since."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Identified


class Visit(Identified):
    """What one person has seen of one plan: `since` is what pages compare with, `seen_at` when it was last looked at.

    A visit goes on while less than `poa.queries.visits.PAUSE` passes between two looks; the next one moves `since` to
    where the last ended (docs/decisions/0010-since-you-were-here.md). The person's own; nobody else reads it.
    """

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("user_id", "plan_id"),)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    since: Mapped[dt.datetime | None]
    seen_at: Mapped[dt.datetime]
