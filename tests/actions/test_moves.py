"""Moves and alternatives: amendments that are taken or left as one, shown in redlines, taken back."""

from __future__ import annotations

import uuid

import pytest

from poa.actions import adoptions, amendments, plans
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, Stale
from poa.models import Amendment, Clause, Plan
from poa.queries.drafts import content
from poa.queries.plans import clauses_in_order
from poa.render.pdf_compare import compare

from ..cast import Cast, clause_of, make_amendment, make_draft, make_plan, person
from .desk import adopt, places, state, undo

TEXT = "# A plan\n\n## One\n\nFirst clause.\n\nSecond clause.\n\n## Two\n\nThird clause.\n\nFourth clause.\n"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(markdown=TEXT)


def order(plan: Plan) -> list[str]:
    session.expire_all()
    return [clause.revision.text.split()[0] for clause in clauses_in_order(plan.id)]


def move(clause: Clause, after: Clause | None, by: str = "jp", *, tabled: bool = True) -> Amendment:
    head = person(f"head_{by}")
    with transaction():
        made = amendments.propose(head, clause, revision_id=clause.revision.id, kind="move", after=after)
        if tabled:
            amendments.submit(head, made)
            amendments.table(person("secretariat"), made, circle=made.intended)
    return made


def test_a_move_changes_the_place_and_no_word(plan: Plan) -> None:
    first, third = clause_of(plan, "First"), clause_of(plan, "Third")
    made, same, other = move(first, third), move(first, third, "vn"), move(first, None, "th")
    words = make_amendment(first, "First clause, indeed.", by="my")
    revision = adopt(made)
    assert order(plan) == ["One", "Second", "Two", "Third", "First", "Fourth"]
    assert (revision.text, revision.cause, revision.basis) == ("First clause.", "move", "session")
    assert [state(item)[0] for item in (made, same, other, words)] == ["merged", "merged", "tabled", "tabled"]
    assert [place.variants[0].parties for place in places(first)] == [("MY",)]


def test_a_section_moves_with_all_that_is_in_it(plan: Plan) -> None:
    adopt(move(clause_of(plan, "Two"), None))
    assert order(plan) == ["Two", "Third", "Fourth", "One", "First", "Second"]


def test_a_move_is_taken_back_to_where_it_stood(plan: Plan) -> None:
    before = order(plan)
    fourth = clause_of(plan, "Fourth")
    made = move(fourth, None)
    adopt(made)
    undo(fourth)
    assert order(plan) == before
    assert state(made)[0] == "tabled"
    adopt(made)
    assert order(plan)[0] == "Fourth"


def test_a_moved_section_is_taken_back_whole(plan: Plan) -> None:
    before = order(plan)
    section = clause_of(plan, "One")
    adopt(move(section, clause_of(plan, "Fourth")))
    undo(section)
    assert order(plan) == before


@pytest.mark.parametrize("goal", ["Second", "First", "elsewhere"])
def test_a_move_goes_to_another_place_of_the_plan(plan: Plan, goal: str) -> None:
    """Not where it stands, not after itself, not into another plan."""
    elsewhere = clause_of(make_plan(markdown=TEXT), "Third") if goal == "elsewhere" else clause_of(plan, goal)
    clause = clause_of(plan, "Second")
    after = clause_of(plan, "First") if goal == "First" else elsewhere
    with pytest.raises(Invalid) as refusal:
        move(clause, after)
    assert refusal.value.field == "after"


def test_a_section_does_not_move_into_itself(plan: Plan) -> None:
    with pytest.raises(Invalid):
        move(clause_of(plan, "One"), clause_of(plan, "Second"))


def test_a_move_waits_for_the_clause_that_it_follows(plan: Plan, cast: Cast) -> None:
    third = clause_of(plan, "Third")
    made = move(clause_of(plan, "First"), third)
    with transaction():
        plans.retire_clause(cast.secretariat, third, reason="Said twice.")
    with pytest.raises(Conflict):
        adopt(made)
    assert order(plan) == ["One", "First", "Second", "Two", "Fourth"]


def test_a_move_is_left_out(plan: Plan) -> None:
    made = move(clause_of(plan, "First"), clause_of(plan, "Third"))
    with transaction():
        adoptions.leave(person("secretariat"), made, basis="session")
    assert (order(plan)[1], state(made)[0]) == ("First", "superseded")


@pytest.mark.parametrize("who", ["head_jp", "official_jp", "asean_desk", "co_chair", "observer"])
def test_only_the_plans_desk_adopts_a_move(plan: Plan, who: str) -> None:
    made = move(clause_of(plan, "First"), None)
    with pytest.raises(NotAllowed), transaction():
        adoptions.adopt(person(who), made, basis="session")
    assert order(plan)[1] == "First"


def test_two_drafts_show_what_moved(plan: Plan) -> None:
    zero = make_draft(plan, "Zero draft", stage="zero")
    adopt(move(clause_of(plan, "First"), clause_of(plan, "Third")))
    later = make_draft(plan, "Rev.1")
    moved = [pair.clause["text"] for pair in compare(content(later), content(zero)) if pair.moved]
    assert moved == ["First clause."]


def alternative(clause: Clause, text: str, by: str = "jp") -> Amendment:
    return make_amendment(clause, text, by=by, kind="alternative")


def test_alternatives_stand_beside_the_clause_and_one_is_taken_whole(plan: Plan) -> None:
    clause = clause_of(plan, "Second")
    made, same, other = (
        alternative(clause, "Another wording.", "jp"),
        alternative(clause, "Another wording.", "vn"),
        alternative(clause, "A third wording.", "th"),
    )
    words = make_amendment(clause, "Second, indeed, clause.", by="my")
    assert len(places(clause)) == 1  # the change of words alone
    revision = adopt(made, "consent")
    assert clause_of(plan, "Another").id == clause.id
    assert revision.basis == "consent"
    assert {key for part in revision.parts for key in part["parties"]} == {"JP", "VN"}
    assert [state(item)[0] for item in (made, same, other)] == ["merged", "merged", "superseded"]
    assert state(words)[:2] == ("tabled", True)
    undo(clause)
    assert clause_of(plan, "Second").id == clause.id
    assert [state(item)[0] for item in (made, same, other, words)] == ["tabled"] * 4


def test_an_alternative_keeps_its_words_when_the_clause_is_settled(plan: Plan) -> None:
    clause = clause_of(plan, "Second")
    made = alternative(clause, "Another wording.")
    with transaction():
        plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text="Second clauses.", reason="Typing."
        )
    session.refresh(made)
    assert (made.text, made.stale, made.revision_id) == ("Another wording.", False, clause.revision_id)


@pytest.mark.parametrize("text", ["Second clause.", "", "  "])
def test_an_alternative_says_something_else(plan: Plan, text: str) -> None:
    with pytest.raises(Invalid):
        alternative(clause_of(plan, "Second"), text)


def test_an_alternative_to_an_old_text_is_stale(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Second")
    with pytest.raises((Invalid, Stale)), transaction():
        amendments.propose(cast.head_jp, clause, revision_id=uuid.uuid4(), kind="alternative", text="X.")
