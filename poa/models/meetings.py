"""Meetings: the plenary and its record: who was present, what was said for the record, who owes text by when."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .circles import Circle
from .people import Party, User
from .plans import Clause, Plan


class Meeting(Identified):
    """A session of a circle. While it runs, `clause` is under discussion and `words` is its text as the room has it.

    `words` is provisional until read back; `version` counts its changes, so that a screen which was cut off can tell
    whether somebody else has typed meanwhile.
    """

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[dt.datetime] = mapped_column(default=now)
    closed_at: Mapped[dt.datetime | None]
    opened_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    revision_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_meetings_revision_id")
    )
    words: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)

    plan: Mapped[Plan] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    clause: Mapped[Clause | None] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    attendances: Mapped[list[Attendance]] = relationship(order_by="Attendance.at", lazy="selectin")


class Attendance(Identified):
    """A party is present, with whom; `left_at` when it went."""

    __tablename__ = "attendances"
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    persons: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime] = mapped_column(default=now)
    left_at: Mapped[dt.datetime | None]

    party: Mapped[Party] = relationship(lazy="joined")


class Minute(Identified):
    """An entry of a meeting's record: `statement` for the record, `owes` (text, by `due`) or `note`."""

    __tablename__ = "minutes"
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    kind: Mapped[str]  # statement | owes | note
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    text: Mapped[str]
    due: Mapped[dt.date | None]
    done_at: Mapped[dt.datetime | None]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    meeting: Mapped[Meeting] = relationship()
    party: Mapped[Party | None] = relationship(lazy="joined")
    clause: Mapped[Clause | None] = relationship()
