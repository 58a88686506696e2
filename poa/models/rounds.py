"""Rounds: when a circle takes comments and amendments, in numbers that follow one another."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .circles import Circle
from .people import User
from .plans import Plan


class Round(Identified):
    """Intake for a circle from `opens_at` until before `closes_at` (UTC); `takes`: comments, amendments or both."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("circle_id", "number"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    number: Mapped[int]
    name: Mapped[str]
    takes: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime] = mapped_column(index=True)
    opened_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    reminded_at: Mapped[dt.datetime | None]

    plan: Mapped[Plan] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    opened_by: Mapped[User] = relationship()

    @property
    def state(self) -> str:
        """`announced` before it opens, `open`, then `closed`: from the rows and the clock, never from a queue."""
        at = now()
        return "announced" if at < self.opens_at else "open" if at < self.closes_at else "closed"
