"""What can be recorded as agreed: places with one wording, which every party has said that it can accept."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Clause, Kind, Plan, User
from ..text import settle
from .desks import before_everyone
from .overlays import ClauseOverlay, Place, clause_overlay
from .plans import clauses_in_order, label_map, parked
from .stances import Answer, Stances

NEAREST = 20


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
    said = Stances(plan, reader)
    items: list[Agreed] = []
    nearest: list[Near] = []
    for clause in clauses_in_order(plan.id):
        if clause.id not in by_clause or clause.id in waits or clause.kind == Kind.SECTION.value:
            continue
        over = clause_overlay(clause, by_clause[clause.id])
        found = [said.of(clause, place) for place in over.places if alone(place)]
        taken = agreed_in(found, over)
        if taken:
            words = {answer.place.index: answer.place.variants[0].text for answer in taken}
            items.append(Agreed(clause, named[clause.id], tuple(taken), settle(over.raw, words)))
        nearest += [Near(clause, named[clause.id], answer) for answer in found if answer.silent and not answer.against]
    nearest.sort(key=lambda item: len(item.answer.silent))
    return Agreements(tuple(items), tuple(nearest[:NEAREST]))


def alone(place: Place) -> bool:
    """Whether one wording stands at a place, and none of its amendments is in a package across clauses."""
    return len(place.variants) == 1 and all(amendment.bound_by is None for amendment in place.amendments)


def agreed_in(found: list[Answer], over: ClauseOverlay) -> list[Answer]:
    """Those agreed, without the places of an amendment that is a package unless all of its places are among them."""
    taken = [answer for answer in found if answer.agreed]
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
