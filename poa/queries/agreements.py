"""What can be recorded as agreed: places with one wording, which every party has said that it can accept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Amendment, Clause, Kind, Plan, PositionKind, User
from ..text import settle
from .desks import before_everyone
from .overlays import ClauseOverlay, Place, clause_overlay
from .plans import clauses_in_order, label_map, parked
from .positions import Cell, matrix, on_amendments

ACCEPTS = (PositionKind.SUPPORT.value, PositionKind.CAN_ACCEPT.value)
NEAREST = 20


@dataclass(frozen=True)
class Answer:
    """What the parties say of the words at a place: who accepts, who is against, who has said nothing."""

    place: Place
    accepting: tuple[str, ...]
    against: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether every party accepts: one unanswered proposal is not agreed."""
        return not self.silent and not self.against


@dataclass(frozen=True)
class Agreed:
    """A clause with the places that can be recorded as agreed, and the text that it would have then."""

    clause: Clause
    label: str
    places: tuple[Answer, ...]
    text: str


@dataclass(frozen=True)
class Near:
    """A place that only the silence of some keeps from being agreed."""

    clause: Clause
    label: str
    answer: Answer


@dataclass(frozen=True)
class Agreements:
    """What can be recorded now, and what is nearest to it."""

    items: tuple[Agreed, ...]
    nearest: tuple[Near, ...]


def agreements(plan: Plan, reader: User) -> Agreements:
    """The places that can be recorded as agreed, as the desk may know, in the plan's order; a fixed number of queries.

    Of what is before everyone on the current texts: without headings, parked sections and packages across clauses.
    """
    by_clause = before_everyone(plan, reader)
    waits = parked(plan)
    named = label_map(plan)
    said = _Said(plan, reader)
    items: list[Agreed] = []
    nearest: list[Near] = []
    for clause in clauses_in_order(plan.id):
        if clause.id not in by_clause or clause.id in waits or clause.kind == Kind.SECTION.value:
            continue
        over = clause_overlay(clause, by_clause[clause.id])
        found = [said.of(clause, place) for place in over.places if len(place.variants) == 1 and _free(place)]
        taken = _whole([answer for answer in found if answer.agreed], over)
        if taken:
            words = {answer.place.index: answer.place.variants[0].text for answer in taken}
            items.append(Agreed(clause, named[clause.id], tuple(taken), settle(over.raw, words)))
        nearest += [Near(clause, named[clause.id], answer) for answer in found if answer.silent and not answer.against]
    nearest.sort(key=lambda item: len(item.answer.silent))
    return Agreements(tuple(items), tuple(nearest[:NEAREST]))


def _free(place: Place) -> bool:
    return all(amendment.bound_by is None for amendment in place.amendments)


def _whole(taken: list[Answer], over: ClauseOverlay) -> list[Answer]:
    """Without the places of an amendment that is a package, unless all of its places are among them."""
    while True:
        indexes = {answer.place.index for answer in taken}
        split = {
            amendment.id
            for amendment in over.amendments
            if amendment.package
            and any(amendment in place.amendments and place.index not in indexes for place in over.places)
        }
        left = [answer for answer in taken if not any(one.id in split for one in answer.place.amendments)]
        if len(left) == len(taken):
            return taken
        taken = left


class _Said:
    """What each party says of each clause and amendment, as the reader may know."""

    def __init__(self, plan: Plan, reader: User) -> None:
        self.codes = plan.codes
        self.cells: dict[tuple[uuid.UUID, str], Cell] = {}
        for cell in (*matrix(plan, reader).cells, *on_amendments(plan, reader)):
            self.cells[cell.subject, cell.party] = cell

    def of(self, clause: Clause, place: Place) -> Answer:
        """The answers to the one wording at a place.

        Behind it stand its proposers and supporters. What was said of the clause is an answer only since it was tabled;
        whoever is against the clause or one of the amendments is against it.
        """
        behind = _behind(place.amendments)
        since = max((item.tabled_at for item in place.amendments if item.tabled_at), default=None)
        accepting, against, silent = [], [], []
        for code in self.codes:
            cells = [self.cells.get((item.id, code)) for item in place.amendments]
            on_clause = self.cells.get((clause.id, code))
            no = next((cell for cell in (*cells, on_clause) if cell and cell.position not in ACCEPTS), None)
            if no is not None:
                against.append((code, no.position))
            elif code in behind or any(cells) or _answers(on_clause, since):
                accepting.append(code)
            else:
                silent.append(code)
        return Answer(place, tuple(accepting), tuple(against), tuple(silent))


def _answers(cell: Cell | None, since: dt.datetime | None) -> bool:
    return cell is not None and (since is None or cell.at >= since)


def _behind(amendments: Sequence[Amendment]) -> set[str]:
    """The codes of the parties that propose or support it, a bloc's each for itself."""
    proposing = {item.party.code for item in amendments if item.party}
    blocs = {party.code for item in amendments if item.sponsor for party in item.sponsor.parties}
    return proposing | blocs | {party.code for item in amendments for party in item.supporters}
