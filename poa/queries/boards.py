"""The desk's board: its clauses grouped by what is easiest to settle, and how far the plan has come."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..db import session
from ..models import Amendment, Circle, CircleKind, Clause, Kind, Plan, User
from .agreements import agreed_in, alone
from .circles import circle_all
from .desks import stale_in, tabled_in
from .overlays import ClauseOverlay, clause_overlay
from .plans import clauses_in_order, label_map, parked
from .stances import Stances

GROUPS = ("agreed", "easy", "hard", "stale", "parked")
OPEN = GROUPS[:3]
FEW = 2


@dataclass(frozen=True)
class Item:
    """A clause on the board: its places, how many of them every party accepts, who proposes what is laid over it."""

    clause: uuid.UUID
    group: str
    label: str
    text: str
    places: int
    agreed: int
    disputed: bool
    amendments: int
    stale: int
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """How far a section has come: its clauses, those with nothing left to settle, the places that are left."""

    label: str
    text: str
    clauses: int
    settled: int
    places: int


@dataclass(frozen=True)
class Board:
    """All that a desk has before it; `groups` in the order of GROUPS, each the easiest first."""

    groups: Mapping[str, tuple[Item, ...]]
    sections: tuple[Section, ...]
    stances: Stances

    @property
    def queue(self) -> tuple[Item, ...]:
        """What can be settled now, in the order of the queue."""
        return tuple(item for name in OPEN for item in self.groups[name])

    @property
    def clauses(self) -> int:
        """The clauses of the plan, headings left out."""
        return sum(item.clauses for item in self.sections)

    @property
    def settled(self) -> int:
        """Those of them with nothing left to settle."""
        return sum(item.settled for item in self.sections)

    @property
    def places(self) -> int:
        """The places that are left."""
        return sum(item.places for item in self.sections)

    def beside(self, clause_id: uuid.UUID, by: int) -> Item | None:
        """The next (1) or the one before (-1) in the queue; from a clause that is not in it, the first."""
        queue = self.queue
        at = next((index for index, item in enumerate(queue) if item.clause == clause_id), None)
        if at is None:
            return queue[0] if queue and by > 0 else None
        return queue[at + by] if 0 <= at + by < len(queue) else None


def board(circle: Circle, reader: User, whole: Sequence[Amendment] = ()) -> Board:
    """The board of a circle's desk, with what waits there as a whole; a fixed number of queries.

    In the board of everyone nothing of a parked section can be settled.
    """
    plan = session.get_one(Plan, circle.plan_id)
    everyone = circle.kind == CircleKind.ALL.value
    fresh, stale = tabled_in(circle, reader), stale_in(circle, reader)
    waits = parked(plan) if everyone else set()
    named = label_map(plan)
    stances = Stances(plan, reader, () if everyone else [party.code for party in circle.parties])
    clauses = clauses_in_order(plan.id)
    found = [
        _item(clause, named[clause.id], fresh.get(clause.id, []), stale.get(clause.id, []), waits, stances)
        for clause in clauses
        if clause.id in fresh or clause.id in stale
    ]
    found.sort(key=lambda item: (item.disputed, item.places))
    groups = {name: tuple(item for item in found if item.group == name) for name in GROUPS}
    pending = {id for item in whole for id in (item.clause_id, item.after_id) if id is not None}
    return Board(groups, _sections(clauses, named, {item.clause: item for item in found}, pending), stances)


def queue(plan: Plan, reader: User) -> tuple[Item, ...]:
    """What can be settled before everyone, the easiest first."""
    return board(circle_all(plan.id), reader).queue


def _item(
    clause: Clause,
    label: str,
    fresh: list[Amendment],
    stale: list[Amendment],
    waits: Collection[uuid.UUID],
    stances: Stances,
) -> Item:
    over = clause_overlay(clause, fresh)
    agreed = _agreed(clause, over, stances)
    places = len(over.places)
    return Item(
        clause=clause.id,
        group=_group(clause.id in waits, agreed, places),
        label=label,
        text=clause.revision.text,
        places=places,
        agreed=agreed,
        disputed=any(len(place.variants) > 1 for place in over.places),
        amendments=len(fresh),
        stale=len(stale),
        parties=tuple(dict.fromkeys(item.proposer.code for item in fresh or stale)),
    )


def _agreed(clause: Clause, over: ClauseOverlay, stances: Stances) -> int:
    if clause.kind == Kind.SECTION.value:
        return 0
    return len(agreed_in([stances.of(clause, place) for place in over.places if alone(place)], over))


def _group(is_parked: bool, agreed: int, places: int) -> str:
    if is_parked:
        return "parked"
    if agreed:
        return "agreed"
    return "stale" if not places else "easy" if places <= FEW else "hard"


def _sections(
    clauses: Sequence[Clause],
    named: Mapping[uuid.UUID, str],
    found: Mapping[uuid.UUID, Item],
    pending: Collection[uuid.UUID],
) -> tuple[Section, ...]:
    """The plan by its headings, those without a clause of their own left out."""
    rows: list[tuple[Clause | None, list[uuid.UUID]]] = [(None, [])]
    for clause in clauses:
        if clause.kind == Kind.SECTION.value:
            rows.append((clause, []))
        else:
            rows[-1][1].append(clause.id)
    return tuple(
        Section(
            label=named[head.id] if head else "",
            text=head.revision.text if head else "",
            clauses=len(ids),
            settled=sum(id not in found and id not in pending for id in ids),
            places=sum(found[id].places for id in [*([head.id] if head else []), *ids] if id in found),
        )
        for head, ids in rows
        if ids
    )
