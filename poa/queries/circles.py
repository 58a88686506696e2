"""Circles by name, as a reader knows them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from ..db import session
from ..errors import Invalid
from ..models import Amendment, Circle, CircleKind, Event, Party, Plan, User, circle_members
from ..policy import visible

_ORDER = [
    kind.value for kind in (CircleKind.ALL, CircleKind.NAMED, CircleKind.SHARED, CircleKind.CHAIRS, CircleKind.OWN)
]
_BY_NAME = (CircleKind.ALL.value, CircleKind.NAMED.value, CircleKind.SHARED.value)


def circle_all(plan_id: uuid.UUID) -> Circle:
    """The plan's circle of everyone."""
    return session.scalars(select(Circle).where(Circle.plan_id == plan_id, Circle.kind == CircleKind.ALL.value)).one()


def circle_own(plan_id: uuid.UUID, reader: User) -> Circle:
    """The circle of the reader's own delegation; `Invalid` for somebody of no party to the plan."""
    found = session.scalars(
        select(Circle).where(
            Circle.plan_id == plan_id,
            Circle.kind == CircleKind.OWN.value,
            Circle.name == (reader.party.code if reader.party else ""),
        )
    ).one_or_none()
    if found is None:
        raise Invalid("You are in no delegation to this plan, so there is no circle of your own.", field="circle")
    return found


def circle_named(plan_id: uuid.UUID, name: str, reader: User) -> Circle:
    """The circle called `own`, `chairs`, `all`, by its name or by its id.

    One that the reader is not in is as unknown as any other: `Invalid`, as for a name that two of the reader's bear.
    """
    if name == "own":
        return circle_own(plan_id, reader)
    if name == "chairs" and reader.party_id is not None:
        return circle_chairs(plan_id, reader.party_id)
    mine = circles(plan_id, reader)
    found = [circle for circle in mine if name == str(circle.id)]
    found = found or [circle for circle in mine if circle.kind in _BY_NAME and name == circle.name]
    if len(found) > 1:
        raise Invalid(
            "You are in %(count)s circles called %(name)s. Say which one by its id.",
            field="circle",
            count=len(found),
            name=repr(name[:80]),
        )
    if not found:
        raise Invalid("There is no circle %(name)s that you are in.", field="circle", name=repr(name[:80]))
    return found[0]


def circles(plan_id: uuid.UUID, reader: User) -> list[Circle]:
    """The circles of a plan that the reader is in: `all` first, then the named ones, then the reader's own."""
    found = session.scalars(select(Circle).where(Circle.plan_id == plan_id, visible(Circle, reader)))
    return sorted(found, key=lambda circle: (_ORDER.index(circle.kind), circle.name))


def circle_chairs(plan_id: uuid.UUID, party_id: uuid.UUID) -> Circle:
    """The circle of one party with the co-chairs; `Invalid` for one that is no party to the plan."""
    members = circle_members.c
    mine = select(members.circle_id).where(members.party_id == party_id)
    query = select(Circle).where(Circle.plan_id == plan_id, Circle.kind == CircleKind.CHAIRS.value, Circle.id.in_(mine))
    if (found := session.scalars(query).one_or_none()) is None:
        raise Invalid("This is no party to the plan.", field="party")
    return found


def circle_to_table(amendment: Amendment, name: str, reader: User) -> Circle:
    """The circle that an amendment is to be tabled in: one the desk is in, or the bloc of the party that proposes it.

    A desk may hand on to the bloc what reached it by mistake, without being in there itself.
    """
    bloc = amendment.party.bloc if amendment.party else None
    if bloc is not None and name == bloc:
        query = select(Circle).where(Circle.plan_id == amendment.plan_id, Circle.bloc == bloc)
        if (found := session.scalars(query).one_or_none()) is not None:
            return found
    return circle_named(amendment.plan_id, name, reader)


def circle_shared(plan_id: uuid.UUID, parties: Sequence[Party]) -> Circle | None:
    """The circle in which exactly these parties share, if they have one; to be asked by one of them."""
    wanted = {party.id for party in parties}
    query = select(Circle).where(Circle.plan_id == plan_id, Circle.kind == CircleKind.SHARED.value)
    return next((found for found in session.scalars(query) if {party.id for party in found.parties} == wanted), None)


def groups(plan: Plan, reader: User) -> list[Circle]:
    """The blocs and small groups that the reader is in, the oldest first; with section, facilitator and who opened."""
    query = (
        select(Circle)
        .where(Circle.plan_id == plan.id, Circle.kind == CircleKind.NAMED.value, visible(Circle, reader))
        .options(joinedload(Circle.facilitator), joinedload(Circle.opened_by))
        .order_by(Circle.bloc.is_(None), Circle.created_at, Circle.id)
    )
    return list(session.scalars(query).unique())


def reports(plan: Plan, reader: User) -> list[Event]:
    """What small groups reported to everyone, the latest first; known to those outside by this alone."""
    query = select(Event).where(Event.plan_id == plan.id, Event.kind == "circle.reported", visible(Event, reader))
    return list(session.scalars(query.order_by(Event.at.desc(), Event.number.desc())).unique())


def possible_facilitators(plan: Plan, reader: User) -> list[User]:
    """The people of the plan's parties whom the reader knows of, by party and name."""
    ids = [party.id for party in plan.parties]
    query = select(User).where(visible(User, reader), User.active, User.party_id.in_(ids))
    found = session.scalars(query.options(lazyload(User.desks), lazyload(User.held_roles))).unique()
    order = {party.id: index for index, party in enumerate(plan.parties)}
    return sorted(found, key=lambda user: (order[user.party_id] if user.party_id else -1, user.name))
