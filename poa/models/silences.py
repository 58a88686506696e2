"""The silence procedure, bound to a draft's hash, with its objections; corrigenda."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, Reason, now
from .circles import Circle
from .drafts import Draft
from .people import Party, User
from .plans import Clause


class SilenceState(StrEnum):
    """Where a silence stands."""

    PENDING = "pending"
    CONCLUDED = "concluded"
    BROKEN = "broken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Silence(Identified):
    """A draft put to a circle under silence until `expires_at`, exactly.

    `recorded` is the state that was written down. `state` is the true one: a silence whose time is over, and that
    nothing ended before, is concluded at that very second, whether a worker has written it down yet or not.
    """

    __tablename__ = "silences"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    content_hash: Mapped[str]
    recorded: Mapped[str] = mapped_column(default=SilenceState.PENDING.value, index=True)
    started_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    put_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None] = mapped_column(Reason)

    draft: Mapped[Draft] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    put_by: Mapped[User] = relationship()
    objections: Mapped[list[Objection]] = relationship(order_by="Objection.at", lazy="selectin")

    @property
    def state(self) -> str:
        """The state at this moment."""
        over = self.recorded == SilenceState.PENDING.value and now() >= self.expires_at
        return SilenceState.CONCLUDED.value if over else self.recorded


class Objection(Identified):
    """A party breaks a silence, by what it says or by an amendment it submits; `clauses` are ids."""

    __tablename__ = "objections"
    silence_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("silences.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Reason)
    clauses: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(default=now)

    party: Mapped[Party] = relationship(lazy="joined")


class Corrigendum(Identified):
    """A typing error in an issued draft and how it reads right; stands after `expires_at` unless a party objected."""

    __tablename__ = "corrigenda"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    number: Mapped[int]
    wrong: Mapped[str]
    right: Mapped[str]
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    objected_at: Mapped[dt.datetime | None]
    objected_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    objection: Mapped[str | None]

    draft: Mapped[Draft] = relationship()
    clause: Mapped[Clause] = relationship()
    objector: Mapped[Party | None] = relationship()

    @property
    def state(self) -> str:
        """`proposed` while parties may object, then `stands`, or `objected`."""
        return "objected" if self.objected_at else "proposed" if now() < self.expires_at else "stands"
