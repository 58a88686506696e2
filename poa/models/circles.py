"""Circles: named sets of parties, and the desks that serve them; everything readable has one."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, now
from .people import Desk, Party, User


class CircleKind(StrEnum):
    """Who is meant, by kind.

    `all`: every party, desk and observer; `own`: one delegation, no desk; `named`: a bloc such as ASEAN, or a small
    group; `chairs`: one delegation with the co-chairs and the desk of `all`; `shared`: parties by themselves, no desk.
    """

    ALL = "all"
    OWN = "own"
    NAMED = "named"
    CHAIRS = "chairs"
    SHARED = "shared"


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


# Small groups may be called alike: that a name is taken would tell of a circle that one does not know.
ONE_A_NAME = text("kind <> 'named' OR bloc IS NOT NULL")


class Circle(Identified):
    """Who may read something.

    `name` is `all`, a party's code (`own`, `chairs`), the codes of those who share, or a name such as ASEAN. `bloc` is
    set where the circle is a side that settles among itself first; the rest is a small group's: what it is about, who
    leads it, what it is asked, by when, what it reported back. `chain_length` and `chain_head` are the state of the
    circle's chain of events.
    """

    __tablename__ = "circles"
    __table_args__ = (
        Index(None, "plan_id", "kind", "name", unique=True, sqlite_where=ONE_A_NAME, postgresql_where=ONE_A_NAME),
    )
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    bloc: Mapped[str | None]
    section_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("clauses.id", use_alter=True, name="fk_circles_section_id")
    )
    facilitator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    mandate: Mapped[str] = mapped_column(default="")
    deadline: Mapped[dt.datetime | None]
    report: Mapped[str | None]
    reported_at: Mapped[dt.datetime | None]
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    chain_length: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(default="0" * 64)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    parties: Mapped[list[Party]] = relationship(secondary=circle_members, order_by=Party.position, lazy="selectin")
    desks: Mapped[list[Desk]] = relationship(secondary=circle_desks, lazy="selectin")
    facilitator: Mapped[User | None] = relationship(foreign_keys=[facilitator_id])
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])

    @property
    def code(self) -> str:
        """What stands before the colon of a bracket when the circle proposes as one."""
        return self.name

    @property
    def forum(self) -> bool:
        """Whether amendments are tabled and drafts issued here: before all, or in a named circle."""
        return self.kind in (CircleKind.ALL.value, CircleKind.NAMED.value)
