"""Circles: named sets of parties, and the desks that serve them; everything readable has one."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, now
from .people import Desk, Party


class CircleKind(StrEnum):
    """`all`: every party, desk and observer; `own`: one delegation, no desk; `named`: ASEAN, a small group."""

    ALL = "all"
    OWN = "own"
    NAMED = "named"


circle_members = Table(
    "circle_members",
    Base.metadata,
    Column("circle_id", ForeignKey("circles.id"), primary_key=True),
    Column("party_id", ForeignKey("parties.id"), primary_key=True, index=True),
)

circle_desks = Table(
    "circle_desks",
    Base.metadata,
    Column("circle_id", ForeignKey("circles.id"), primary_key=True),
    Column("desk_id", ForeignKey("desks.id"), primary_key=True, index=True),
)


class Circle(Identified):
    """Who may read something. `name` is `all`, a party's code for its own circle, or a name such as ASEAN.

    `chain_length` and `chain_head` are the state of the circle's chain of events.
    """

    __tablename__ = "circles"
    __table_args__ = (UniqueConstraint("plan_id", "kind", "name"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    chain_length: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(default="0" * 64)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    parties: Mapped[list[Party]] = relationship(secondary=circle_members, order_by=Party.position, lazy="selectin")
    desks: Mapped[list[Desk]] = relationship(secondary=circle_desks, lazy="selectin")
