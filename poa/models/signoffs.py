"""Sign-offs: a named official confirms the exact content of a draft for a party."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from ..phrases import Words
from .drafts import Draft
from .people import Party, User


class Signoff(Identified):
    """One party's confirmation, naming both hashes; name and title as they were on that day.

    `kind` is signed, signed_ad_ref (capital to confirm by `ad_ref_until`) or recorded: by the desk, from a note verbale
    whose bytes are kept under `note_sha256`.
    """

    __tablename__ = "signoffs"
    __table_args__ = (UniqueConstraint("draft_id", "party_id"),)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(default="signed")
    person: Mapped[str]
    title: Mapped[str | None]
    ad_ref_until: Mapped[dt.date | None]
    confirmed_at: Mapped[dt.datetime | None]
    note_reference: Mapped[str | None]
    note_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
    content_hash: Mapped[str]
    pdf_sha256: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)

    draft: Mapped[Draft] = relationship()
    party: Mapped[Party] = relationship(lazy="joined")
    user: Mapped[User] = relationship()

    @property
    def signer(self) -> str:
        """Who signed, or the note that was recorded, to be said in another language."""
        return (
            Words("Note verbale %(reference)s", reference=self.note_reference) if self.note_reference else self.person
        )
