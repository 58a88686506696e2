"""People: who belongs to a plan as a reader sees them, open invitations, one's own sessions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..db import now, session
from ..models import Circle, Consultation, Mail, OneTimeLink, Party, Plan, Role, Session, User, circle_desks
from ..models.people import desk_members
from ..policy import Permission, may, visible


@dataclass(frozen=True)
class Person:
    """One line of the people page. `asked` says that a new password was asked for and not yet set."""

    user: User
    manages: bool
    asked: bool


@dataclass(frozen=True)
class People:
    """Everybody in a plan whom the reader knows of: the own delegation whole, the others by their heads."""

    own: Sequence[Person]
    heads: Sequence[tuple[Party, Sequence[Person]]]
    desks: Sequence[Person]
    observers: Sequence[Person]


def people(plan: Plan, reader: User) -> People:
    """The plan's people as the reader sees them; a fixed number of queries."""
    users = session.scalars(select(User).where(visible(User, reader)).order_by(User.name, User.id)).unique().all()
    asked = _asked()
    known = [
        Person(user, manages := may(reader, Permission.PEOPLE_MANAGE, user), manages and user.email in asked)
        for user in users
    ]
    serving = _serving(plan)
    heads = [person for person in known if person.user.has(Role.HEAD)]
    return People(
        own=[p for p in known if p.user.party_id is not None and p.user.party_id == reader.party_id],
        heads=[
            (party, [p for p in heads if p.user.party_id == party.id])
            for party in plan.parties
            if party.id != reader.party_id
        ],
        desks=[p for p in known if p.user.id in serving and p.user.has(Role.SECRETARIAT)],
        observers=[p for p in known if p.user.has(Role.OBSERVER)],
    )


def _serving(plan: Plan) -> set[uuid.UUID]:
    """Ids of the people at the desks that serve a circle of the plan."""
    query = select(desk_members.c.user_id).join(circle_desks, circle_desks.c.desk_id == desk_members.c.desk_id)
    return set(
        session.scalars(query.join(Circle, Circle.id == circle_desks.c.circle_id).where(Circle.plan_id == plan.id))
    )


def _asked() -> set[str]:
    """Addresses of the accounts for which a new password was asked for by themselves, and which still wait."""
    query = select(OneTimeLink.email).where(
        OneTimeLink.purpose == "reset",
        OneTimeLink.made_by_id.is_(None),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.withdrawn_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    return set(session.scalars(query))


def invitations(reader: User) -> list[OneTimeLink]:
    """Invitations that were neither accepted nor withdrawn, the latest first; some may have expired."""
    query = select(OneTimeLink).where(
        OneTimeLink.purpose == "invitation",
        OneTimeLink.used_at.is_(None),
        OneTimeLink.withdrawn_at.is_(None),
        visible(OneTimeLink, reader),
    )
    return list(session.scalars(query.order_by(OneTimeLink.created_at.desc(), OneTimeLink.id)).unique())


def live_sessions(reader: User) -> list[Session]:
    """The reader's browsers and tokens that are signed in, the latest first."""
    query = select(Session).where(visible(Session, reader), Session.revoked_at.is_(None), Session.expires_at > now())
    return list(session.scalars(query.order_by(Session.created_at.desc(), Session.id)).unique())


def unsent(links: Sequence[OneTimeLink] | Sequence[Consultation]) -> set[uuid.UUID]:
    """Ids of the links whose mail no server took, so that it was given up: its body is dropped then; one query."""
    given_up = select(Mail.brings).where(
        Mail.brings.in_([link.id for link in links]), Mail.sent_at.is_(None), Mail.body == ""
    )
    return {link_id for link_id in session.scalars(given_up) if link_id is not None}
