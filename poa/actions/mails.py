"""Mail to the people of a circle's parties, written in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from ..db import now, session
from ..models import Circle, Mail, Role, User, UserRole


def people_of(circle: Circle, *roles: Role) -> Sequence[User]:
    """Who holds one of `roles` today in a party of the circle, in a steady order; one query."""
    at = now()
    held = select(UserRole.user_id).where(
        UserRole.role.in_([role.value for role in roles]),
        UserRole.since <= at,
        or_(UserRole.until.is_(None), UserRole.until > at),
    )
    parties = [party.id for party in circle.parties]
    query = select(User).where(User.active, User.party_id.in_(parties), User.id.in_(held)).order_by(User.email)
    return session.scalars(query).unique().all()


def to_heads(circle: Circle, subject: str, body: str) -> None:
    """The same words at the same time to every head of a delegation in the circle."""
    for head in people_of(circle, Role.HEAD):
        write(head, subject, body)


def write(to: User, subject: str, body: str) -> None:
    """One message to one person; the worker sends it."""
    session.add(Mail(recipient=to.email, subject=" ".join(subject.split()), body=f"{to.name},\n\n{body}\n"))
