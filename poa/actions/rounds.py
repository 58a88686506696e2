"""Rounds: opened, extended, closed early; their parties are reminded once before the deadline."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ..db import now, session
from ..errors import Closed, Conflict, Invalid
from ..models import Amendment, AmendmentState, Circle, Plan, Role, Round, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.plans import label_map
from ..queries.rounds import TAKES, intake, of_circle, reminder
from ..text import check_text
from . import events, mails

CHANGES = {
    "modify": Words("- a change in %(label)s"),
    "alternative": Words("- an alternative to %(label)s"),
    "insert": Words("- a new clause after %(label)s"),
    "delete": Words("- the deletion of %(label)s"),
    "move": Words("- the move of %(label)s"),
}
TAKEN = {"comments": Words("comments"), "amendments": Words("amendments")}


def open_round(
    actor: User,
    plan: Plan,
    *,
    circle: Circle,
    name: str,
    closes_at: dt.datetime,
    opens_at: dt.datetime | None = None,
    takes: Sequence[str] = TAKES,
) -> Round:
    """Announce or open a round of a circle, from `opens_at` (default: now) until before `closes_at`.

    `Invalid` for a deadline that is past or not after the opening; `Conflict` where another round of the circle runs.
    """
    require(actor, Permission.CONVENE, circle)
    events.lock(plan.id)
    if circle.plan_id != plan.id or not circle.forum:
        raise Invalid("A round is held before everyone or in a named circle of this plan.", field="circle")
    at = now()
    opens_at = opens_at or at
    if closes_at <= at:
        raise Invalid("This deadline is past already. Name one that is still to come.", field="closes_at")
    if closes_at <= opens_at:
        raise Invalid("The deadline must be after the opening.", field="closes_at")
    wanted = [item for item in TAKES if item in takes]
    if not wanted or set(takes) - set(TAKES):
        raise Invalid("A round takes comments, amendments or both.", field="takes")
    _expect_free(circle, opens_at, closes_at)
    made = Round(
        plan=plan,
        circle=circle,
        number=1 + (session.scalar(select(func.max(Round.number)).where(Round.circle_id == circle.id)) or 0),
        name=check_text(" ".join(name.split()), "name", 200),
        takes=wanted,
        opens_at=opens_at,
        closes_at=closes_at,
        opened_by=actor,
    )
    session.add(made)
    session.flush()
    kind = "round.opened" if made.state == "open" else "round.announced"
    _tell(actor, made, kind, takes=wanted, opens_at=_iso(opens_at), closes_at=_iso(closes_at))
    return made


def extend(actor: User, round: Round, *, closes_at: dt.datetime) -> Round:
    """Put the deadline off; one that is over stays so. The parties are reminded again before the new one."""
    require(actor, Permission.CONVENE, round)
    _begin(round)
    if round.state == "closed":
        raise Closed(
            "This round closed on %(closes_at)s; one that is announced or open can be extended.",
            closes_at=round.closes_at,
        )
    if closes_at <= round.closes_at:
        raise Invalid(
            "It is open until %(closes_at)s. Name a later deadline.", field="closes_at", closes_at=round.closes_at
        )
    _expect_free(round.circle, round.opens_at, closes_at, but=round)
    round.closes_at = closes_at
    if reminder(round) > now():
        round.reminded_at = None
    _tell(actor, round, "round.extended", closes_at=_iso(closes_at))
    return round


def close(actor: User, round: Round) -> Round:
    """End an open round before its deadline."""
    require(actor, Permission.CONVENE, round)
    _begin(round)
    if round.state != "open":
        raise Conflict("This round is %(state)s; it can be closed while it is open.", state=Words(round.state))
    round.closes_at = now()
    _tell(actor, round, "round.closed", closes_at=_iso(round.closes_at))
    return round


def take_in(circle: Circle, what: str, *, floor: bool = False) -> bool:
    """Pass what is meant for a circle if it takes that now; whether it comes late, from the floor (`floor` allows it).

    `Closed`, naming the deadline, when the circle does not take it. The plan must be locked.
    """
    found = intake(circle, what)
    if found.refusal is None:
        return False
    if not found.floor:
        raise Closed("%(refusal)s Nothing was sent; what you wrote is kept.", refusal=found.refusal)
    if not floor:
        raise Closed(
            "%(refusal)s Nothing was sent; the draft is kept. It may still be brought in from the floor.",
            refusal=found.refusal,
        )
    return True


def remind(round_id: uuid.UUID) -> bool:
    """Mail the heads and delegates of the round's parties, once, what their delegation still has as drafts."""
    round = session.get_one(Round, round_id)
    _begin(round)
    if round.reminded_at is not None or round.state != "open" or reminder(round) > now():
        return False
    round.reminded_at = now()
    drafts = _drafts(round)
    subject = Words("%(name)s closes on %(at)s", name=round.name, at=round.closes_at)
    for person in mails.people_of(round.circle, Role.HEAD, Role.DELEGATE):
        mails.write(person, subject, _reminder(round, drafts.get(person.party_id, [])))
    return True


def _drafts(round: Round) -> dict[uuid.UUID | None, list[Words]]:
    """By party, what it has not submitted yet to the round's circle."""
    if "amendments" not in round.takes:
        return {}
    query = select(Amendment).where(
        Amendment.plan_id == round.plan_id,
        Amendment.state == AmendmentState.DRAFT.value,
        Amendment.intended_id == round.circle_id,
        Amendment.party_id.is_not(None),
    )
    labels = label_map(round.plan)
    found: dict[uuid.UUID | None, list[Words]] = {}
    for amendment in session.scalars(query.order_by(Amendment.created_at, Amendment.id)).unique():
        anchor = amendment.clause_id or amendment.after_id
        place = labels.get(anchor, Words("a clause since taken out")) if anchor else Words("the beginning")
        found.setdefault(amendment.party_id, []).append(Words(CHANGES[amendment.kind].template, label=place))
    return found


def _reminder(round: Round, drafts: Sequence[Words]) -> Words:
    until = Words(
        "%(name)s of “%(plan)s” takes %(takes)s until %(at)s.",
        name=round.name,
        plan=round.plan.title,
        takes=Listed([TAKEN[item] for item in round.takes], "and"),
        at=round.closes_at,
    )
    if "amendments" not in round.takes:
        return until
    if not drafts:
        return Listed([until, Words("Your delegation has no draft that is not submitted.")], "paragraphs")
    listed = [Words("Your delegation's drafts that are not submitted yet:"), Listed(drafts, "lines")]
    return Listed([until, *listed], "paragraphs")


def _expect_free(circle: Circle, opens_at: dt.datetime, closes_at: dt.datetime, but: Round | None = None) -> None:
    for other in of_circle(circle.id):
        if other is not but and other.opens_at < closes_at and opens_at < other.closes_at:
            span = Words("from %(opens_at)s to %(closes_at)s", opens_at=other.opens_at, closes_at=other.closes_at)
            raise Conflict("%(name)s runs in this circle %(span)s. One round at a time.", name=other.name, span=span)


def _begin(round: Round) -> None:
    events.lock(round.plan_id)
    session.refresh(round)


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _tell(actor: User, round: Round, kind: str, **data: Any) -> None:
    events.record(actor, round.plan_id, round.circle, kind, round.id, name=round.name, **data)
