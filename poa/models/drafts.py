"""Drafts: frozen issues of a plan; the documents rendered from them; the bytes, under their hash."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from ..db import Base, Identified, Reason, now
from .circles import Circle
from .people import Party, User
from .plans import Plan


class Stage(StrEnum):
    """What kind of issue a draft is."""

    ZERO = "zero"
    REVISION = "revision"
    COMPILATION = "compilation"
    CHAIR = "chair"
    CLEAN = "clean"
    FINAL = "final"


class DocumentState(StrEnum):
    """How far a rendering has come."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


required_parties = Table(
    "required_parties",
    Base.metadata,
    Column("draft_id", ForeignKey("drafts.id"), primary_key=True),
    Column("party_id", ForeignKey("parties.id"), primary_key=True),
)


class Draft(Identified):
    """A frozen issue of the whole plan to a circle: `content` is its canonical JSON, `content_hash` the SHA-256."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("plan_id", "symbol"), UniqueConstraint("plan_id", "number"))
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    symbol: Mapped[str]
    stage: Mapped[str]
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    base_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("drafts.id"))
    as_of: Mapped[dt.datetime]
    with_comments: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    content_hash: Mapped[str]
    issued_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[dt.datetime] = mapped_column(default=now)

    plan: Mapped[Plan] = relationship()
    circle: Mapped[Circle] = relationship()
    base: Mapped[Draft | None] = relationship(remote_side="Draft.id")
    issued_by: Mapped[User] = relationship()
    required: Mapped[list[Party]] = relationship(secondary=required_parties, order_by=Party.position, lazy="selectin")
    documents: Mapped[list[Document]] = relationship(foreign_keys="Document.draft_id", order_by="Document.created_at")


class Blob(Base):
    """Bytes under their SHA-256, in the same database as what they document."""

    __tablename__ = "blobs"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Document(Identified):
    """A rendering of a draft and its own place in the queue: leased while a worker has it, swept when that died."""

    __tablename__ = "documents"
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    view: Mapped[str]  # clean | redline | final
    against_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("drafts.id"))
    with_comments: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=DocumentState.QUEUED.value, index=True)
    progress: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(Reason)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
    pages: Mapped[int | None]
    places: Mapped[str | None] = mapped_column(deferred=True)  # by page, the first line of each clause: JSON
    file_name: Mapped[str]
    requested_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    ready_at: Mapped[dt.datetime | None]

    draft: Mapped[Draft] = relationship(foreign_keys=[draft_id], back_populates="documents")
    against: Mapped[Draft | None] = relationship(foreign_keys=[against_id])

    def clause_at(self, page: int, line: int) -> str | None:
        """The id of the clause in this line of this page, both from 1; None where none is, or the PDF is not ready."""
        pages: list[list[list[object]]] = json.loads(self.places or "[]")
        if not 0 < page <= len(pages):
            return None
        before = [id for first, id in pages[page - 1] if isinstance(first, int) and first <= line]
        return str(before[-1]) if before and before[-1] else None
