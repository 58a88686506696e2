"""Whom a reader may mention in a circle, and where a reader was mentioned."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, lazyload

from ..db import session
from ..models import Circle, Clause, Comment, CommentMention, Plan, User
from ..policy import circle_readers, visible


def readers(circle: Circle, reader: User) -> list[User]:
    """The people in a circle whom the reader knows of, the own delegation first, then by party and name."""
    query = select(User).where(visible(User, reader), User.active, circle_readers(circle))
    found = session.scalars(query.options(lazyload(User.held_roles))).unique()
    return sorted(found, key=lambda user: (user.party_id != reader.party_id, *_order(user)))


def known(reader: User) -> list[User]:
    """Everybody whom the reader knows of, by party and name; closed accounts are left out."""
    query = select(User).where(visible(User, reader), User.active)
    return sorted(session.scalars(query.options(lazyload(User.held_roles))).unique(), key=_order)


def handles(people: list[User]) -> dict[str, list[User]]:
    """What each may be called by after an `@`: the name, and the name with the party or desk behind it."""
    found: dict[str, list[User]] = {}
    for person in people:
        for handle in (person.name, f"{person.name} ({belongs(person)})"):
            found.setdefault(handle, []).append(person)
    return found


def belongs(person: User) -> str:
    """The code of a person's party or the name of the desk; empty for others."""
    if person.party is not None:
        return person.party.code
    return person.desks[0].name if person.desks else ""


def _order(user: User) -> tuple[int, str, str]:
    return (user.party.position if user.party else 1_000, user.name, str(user.id))


def waiting(reader: User, plan: Plan | None = None) -> list[CommentMention]:
    """Where the reader was mentioned, has not answered and the thread is open; the latest first, one query.

    With the comment, its author, clause and circle.
    """
    first = aliased(Comment)
    query = (
        select(CommentMention)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .outerjoin(first, first.id == Comment.thread_id)
        .join(Clause, Clause.id == Comment.clause_id)
        .where(
            CommentMention.user_id == reader.id,
            CommentMention.seen_at.is_(None),
            Comment.resolved_at.is_(None),
            first.resolved_at.is_(None),
            visible(Comment, reader),
        )
        .options(
            joinedload(CommentMention.comment).options(
                joinedload(Comment.author).options(lazyload(User.held_roles), lazyload(User.desks)),
                joinedload(Comment.circle).options(lazyload(Circle.parties), lazyload(Circle.desks)),
                joinedload(Comment.clause).joinedload(Clause.plan),
            )
        )
        .order_by(Comment.created_at.desc(), CommentMention.id)
    )
    if plan is not None:
        query = query.where(Clause.plan_id == plan.id)
    return list(session.scalars(query).unique())


def of_thread(thread_id: uuid.UUID, reader: User) -> list[CommentMention]:
    """Where the reader was mentioned in a thread and has not said so yet."""
    query = (
        select(CommentMention)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .where(
            CommentMention.user_id == reader.id,
            CommentMention.seen_at.is_(None),
            (Comment.id == thread_id) | (Comment.thread_id == thread_id),
        )
    )
    return list(session.scalars(query))
