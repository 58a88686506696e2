"""Positions of a party on a clause or a tabled amendment, and its reservations; earlier ones are kept."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .amendments import Amendment
from .circles import Circle
from .people import Party, User
from .plans import Clause


class PositionKind(StrEnum):
    """What a party says of a clause or an amendment; silent when it has said nothing."""

    SUPPORT = "support"
    CAN_ACCEPT = "can_accept"
    RESERVE = "reserve"
    OPPOSE = "oppose"
    PENDING_CAPITAL = "pending_capital"


class Position(Identified):
    """One statement; the latest of a party on a subject, among those the reader may see, is its position."""

    __tablename__ = "positions"
    __table_args__ = (
        Index(None, "plan_id", "clause_id"),
        CheckConstraint("(clause_id IS NULL) <> (amendment_id IS NULL)", name="one_subject"),
    )
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    amendment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("amendments.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    position: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause | None] = relationship()
    amendment: Mapped[Amendment | None] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    circle: Mapped[Circle] = relationship(lazy="joined")
    user: Mapped[User] = relationship()


class ReservationKind(StrEnum):
    """What a reservation rests on."""

    GENERAL = "general"
    SCRUTINY = "scrutiny"
    PARLIAMENTARY = "parliamentary"


class Reservation(Identified):
    """A recorded reservation of a party, on a clause or (without one) on the whole plan; printed until it is lifted."""

    __tablename__ = "reservations"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)
    lifted_at: Mapped[dt.datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))

    clause: Mapped[Clause | None] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
