"""Presence: who is told of whom, until when, and that nothing is kept of it."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from poa.actions import presences as actions
from poa.db import session, transaction
from poa.errors import Invalid
from poa.models import Clause, Event, Plan, Presence, Session
from poa.queries.presences import beside, marks
from tests.cast import Cast, clause_of, make_plan, person
from tests.doubles import Clock


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def held(cast: Cast, name: str) -> uuid.UUID:
    """A signed-in browser of somebody."""
    cast.token(name)
    query = select(Session.id).where(Session.user_id == cast.ids[name]).order_by(Session.created_at.desc())
    return session.scalars(query).first()  # type: ignore[return-value]


def be_at(
    cast: Cast, name: str, plan: Plan, clause: Clause | None = None, doing: str = "reading", **more: uuid.UUID
) -> None:
    given = {"session_id": held(cast, name), "tab": uuid.uuid4()} | more
    with transaction():
        actions.be_at(person(name), plan, clause=clause, doing=doing, **given)


def seen(name: str, plan: Plan) -> list[tuple[str, str]]:
    return [(one.name, one.doing) for one in beside(plan, person(name))]


CASES = {
    "head_jp": {"delegate_jp", "colleague_jp", "official_jp", "co_chair_jp"},
    "delegate_my": {"head_my"},
    "delegate_vn": {"head_vn"},
    "secretariat": set(),
    "asean_desk": set(),
    "co_chair": set(),
    "co_chair_jp": {"head_jp", "delegate_jp", "colleague_jp", "official_jp"},
    "observer": set(),
}


@pytest.mark.parametrize("who", list(CASES))
def test_only_ones_own_delegation_is_told_of(plan: Plan, clause: Clause, cast: Cast, who: str) -> None:
    there = {"head_jp", "delegate_jp", "colleague_jp", "official_jp", "co_chair_jp", "head_my", "head_vn", "observer"}
    for name in sorted(there | {"secretariat", "asean_desk", "co_chair"}):
        be_at(cast, name, plan, clause)
    assert {name for name, _doing in seen(who, plan)} == {getattr(cast, name).name for name in CASES[who]}


def test_a_desk_is_told_of_its_own_people(plan: Plan, cast: Cast) -> None:
    with transaction():
        stranger, colleague = person("stranger"), person("asean_desk")
        stranger.desks.append(colleague.desks[0])
    be_at(cast, "stranger", plan)
    assert seen("asean_desk", plan) == [("Stranger", "reading")]
    assert seen("secretariat", plan) == []
    assert seen("head_my", plan) == []


def test_whoever_falls_silent_is_gone(plan: Plan, clause: Clause, cast: Cast, clock: Clock) -> None:
    be_at(cast, "head_jp", plan, clause)
    before = marks([plan.id])
    clock.forward(seconds=44)
    assert seen("delegate_jp", plan) == [("Head Jp", "reading")]
    clock.forward(seconds=2)
    assert seen("delegate_jp", plan) == []
    assert marks([plan.id]) != before
    be_at(cast, "delegate_my", plan)
    assert session.scalar(select(func.count()).select_from(Presence)) == 1


def test_a_sign_of_life_changes_nothing_that_others_wait_for(plan: Plan, cast: Cast, clock: Clock) -> None:
    same = {"session_id": held(cast, "head_jp"), "tab": uuid.uuid4()}
    be_at(cast, "head_jp", plan, **same)
    before = marks([plan.id])
    clock.forward(seconds=20)
    be_at(cast, "head_jp", plan, **same)
    assert marks([plan.id]) == before
    be_at(cast, "head_jp", plan, doing="editing", **same)
    assert marks([plan.id]) != before


def test_editing_in_one_window_and_reading_in_another_is_editing(plan: Plan, clause: Clause, cast: Cast) -> None:
    be_at(cast, "head_jp", plan, clause, "reading")
    be_at(cast, "head_jp", plan, clause, "editing")
    be_at(cast, "head_jp", plan)
    assert [(one.doing, one.clause) for one in beside(plan, person("delegate_jp"))] in (
        [("editing", clause.id), ("reading", None)],
        [("reading", None), ("editing", clause.id)],
    )


def test_who_leaves_is_gone_at_once(plan: Plan, cast: Cast) -> None:
    same = {"session_id": held(cast, "head_jp"), "tab": uuid.uuid4()}
    be_at(cast, "head_jp", plan, **same)
    with transaction():
        actions.leave(person("head_jp"), plan, **same)
    assert seen("delegate_jp", plan) == []


def test_nothing_of_it_is_an_event(plan: Plan, clause: Clause, cast: Cast) -> None:
    before = session.scalar(select(func.count()).select_from(Event))
    be_at(cast, "head_jp", plan, clause)
    assert session.scalar(select(func.count()).select_from(Event)) == before


def test_one_browser_has_not_more_than_twenty_pages(plan: Plan, cast: Cast) -> None:
    mine = held(cast, "head_jp")
    for _ in range(23):
        be_at(cast, "head_jp", plan, session_id=mine)
    assert session.scalar(select(func.count()).select_from(Presence)) == 20


def test_what_is_refused(plan: Plan, cast: Cast) -> None:
    elsewhere = clause_of(make_plan("Another"), "Each party")
    with pytest.raises(Invalid, match="not in the plan"):
        be_at(cast, "head_jp", plan, elsewhere)
    with pytest.raises(Invalid, match="reading or editing"):
        be_at(cast, "head_jp", plan, doing="sleeping")
