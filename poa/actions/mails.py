"""Mail to the people of a circle's parties, written in the transaction of what it tells."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select

from ..db import now, session
from ..models import Circle, Mail, Role, User, UserRole
from ..phrases import Listed, Words
from ..saying import LANGUAGES, Tongue, zone


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


def to_heads(circle: Circle, subject: Words, body: Words) -> None:
    """The same words at the same time to every head of a delegation in the circle, each in their language."""
    for head in people_of(circle, Role.HEAD):
        write(head, subject, body)


def write(to: User, subject: Words, body: Words) -> None:
    """One message to one person, in that person's language and zone; the worker sends it."""
    post(to.email, to.name, subject, body, tongue(to))


def post(address: str, name: str, subject: Words, body: Words, spoken: Tongue, brings: uuid.UUID | None = None) -> Mail:
    """One message to an address, to whoever has that name; `brings` is the id of the one-time link in it."""
    whole = Listed([Words("%(name)s,", name=name), body], "paragraphs")
    mail = Mail(recipient=address, subject=" ".join(spoken.say(subject).split()), body=f"{spoken.say(whole)}\n")
    mail.brings = brings
    session.add(mail)
    return mail


def tongue(of: User | None) -> Tongue:
    """How a person is written to: as they chose; in English and in UTC where they chose nothing, or are not known."""
    if of is None:
        return Tongue()
    language = of.language if of.language in LANGUAGES else None
    return Tongue(language or "en", zone(of.time_zone) or dt.UTC)
