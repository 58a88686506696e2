"""Comment threads, as the reader sees them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..db import session
from ..models import Clause, Comment, User
from ..policy import visible


def threads(clause: Clause, reader: User) -> list[Comment]:
    """The threads on a clause with their replies, open ones first, each by time."""
    query = (
        select(Comment)
        .where(Comment.clause_id == clause.id, Comment.thread_id.is_(None), visible(Comment, reader))
        .options(
            joinedload(Comment.author),
            joinedload(Comment.resolved_by),
            selectinload(Comment.replies).joinedload(Comment.author),
        )
        .order_by(Comment.resolved_at.is_not(None), Comment.created_at, Comment.id)
    )
    return list(session.scalars(query).unique())
