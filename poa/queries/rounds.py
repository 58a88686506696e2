"""Rounds, and the one rule of what a circle takes in at a moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..db import now, session
from ..models import Amendment, Circle, Plan, Role, Round, User
from ..phrases import Listed, Words
from ..policy import visible

TAKES = ("comments", "amendments")
DAY = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Intake:
    """Whether a circle takes something in now: `refusal` says why not; `floor`: it still comes in from the floor."""

    refusal: Words | None = None
    floor: bool = False


def rounds(plan: Plan, reader: User) -> list[Round]:
    """The rounds of the reader's circles, the latest first; one query beside that for their circles."""
    query = select(Round).where(Round.plan_id == plan.id, visible(Round, reader))
    return list(session.scalars(query.order_by(Round.opens_at.desc(), Round.id)).unique())


def of_circle(circle_id: uuid.UUID) -> list[Round]:
    """A circle's rounds, the first one first."""
    query = select(Round).where(Round.circle_id == circle_id).order_by(Round.opens_at, Round.number)
    return list(session.scalars(query).unique())


def intake(circle: Circle, what: str) -> Intake:
    """What holds for `what` (comments, amendments) in a circle: its open round, else its last deadline or next opening.

    Without a round all is taken. An amendment comes in from the floor once a round that took amendments has closed.
    """
    found = of_circle(circle.id)
    states = [(round, round.state) for round in found]
    if not found or any(state == "open" and what in round.takes for round, state in states):
        return Intake()
    closed = [round for round, state in states if state == "closed"]
    floor = what == "amendments" and any(what in round.takes for round in closed)
    return Intake(
        _refusal([r for r, s in states if s == "open"], closed, [r for r, s in states if s == "announced"]), floor
    )


def _refusal(running: Sequence[Round], closed: Sequence[Round], announced: Sequence[Round]) -> Words:
    if running:
        first = running[0]
        return Words(
            "%(name)s takes %(what)s only, until %(until)s.",
            name=first.name,
            what=Words(first.takes[0]),
            until=first.closes_at,
        )
    last, next = closed[-1:], announced[:1]
    words = [Words("The deadline of %(name)s was %(at)s.", name=item.name, at=item.closes_at) for item in last]
    words += [Words("%(name)s opens on %(at)s.", name=item.name, at=item.opens_at) for item in next]
    return Listed(words, "sentences")


def next_deadline(found: Sequence[Round]) -> Round | None:
    """Of a plan's rounds the open one that ends first, else the one announced that begins first."""
    running = sorted((item for item in found if item.state == "open"), key=lambda item: item.closes_at)
    announced = sorted((item for item in found if item.state == "announced"), key=lambda item: item.opens_at)
    return next(iter(running or announced), None)


def reminder(round: Round) -> dt.datetime:
    """When its parties are reminded: 24 hours before the end, or when a quarter of a shorter round is left."""
    return round.closes_at - min(DAY, (round.closes_at - round.opens_at) / 4)


def to_remind() -> list[uuid.UUID]:
    """Ids of the open rounds whose parties are to be reminded now."""
    at = now()
    query = select(Round).where(Round.reminded_at.is_(None), Round.opens_at <= at, Round.closes_at > at)
    return [round.id for round in session.scalars(query).unique() if reminder(round) <= at]


def knows_lateness(reader: User, amendment: Amendment) -> bool:
    """Whether the reader may know when an amendment came in: co-chairs, the desk it came to, its own side."""
    if reader.has(Role.CO_CHAIR):
        return True
    if reader.has(Role.SECRETARIAT) and {d.id for d in amendment.intended.desks} & {d.id for d in reader.desks}:
        return True
    if amendment.sponsor is not None:
        return reader.party_id in {party.id for party in amendment.sponsor.parties}
    return amendment.party_id == reader.party_id
