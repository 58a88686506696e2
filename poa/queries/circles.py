"""Circles by name, as a reader knows them."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from ..db import session
from ..errors import Invalid
from ..models import Amendment, Circle, CircleKind, User, circle_members
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

    One that the reader is not in is as unknown as any other: `Invalid`.
    """
    if name == "own":
        return circle_own(plan_id, reader)
    if name == "chairs" and reader.party_id is not None:
        return circle_chairs(plan_id, reader.party_id)
    for circle in circles(plan_id, reader):
        if name == str(circle.id) or (circle.kind in _BY_NAME and name == circle.name):
            return circle
    raise Invalid(f"There is no circle {name[:80]!r} that you are in.", field="circle")


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
        query = select(Circle).where(Circle.plan_id == amendment.plan_id, Circle.kind == CircleKind.NAMED.value)
        if (found := session.scalars(query.where(Circle.name == bloc)).one_or_none()) is not None:
            return found
    return circle_named(amendment.plan_id, name, reader)
