"""What comes after the last draft: endorsement by senior officials, adoption by ministers."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .drafts import Draft
from .people import User


class Endorsement(Identified):
    """Senior officials endorsed the final draft at a named meeting."""

    __tablename__ = "endorsements"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"), unique=True)
    body: Mapped[str]
    meeting: Mapped[str]
    place: Mapped[str]
    date: Mapped[dt.date]
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    draft: Mapped[Draft] = relationship()


class Adoption(Identified):
    """Ministers adopted the final draft: body, meeting, place and date, as the publication prints them."""

    __tablename__ = "adoptions"
    __table_args__ = (UniqueConstraint("plan_id"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"))
    body: Mapped[str]
    meeting: Mapped[str]
    place: Mapped[str]
    date: Mapped[dt.date]
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    draft: Mapped[Draft] = relationship()
    recorded_by: Mapped[User] = relationship()
