"""Parking: what is in a parked section waits, and nothing is settled there."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from poa.actions import adoptions, parking, plans
from poa.db import session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed
from poa.models import Clause, Plan
from poa.queries import boards
from poa.queries.circles import circle_all
from poa.queries.gate import gate
from poa.queries.plans import clause_views, parked

from ..cast import Cast, clause_of, make_amendment, make_insert, make_plan, person
from ..databases import counted_queries
from . import desk
from .scene import chain

pytestmark = pytest.mark.usefixtures("cast")
TEXT = """# A plan

## One

First words here.

### One a

Second words here.

### One b

Third words here.

## Two

Fourth words here.
"""


@pytest.fixture
def whole(cast: Cast) -> Plan:
    return make_plan(markdown=TEXT)


def park(section: Clause, by: str = "co_chair", reason: str = "It waits for the budget.") -> None:
    with transaction():
        parking.park(person(by), section, reason=reason)


def unpark(section: Clause, by: str = "co_chair") -> None:
    with transaction():
        parking.unpark(person(by), section)


def texts_of(plan: Plan) -> set[str]:
    return {session.get_one(Clause, id).revision.text for id in parked(plan)}


@pytest.mark.parametrize(
    ("sections", "inside"),
    [
        (["One"], {"One", "First words here.", "One a", "Second words here.", "One b", "Third words here."}),
        (["One a"], {"One a", "Second words here."}),
        (["One b"], {"One b", "Third words here."}),
        (["Two"], {"Two", "Fourth words here."}),
        (["One a", "Two"], {"One a", "Second words here.", "Two", "Fourth words here."}),
    ],
)
def test_what_is_in_a_section_is_parked_with_it(whole: Plan, sections: list[str], inside: set[str]) -> None:
    for start in sections:
        [section] = [item for item in standing(whole) if item.revision.text == start]
        park(section)
    assert texts_of(whole) == inside
    assert {view.text for view in clause_views(whole, person("observer")) if view.parked} == inside
    assert {item.label for item in gate(whole, person("observer")) if item.kind == "parked"} != set()


def standing(plan: Plan) -> list[Clause]:
    return [session.get_one(Clause, view.id) for view in clause_views(plan, person("secretariat"))]


REFUSED = ["delegate_jp", "head_jp", "official_jp", "observer", "asean_desk", "stranger"]
VERBS: dict[str, Callable[[Clause, str], None]] = {"park": park, "unpark": unpark}


@pytest.mark.parametrize("state", ["open", "parked"])
def test_every_verb_in_every_state_by_everybody(whole: Plan, state: str) -> None:
    section = clause_of(whole, "Two")
    if state == "parked":
        park(section)
    for verb, act in VERBS.items():
        for role in REFUSED:
            with pytest.raises(NotAllowed):
                act(section, role)
        for role in ("secretariat", "co_chair", "co_chair_jp"):
            if (state, verb) in (("open", "park"), ("parked", "unpark")):
                act(section, role)
                assert (section.parked_at is not None) is (verb == "park")
                (unpark if verb == "park" else park)(section)
                continue
            with pytest.raises(Conflict, match="parked"):
                act(section, role)
            assert (section.parked_at is not None) is (state == "parked")


def test_only_a_section_with_a_reason(whole: Plan) -> None:
    with pytest.raises(Invalid) as refusal:
        park(clause_of(whole, "Fourth"))
    assert refusal.value.field == "clause"
    with pytest.raises(Invalid) as refusal:
        park(clause_of(whole, "Two"), reason="  ")
    assert refusal.value.field == "reason"


def test_nothing_is_settled_in_it_and_the_queue_says_so(whole: Plan) -> None:
    clause, section, other = clause_of(whole, "Fourth"), clause_of(whole, "Two"), clause_of(whole, "First")
    make_amendment(clause, "Fourth texts here.")
    make_amendment(other, "First texts here.")
    deletion = make_amendment(clause, kind="delete", by="th")
    new = make_insert(whole, clause, "A fifth one.", by="vn")
    park(section)
    [place] = desk.places(clause)
    with pytest.raises(Conflict, match="It waits for the budget"):
        desk.settle(clause, desk.base(place))
    for item in (deletion, new):
        with pytest.raises(Conflict, match="parked"):
            desk.adopt(item)
        with pytest.raises(Conflict, match="parked"), transaction():
            adoptions.leave(person("secretariat"), item, basis="session")
    secretariat = person("secretariat")
    board = boards.board(circle_all(whole.id), secretariat)
    assert [item.clause for item in board.queue] == [other.id]
    assert [item.clause for item in board.groups["parked"]] == [clause.id]
    unpark(section)
    assert desk.settle(clause, desk.base(desk.places(clause)[0])).settled == 1
    assert [event.kind for event in chain(circle_all(whole.id)) if event.kind.startswith("section.")] == [
        "section.parked",
        "section.unparked",
    ]


def test_a_section_that_was_taken_out_is_not_parked(whole: Plan) -> None:
    section = clause_of(whole, "Two")
    with transaction():
        plans.retire_clause(person("secretariat"), clause_of(whole, "Fourth"), reason="Said twice.")
        plans.retire_clause(person("secretariat"), section, reason="Said twice.")
    with pytest.raises((Conflict, Closed)):
        park(section)


def test_one_query_says_what_is_parked(whole: Plan) -> None:
    park(clause_of(whole, "Two"))
    session.refresh(whole)
    with counted_queries() as few:
        assert uuid.uuid4() not in parked(whole)
    assert len(few) == 1
