"""What stays inside a delegation: instructions, what the capital cleared, consultation of ministries, handovers."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, now
from .circles import Circle
from .people import User
from .plans import Clause, Plan, Revision


class Instruction(Identified):
    """A delegation's instruction for a clause, with fallback and red line. The latest stands, earlier ones are kept."""

    __tablename__ = "instructions"
    __table_args__ = (Index(None, "circle_id", "clause_id"),)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    number: Mapped[int]
    instruction: Mapped[str]
    fallback: Mapped[str] = mapped_column(default="")
    red_line: Mapped[str] = mapped_column(default="")
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause] = relationship()
    circle: Mapped[Circle] = relationship()
    user: Mapped[User] = relationship()


class Clearance(Identified):
    """The capital cleared this revision of a clause, or (`hold`) asked to wait; the latest stands."""

    __tablename__ = "clearances"
    __table_args__ = (Index(None, "circle_id", "clause_id"),)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"))
    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"))
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    hold: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    number: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause] = relationship()
    revision: Mapped[Revision] = relationship()
    user: Mapped[User] = relationship()


consulted_clauses = Table(
    "consulted_clauses",
    Base.metadata,
    Column("consultation_id", ForeignKey("consultations.id"), primary_key=True),
    Column("clause_id", ForeignKey("clauses.id"), primary_key=True),
)


class Consultation(Identified):
    """A line ministry is asked about some clauses by a one-time link (kept as its SHA-256), to answer by `due`."""

    __tablename__ = "consultations"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    ministry: Mapped[str]
    email: Mapped[str]
    question: Mapped[str]
    due: Mapped[dt.date]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[str | None]
    withdrawn_at: Mapped[dt.datetime | None]

    plan: Mapped[Plan] = relationship()
    circle: Mapped[Circle] = relationship()
    user: Mapped[User] = relationship()
    clauses: Mapped[list[Clause]] = relationship(secondary=consulted_clauses, order_by=Clause.position)
    answers: Mapped[list[Answer]] = relationship(lazy="selectin", order_by="Answer.at")


class Answer(Identified):
    """What a ministry said of one clause, or (without one) of all it was asked about."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("consultation_id", "clause_id"),)
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    revision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revisions.id"))
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause | None] = relationship()


class Handover(Identified):
    """A delegate hands the file on to a colleague: a note beside what belongs to the delegation anyway."""

    __tablename__ = "handovers"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)

    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User | None] = relationship(foreign_keys=[to_id])
