"""Comment threads, as the reader sees them."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from ..db import session
from ..models import Circle, Clause, Comment, CommentMention, Plan, User
from ..policy import visible


def threads(clause: Clause, reader: User) -> list[Comment]:
    """The threads on a clause with their replies, open ones first, each by time."""
    query = (
        select(Comment)
        .where(Comment.clause_id == clause.id, Comment.thread_id.is_(None), visible(Comment, reader))
        .options(
            joinedload(Comment.author),
            joinedload(Comment.resolved_by),
            selectinload(Comment.replies).options(joinedload(Comment.author), _mentions()),
            _mentions(),
        )
        .order_by(Comment.resolved_at.is_not(None), Comment.created_at, Comment.id)
    )
    return list(session.scalars(query).unique())


def _mentions() -> _AbstractLoad:
    return (
        selectinload(Comment.mentions)
        .joinedload(CommentMention.user)
        .options(lazyload(User.held_roles), lazyload(User.desks))
    )


def anchored(plan: Plan, reader: User) -> dict[uuid.UUID, list[Comment]]:
    """The open threads on words of the plan's current texts, by clause, as the reader sees them; one query.

    With their authors and circles, without replies.
    """
    query = (
        select(Comment)
        .join(Clause, Clause.id == Comment.clause_id)
        .where(
            Clause.plan_id == plan.id,
            Comment.thread_id.is_(None),
            Comment.resolved_at.is_(None),
            Comment.current_start.is_not(None),
            visible(Comment, reader),
        )
        .options(
            joinedload(Comment.author).options(lazyload(User.held_roles), lazyload(User.desks)),
            joinedload(Comment.circle).options(lazyload(Circle.parties), lazyload(Circle.desks)),
        )
        .order_by(Comment.current_start, Comment.created_at, Comment.id)
    )
    found: dict[uuid.UUID, list[Comment]] = {}
    for thread in session.scalars(query).unique():
        found.setdefault(thread.clause_id, []).append(thread)
    return found
