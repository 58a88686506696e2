"""Brackets in the text: who wants the words, who objects, who has lifted. The text is the truth, the rows follow it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .people import User
from .plans import Clause


class Bracket(Identified):
    """A place in square brackets in a clause's text: one bracket, or several that are alternatives of each other.

    `start` (code points) and `text` are where and what it is in the current revision; `options` are the words one may
    choose, `[{"text", "parties", "base"}]`, the base first where there is one. `wanting` and `objecting` are codes. It
    ends when the text no longer has it: lifted, settled at the desk, or gone with its clause.
    """

    __tablename__ = "brackets"
    __table_args__ = (Index(None, "plan_id", "closed_at"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    opened_revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"))
    start: Mapped[int]
    text: Mapped[str]
    depth: Mapped[int]
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    wanting: Mapped[list[str]] = mapped_column(JSON)
    objecting: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[dt.datetime] = mapped_column(default=now)
    closed_at: Mapped[dt.datetime | None]
    closed_revision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revisions.id"))
    outcome: Mapped[str | None]  # lifted | settled | gone

    clause: Mapped[Clause] = relationship()
    lifts: Mapped[list[BracketLift]] = relationship(order_by="BracketLift.at", lazy="selectin")


class BracketLift(Identified):
    """A party, or a bloc by its desk, lifts its bracket: `choice` is the option it can go with (-1: no words).

    `code` is the party's or the bloc's; its latest lift counts.
    """

    __tablename__ = "bracket_lifts"
    __table_args__ = (UniqueConstraint("bracket_id", "code", "number"),)
    bracket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("brackets.id"), index=True)
    code: Mapped[str]
    number: Mapped[int]
    choice: Mapped[int]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
