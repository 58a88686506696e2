"""Comments: threads on a clause or on a quoted range, each in a circle."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .circles import Circle
from .people import Party, User
from .plans import Clause, Revision


class Comment(Identified):
    """A comment, or a reply when `thread_id` names the first of its thread.

    `start`, `end`, `quote`, `prefix` and `suffix` (code points, W3C selectors) stand on `revision`, where it was
    made; `current_start` and `current_end` on the clause's current text, None when the quote is orphaned. Once
    its author has taken it back, nobody sees it.
    """

    __tablename__ = "comments"
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    thread_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("comments.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    revision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("revisions.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    body: Mapped[str]
    quote: Mapped[str | None]
    prefix: Mapped[str | None]
    suffix: Mapped[str | None]
    start: Mapped[int | None]
    end: Mapped[int | None]
    current_start: Mapped[int | None]
    current_end: Mapped[int | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    resolved_at: Mapped[dt.datetime | None]
    resolved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[dt.datetime | None]

    clause: Mapped[Clause] = relationship()
    circle: Mapped[Circle] = relationship(lazy="joined")
    revision: Mapped[Revision] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    resolved_by: Mapped[User | None] = relationship(foreign_keys=[resolved_by_id])
    party: Mapped[Party | None] = relationship(lazy="joined")
    replies: Mapped[list[Comment]] = relationship(
        primaryjoin="and_(remote(Comment.thread_id) == Comment.id, remote(Comment.withdrawn_at).is_(None))",
        order_by="Comment.created_at",
        viewonly=True,
    )
    mentions: Mapped[list[CommentMention]] = relationship(order_by="CommentMention.start", back_populates="comment")

    @property
    def orphaned(self) -> bool:
        """Whether it quoted words that the current text no longer has."""
        return self.quote is not None and self.current_start is None


class CommentMention(Identified):
    """Somebody named in a comment that they can read, at code points `start` to `end` of its body, the `@` with it.

    It waits for them until `seen_at`: they answered in the thread, or said that they have seen it.
    """

    __tablename__ = "comment_mentions"
    __table_args__ = (UniqueConstraint("comment_id", "start"),)
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    seen_at: Mapped[dt.datetime | None]

    comment: Mapped[Comment] = relationship(back_populates="mentions")
    user: Mapped[User] = relationship()
