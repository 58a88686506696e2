"""What a circle settled among itself and took to everyone as its own."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .amendments import Amendment
from .circles import Circle
from .people import User
from .plans import Clause


class GroupSettlement(Identified):
    """A settlement in a circle; it makes no revision of the clause, but the circle's amendment.

    `amendment` is what went to everyone (None: the text stays); `settlements` and `effects` are as in a revision. All
    of it is read in the circle only, and nothing in the amendment refers to it.
    """

    __tablename__ = "group_settlements"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"), index=True)
    amendment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("amendments.id"))
    settlements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    effects: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(default=now)
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str | None]

    circle: Mapped[Circle] = relationship(lazy="joined")
    clause: Mapped[Clause | None] = relationship()
    amendment: Mapped[Amendment | None] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
