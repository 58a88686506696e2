"""Positions as a matrix of parties and clauses, their history, and reservations; as the reader's circles have them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..db import session
from ..errors import Invalid
from ..models import (
    Amendment,
    AmendmentState,
    Circle,
    Clause,
    Kind,
    Party,
    Plan,
    Position,
    PositionKind,
    Reservation,
    ReservationKind,
    Revision,
    Support,
    User,
)
from ..phrases import Words
from ..policy import visible
from .plans import label_map

SORTS = {
    ReservationKind.SCRUTINY.value: Words("scrutiny"),
    ReservationKind.PARLIAMENTARY.value: Words("parliamentary"),
}
_PARAGRAPH = (Words("paragraph %(label)s"), Words("a paragraph since taken out"))
PLACES = {
    Kind.SECTION.value: (Words("section %(label)s"), Words("a section since taken out")),
    Kind.ANNEX.value: (Words("annex %(label)s"), Words("an annex since taken out")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The position of a party, by its code, on a clause or an amendment: the last one that the reader may know."""

    subject: uuid.UUID
    party: str
    position: str
    note: str
    at: dt.datetime
    circle: str
    circle_kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A clause of the matrix, with the parties that have said nothing of it as far as the reader knows."""

    id: uuid.UUID
    label: str
    text: str
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """Parties, clauses in order, and what each party says of each; who is silent has no cell."""

    parties: Sequence[Party]
    lines: Sequence[Line]
    cells: Sequence[Cell]

    @property
    def by_place(self) -> dict[tuple[uuid.UUID, str], Cell]:
        """The cells by clause and party."""
        return {(cell.subject, cell.party): cell for cell in self.cells}


def matrix(
    plan: Plan,
    reader: User,
    *,
    circle: Circle | None = None,
    party: str | None = None,
    position: str | None = None,
    area: uuid.UUID | None = None,
) -> Matrix:
    """What the parties say of the clauses, as the reader may know; a fixed number of queries.

    Only what was stated in `circle`, by `party` (its code), of this `position`, in the section `area`. `Invalid` for a
    party, a position or a section that is none of the plan's.
    """
    parties = [item for item in plan.parties if party in (None, item.code)]
    if not parties:
        raise Invalid("This is no party to the plan.", field="party")
    if position is not None and position not in {kind.value for kind in PositionKind}:
        raise Invalid(
            "A position is one of %(choices)s.",
            field="position",
            choices=", ".join(kind.value for kind in PositionKind),
        )
    inside = _clauses(plan, area)
    latest = _latest(plan, reader, circle)
    codes = [item.code for item in parties]
    cells = [
        cell
        for id in inside
        for code in codes
        if (cell := latest.get((id, code))) is not None and position in (None, cell.position)
    ]
    named = label_map(plan)
    lines = [
        Line(id, named[id], text, tuple(code for code in codes if (id, code) not in latest))
        for id, text in inside.items()
    ]
    if position is not None:
        kept = {cell.subject for cell in cells}
        lines = [line for line in lines if line.id in kept]
    return Matrix(parties, lines, cells)


def sections(plan: Plan) -> list[tuple[uuid.UUID, str]]:
    """The headings that stand, in order, each with its id."""
    query = (
        select(Clause.id, Revision.text)
        .join(Revision, Revision.id == Clause.revision_id)
        .where(Clause.plan_id == plan.id, Clause.retired_at.is_(None), Clause.kind == Kind.SECTION.value)
    )
    return [(id, text) for id, text in session.execute(query.order_by(Clause.position))]


def _clauses(plan: Plan, area: uuid.UUID | None) -> dict[uuid.UUID, str]:
    """The texts of the standing clauses in order, headings left out; those of one section when asked."""
    query = (
        select(Clause.id, Clause.kind, Clause.level, Revision.text)
        .join(Revision, Revision.id == Clause.revision_id)
        .where(Clause.plan_id == plan.id, Clause.retired_at.is_(None))
        .order_by(Clause.position)
    )
    found: dict[uuid.UUID, str] = {}
    level: int | None = None if area else 0
    known = area is None
    for id, kind, depth, text in session.execute(query):
        if kind == Kind.SECTION.value:
            if id == area:
                level, known = depth or 1, True
            elif area is not None and level is not None and (depth or 1) <= level:
                level = None
        elif level is not None:
            found[id] = text
    if not known:
        raise Invalid("This is no section of the plan.", field="area")
    return found


def _latest(plan: Plan, reader: User, circle: Circle | None) -> dict[tuple[uuid.UUID, str], Cell]:
    query = (
        select(Position.clause_id, Party.code, Position.position, Position.note, Position.at, Circle.name, Circle.kind)
        .join(Party, Party.id == Position.party_id)
        .join(Circle, Circle.id == Position.circle_id)
        .where(Position.plan_id == plan.id, Position.clause_id.is_not(None), visible(Position, reader))
        .order_by(Position.at)
    )
    if circle is not None:
        query = query.where(Position.circle_id == circle.id)
    rows: Sequence[Any] = session.execute(query).all()
    return {(row[0], row[1]): Cell(*row) for row in rows}


def history(clause: Clause, reader: User) -> list[Cell]:
    """All that was ever stated of a clause, as the reader may know, the latest first."""
    query = (
        select(Position.clause_id, Party.code, Position.position, Position.note, Position.at, Circle.name, Circle.kind)
        .join(Party, Party.id == Position.party_id)
        .join(Circle, Circle.id == Position.circle_id)
        .where(Position.clause_id == clause.id, visible(Position, reader))
        .order_by(Position.at.desc(), Party.position)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return [Cell(*row) for row in rows]


def on_amendments(plan: Plan, reader: User, *, clause: Clause | None = None) -> list[Cell]:
    """The positions on tabled amendments; who supports one now stands as its supporter. Two queries."""
    subject = select(Amendment.id).where(
        Amendment.plan_id == plan.id,
        Amendment.state == AmendmentState.TABLED.value,
        visible(Amendment, reader),
    )
    if clause is not None:
        subject = subject.where(Amendment.clause_id == clause.id)
    said = (
        select(
            Position.amendment_id, Party.code, Position.position, Position.note, Position.at, Circle.name, Circle.kind
        )
        .join(Party, Party.id == Position.party_id)
        .join(Circle, Circle.id == Position.circle_id)
        .where(Position.amendment_id.in_(subject), visible(Position, reader))
        .order_by(Position.at)
    )
    supports = (
        select(Support.amendment_id, Party.code, Support.created_at, Circle.name, Circle.kind)
        .join(Party, Party.id == Support.party_id)
        .join(Amendment, Amendment.id == Support.amendment_id)
        .join(Circle, Circle.id == Amendment.circle_id)
        .where(Support.amendment_id.in_(subject), Support.withdrawn_at.is_(None))
    )
    found: dict[tuple[uuid.UUID, str], Cell] = {}
    notes: dict[tuple[uuid.UUID, str], str] = {}
    stated: Sequence[Any] = session.execute(said).all()
    for row in stated:
        cell = Cell(*row)
        if cell.position == PositionKind.SUPPORT.value:  # whether it holds is what the supports say
            notes[cell.subject, cell.party] = cell.note
        else:
            found[cell.subject, cell.party] = cell
    for id, code, at, name, kind in session.execute(supports):
        before = found.get((id, code))
        if before is None or before.at <= at:
            note = notes.get((id, code), "")
            found[id, code] = Cell(id, code, PositionKind.SUPPORT.value, note, at, name, kind)
    return sorted(found.values(), key=lambda cell: (cell.at, cell.party))


# --- reservations -----------------------------------------------------------------------------------------------------


def reservations(plan: Plan, reader: User, *, clause: Clause | None = None) -> list[Reservation]:
    """Recorded reservations, the standing ones first; those of one clause when asked."""
    query = select(Reservation).where(Reservation.plan_id == plan.id, visible(Reservation, reader))
    if clause is not None:
        query = query.where(Reservation.clause_id == clause.id)
    found = session.scalars(query.order_by(Reservation.at)).unique()
    return sorted(found, key=lambda item: item.lifted_at is not None)


def reservation_words(item: Reservation, clauses: Mapping[uuid.UUID, tuple[str, str]]) -> str:
    """Its own words, or those that are usual; `clauses` gives kind and label of each clause as it is now."""
    if item.text:
        return item.text
    party, sort = item.party.name, SORTS.get(item.kind)
    if item.clause_id is None:
        sort = sort or Words("general")
        return Words("%(party)s enters a %(kind)s reservation on the text as a whole.", party=party, kind=sort)
    kind, label = clauses.get(item.clause_id, ("", ""))
    here, gone = PLACES.get(kind, _PARAGRAPH)
    place = Words(here.template, label=label) if label else gone
    if sort is None:
        return Words("%(party)s reserves its position on %(place)s.", party=party, place=place)
    return Words("%(party)s enters a %(kind)s reservation on %(place)s.", party=party, kind=sort, place=place)


def places(plan: Plan) -> dict[uuid.UUID, tuple[str, str]]:
    """Kind and label of each standing clause."""
    kinds = session.execute(select(Clause.id, Clause.kind).where(Clause.plan_id == plan.id))
    named = label_map(plan)
    return {id: (kind, named[id]) for id, kind in kinds if id in named}


def frozen_reservations(plan: Plan, circles: Sequence[uuid.UUID]) -> list[dict[str, str | None]]:
    """The standing reservations known in these circles, as a draft prints them: general ones last."""
    query = (
        select(Reservation)
        .join(Party, Party.id == Reservation.party_id)
        .where(
            Reservation.plan_id == plan.id, Reservation.lifted_at.is_(None), Reservation.circle_id.in_(list(circles))
        )
        .order_by(Party.position, Reservation.at)
    )
    found = session.scalars(query).unique().all()
    known = places(plan) if found else {}
    order = {id: place for place, id in enumerate(known)}
    standing = [item for item in found if item.clause_id is None or item.clause_id in known]
    standing.sort(key=lambda item: order[item.clause_id] if item.clause_id else len(order))
    return [
        {
            "clause": str(item.clause_id) if item.clause_id else None,
            "party": item.party.code,
            "kind": item.kind,
            "text": str(reservation_words(item, known)),
        }
        for item in standing
    ]


def standing_words(clause: Clause, reader: User) -> list[tuple[Reservation, str]]:
    """The standing reservations on a clause, each with what it says."""
    found = [item for item in reservations(clause.plan, reader, clause=clause) if item.lifted_at is None]
    known = places(clause.plan) if found else {}
    return [(item, reservation_words(item, known)) for item in found]
