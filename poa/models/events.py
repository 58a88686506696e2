"""Events: one for each action, in its circle, each circle's chained by hash."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .circles import Circle
from .people import Party, User


class Event(Identified):
    """What somebody did. `kind` is noun and verb (`amendment.tabled`), `data` what a reader needs to follow it.

    `number` counts in the circle. `sequence` orders a plan's events and is never shown: its gaps would tell of circles.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("circle_id", "number"),
        Index(None, "plan_id", "at"),
        UniqueConstraint("plan_id", "sequence"),
    )
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    number: Mapped[int]
    sequence: Mapped[int]
    kind: Mapped[str]
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"), index=True)
    subject_id: Mapped[uuid.UUID]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    previous_hash: Mapped[str]
    hash: Mapped[str]

    circle: Mapped[Circle] = relationship(lazy="joined")
    actor: Mapped[User] = relationship(lazy="joined")
    party: Mapped[Party | None] = relationship(lazy="joined")
