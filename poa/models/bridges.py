"""Bridging proposals: words that would replace several amendments, if each of their proponents consents."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, Reason, now
from .amendments import Amendment
from .circles import Circle
from .people import User
from .plans import Clause, Revision

bridged_amendments = Table(
    "bridged_amendments",
    Base.metadata,
    Column("bridge_id", ForeignKey("bridges.id"), primary_key=True),
    Column("amendment_id", ForeignKey("amendments.id"), primary_key=True, index=True),
)


class Bridge(Identified):
    """A bridging proposal on a clause; `state` is proposed, agreed (it took the others' place) or withdrawn."""

    __tablename__ = "bridges"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    text: Mapped[str]
    rationale: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="proposed")
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    closed_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None] = mapped_column(Reason)
    result_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("amendments.id"))

    clause: Mapped[Clause] = relationship()
    revision: Mapped[Revision] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    author: Mapped[User] = relationship()
    amendments: Mapped[list[Amendment]] = relationship(secondary=bridged_amendments, order_by=Amendment.tabled_at)
    consents: Mapped[list[BridgeConsent]] = relationship(order_by="BridgeConsent.at", lazy="selectin")


class BridgeConsent(Identified):
    """What one proponent, a party or a bloc by its code, answered; the highest number is what it says now."""

    __tablename__ = "bridge_consents"
    __table_args__ = (UniqueConstraint("bridge_id", "code", "number"),)
    bridge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bridges.id"), index=True)
    code: Mapped[str]
    number: Mapped[int]
    consents: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)
