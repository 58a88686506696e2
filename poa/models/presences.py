"""Who is looking at what just now: rows that come and go, kept apart from everything that is kept."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .people import User


class Presence(Identified):
    """Somebody has a page open, of a clause or of the plan as a whole, and reads or edits there.

    `tab` is the page's own, made up by the browser. `seen_at` is its last sign of life; `since` when this came
    about. No event, no export, no history tells of it.
    """

    __tablename__ = "presences"
    __table_args__ = (UniqueConstraint("session_id", "tab"),)
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sessions.id"))
    tab: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    doing: Mapped[str]  # reading | editing
    since: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="joined")
