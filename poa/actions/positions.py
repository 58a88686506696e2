"""Positions: a head says what its party thinks of a clause or a tabled amendment; what was said before is kept."""

from __future__ import annotations

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentState, Circle, CircleKind, Clause, Position, PositionKind, User
from ..phrases import Words
from ..policy import Permission, require
from ..queries.circles import circle_named
from ..text import check_text
from . import amendments, events
from .statuses import check_not_adopted, check_own

NOTE_LIMIT = 4_000


def state(
    actor: User,
    clause: Clause,
    *,
    position: str,
    note: str = "",
    circle: Circle | None = None,
    party: str | None = None,
) -> Position:
    """State the own party's position on a clause, to a circle that it is in (default: itself and the co-chairs).

    `party`, when it is named, must be the own one: nobody speaks for another.
    """
    require(actor, Permission.SPEAK, clause)
    check_own(actor, party)
    events.lock(clause.plan_id)
    session.refresh(clause)
    check_not_adopted(clause.plan_id)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    where = circle or circle_named(clause.plan_id, "chairs", actor)
    made = _position(actor, where, position, note)
    made.plan_id, made.clause_id = clause.plan_id, clause.id
    return _keep(actor, made, clause)


def state_on(
    actor: User,
    amendment: Amendment,
    *,
    position: str,
    note: str = "",
    circle: Circle | None = None,
    party: str | None = None,
) -> Position:
    """State it on a tabled amendment. To support it is to stand behind it as a supporter, before those who read it.

    Another position, said before the same readers, ends the support; one that is said to fewer leaves it as it is.
    """
    require(actor, Permission.SPEAK, amendment)
    check_own(actor, party)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    if amendment.state != AmendmentState.TABLED.value:
        raise Conflict(
            "This amendment is %(state)s; a position is stated while it is tabled.", state=Words(amendment.state)
        )
    supports = position == PositionKind.SUPPORT.value
    if supports and circle is not None and circle.id != amendment.circle_id:
        raise Invalid("Support is given before all who read the amendment.", field="circle")
    where = circle or _default(actor, amendment)
    made = _position(actor, amendment.circle if supports else where, position, note)
    made.plan_id, made.amendment_id = amendment.plan_id, amendment.id
    _check_readers(amendment, made.circle)
    if supports:
        amendments.support(actor, amendment)
    elif made.circle.id == amendment.circle_id and actor.party_id in {item.id for item in amendment.supporters}:
        amendments.end_support(actor, amendment)
    return _keep(actor, made, amendment.clause, told=not supports)


def _default(actor: User, amendment: Amendment) -> Circle:
    """The co-chairs, unless they may not know of it: then those who read it."""
    if amendment.circle.kind == CircleKind.ALL.value:
        return circle_named(amendment.plan_id, "chairs", actor)
    return amendment.circle


def _position(actor: User, where: Circle, position: str, note: str) -> Position:
    if position not in {kind.value for kind in PositionKind}:
        raise Invalid(
            "A position is one of %(choices)s.",
            field="position",
            choices=", ".join(kind.value for kind in PositionKind),
        )
    if actor.party_id not in {party.id for party in where.parties}:
        raise Invalid("A position is stated to a circle that your party is in.", field="circle")
    words = check_text(note, "note", NOTE_LIMIT).strip() if note.strip() else ""
    return Position(circle=where, party=actor.party, user=actor, position=position, note=words, at=now())


def _check_readers(amendment: Amendment, where: Circle) -> None:
    """What is said of an amendment is heard by nobody who may not know of it."""
    known = amendment.circle
    if known.kind == CircleKind.ALL.value or where.id == known.id:
        return
    parties = {party.id for party in where.parties} - {party.id for party in known.parties}
    desks = {desk.id for desk in where.desks} - {desk.id for desk in known.desks}
    if parties or desks or where.kind in (CircleKind.ALL.value, CircleKind.CHAIRS.value):
        raise Invalid(
            "This amendment is read in %(name)s only; say it there, or to fewer.", field="circle", name=known.name
        )


def _keep(actor: User, made: Position, clause: Clause | None, *, told: bool = True) -> Position:
    session.add(made)
    session.flush()
    if told:
        events.record(
            actor,
            made.plan_id,
            made.circle,
            "position.stated",
            made.id,
            clause_id=clause.id if clause else None,
            position=made.position,
            amendment=str(made.amendment_id) if made.amendment_id else None,
        )
    return made
