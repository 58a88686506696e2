"""The status of clauses: what was decided of them, the ad refs with their dates, requests to reopen."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, Reason, now
from .circles import Circle
from .people import Party, User
from .plans import Clause


class Status(StrEnum):
    """How far a clause is agreed. `contested` is never decided: it is what an open clause with a dispute is."""

    OPEN = "open"
    CONTESTED = "contested"
    AGREED_IN_GROUP = "agreed_in_group"
    AGREED = "agreed"
    CLOSED = "closed"


class Decision(Identified):
    """What was decided of a clause, in a circle; the latest of a circle stands. Rows are never changed."""

    __tablename__ = "decisions"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    status: Mapped[str]  # open | agreed_in_group | agreed | closed
    reason: Mapped[str] = mapped_column(Reason, default="")
    basis: Mapped[str | None]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    number: Mapped[int]  # counts the decisions of a clause
    at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    user: Mapped[User] = relationship()


class AdRef(Identified):
    """A party agreed subject to its capital's word, by a date; open until confirmed or ended by a reopening."""

    __tablename__ = "ad_refs"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    until: Mapped[dt.date | None]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # confirmed | not_confirmed | reopened
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))

    clause: Mapped[Clause] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")


class Reopening(Identified):
    """A party asks that a closed clause be opened again; the co-chairs put it to the room and decide."""

    __tablename__ = "reopenings"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)
    decided_at: Mapped[dt.datetime | None]
    granted: Mapped[bool | None]

    clause: Mapped[Clause] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
