"""The legal scrub: an editorial change that somebody flags as one of substance, and that goes back."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .people import Party, User
from .plans import Revision


class ScrubFlag(Identified):
    """A party, or the desk, says that a revision made in the scrub changes the substance."""

    __tablename__ = "scrub_flags"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"), unique=True)
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)

    revision: Mapped[Revision] = relationship()
    party: Mapped[Party | None] = relationship(lazy="joined")
    user: Mapped[User] = relationship()
