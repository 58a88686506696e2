"""Deletions and new clauses: adopted or left on their own, with a basis, and taken back."""

from __future__ import annotations

import uuid

import pytest

from poa.actions import adoptions, amendments
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, Stale
from poa.models import Amendment, Clause, Plan
from poa.queries.plans import clauses_in_order, label_map

from ..cast import Cast, clause_of, make_amendment, make_insert, make_plan, person
from .desk import adopt, places, settle, state, undo, variant

TEXT = """\
# A plan

Recalling much;

First clause.

Second clause.

Third clause.
"""


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(markdown=TEXT.replace("Recalling much;\n\n", ""))


def texts(plan: Plan) -> list[str]:
    session.expire_all()
    return [clause.revision.text for clause in clauses_in_order(plan.id)]


def test_a_deletion_takes_the_clause_out(plan: Plan) -> None:
    clause = clause_of(plan, "Second")
    deletion = make_amendment(clause, kind="delete")
    mine, theirs = make_amendment(clause, "Second, indeed.", by="th"), make_amendment(clause, kind="delete", by="vn")
    revision = adopt(deletion, "consent")
    assert texts(plan) == ["First clause.", "Third clause."]
    assert (revision.text, revision.cause, revision.basis) == ("", "adopt_delete", "consent")
    assert [(part["base"], part["parties"]) for part in revision.parts] == [("Second clause.", ["JP", "VN"])]
    assert clause.id not in label_map(plan)
    assert (state(deletion)[0], state(mine)[0], state(theirs)[0]) == ("merged", "superseded", "merged")


def test_whoever_supports_a_deletion_is_behind_it(plan: Plan) -> None:
    deletion = make_amendment(clause_of(plan, "Second"), kind="delete")
    with transaction():
        amendments.support(person("head_vn"), deletion)
    assert adopt(deletion).parts[0]["parties"] == ["JP", "VN"]


def test_what_others_drafted_on_a_deleted_clause_is_stale(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Second")
    drafted = make_amendment(clause, "Second, indeed.", by="th", state="draft")
    adopt(make_amendment(clause, kind="delete"))
    assert state(drafted) == ("draft", True, "Second, indeed.")
    with pytest.raises(Conflict), transaction():
        amendments.rebase(cast.head_th, drafted)
    with pytest.raises(Conflict), transaction():
        amendments.propose(cast.head_th, clause, revision_id=clause.revision.id, text="Third way.")


@pytest.mark.parametrize(("after", "place"), [("First", 1), ("Third", 3), (None, 0)])
def test_a_new_clause_comes_where_it_was_wanted(plan: Plan, after: str | None, place: int) -> None:
    made = make_insert(plan, clause_of(plan, after) if after else None, "A new clause.", by="th")
    revision = adopt(made, "silence")
    found = texts(plan)
    assert (len(found), found[place]) == (4, "A new clause.")
    assert (revision.number, revision.cause, revision.basis) == (1, "adopt_insert", "silence")
    assert revision.parts == [{"base": "", "text": "A new clause.", "parties": ["TH"]}]
    assert state(made)[0] == "merged"


def test_a_new_clause_is_taken_back_and_may_come_again(plan: Plan) -> None:
    made = make_insert(plan, clause_of(plan, "First"), "A new clause.")
    clause = adopt(made).clause
    undo(clause)
    assert texts(plan) == ["First clause.", "Second clause.", "Third clause."]
    assert state(made) == ("tabled", False, "A new clause.")
    adopt(made)
    assert texts(plan) == ["First clause.", "A new clause.", "Second clause.", "Third clause."]


def test_a_new_clause_after_one_that_is_gone_keeps_its_place(plan: Plan) -> None:
    made = make_insert(plan, clause_of(plan, "Second"), "A new clause.")
    adopt(make_amendment(clause_of(plan, "Second"), kind="delete"))
    adopt(made)
    assert texts(plan) == ["First clause.", "A new clause.", "Third clause."]


def test_a_clause_is_deleted_once(plan: Plan) -> None:
    clause = clause_of(plan, "Second")
    one = make_amendment(clause, kind="delete")
    adopt(one)
    with pytest.raises(Conflict):
        adopt(one)


def test_a_deletion_on_a_text_that_moved_is_refused_when_asked(plan: Plan) -> None:
    clause = clause_of(plan, "Second")
    deletion = make_amendment(clause, kind="delete")
    make_amendment(clause, "Second paragraph.", by="th")
    old = clause.revision.id
    settle(clause, variant(places(clause)[0], "TH"))
    assert state(deletion)[:2] == ("tabled", False)
    with pytest.raises(Stale) as refusal, transaction():
        adoptions.adopt(person("secretariat"), deletion, basis="session", revision_id=old)
    assert refusal.value.theirs == "Second paragraph."
    with pytest.raises(Invalid), transaction():
        adoptions.adopt(person("secretariat"), deletion, basis="session", revision_id=uuid.uuid4())
    adopt(deletion)
    assert texts(plan) == ["First clause.", "Third clause."]


@pytest.mark.parametrize("kind", ["delete", "insert"])
def test_leaving_keeps_the_text(plan: Plan, kind: str) -> None:
    clause = clause_of(plan, "Second")
    made = make_amendment(clause, kind="delete") if kind == "delete" else make_insert(plan, clause, "A new one.")
    with transaction():
        adoptions.leave(person("secretariat"), made, basis="consent", note="By letter.")
    assert state(made)[0] == "superseded"
    assert texts(plan) == ["First clause.", "Second clause.", "Third clause."]
    assert clause.revision.number == 1


def test_what_is_before_asean_only_is_not_adopted_for_all(plan: Plan) -> None:
    made = make_insert(plan, None, "A new clause.", by="th", circle="ASEAN")
    with pytest.raises(Conflict):
        adopt(made)
    assert (state(made)[0], len(texts(plan))) == ("tabled", 3)


@pytest.mark.parametrize("act", [adoptions.adopt, adoptions.leave])
def test_a_basis_is_one_of_five(plan: Plan, act: object) -> None:
    made = make_insert(plan, None, "A new clause.")
    with pytest.raises(Invalid) as refusal, transaction():
        act(person("secretariat"), made, basis="vote")  # type: ignore[operator]
    assert (refusal.value.field, state(made)[0]) == ("basis", "tabled")


@pytest.mark.parametrize("name", ["asean_desk", "stranger", "head_jp", "observer"])
def test_only_the_desk_adopts_and_leaves(plan: Plan, name: str) -> None:
    made = make_insert(plan, None, "A new clause.")
    for act in (adoptions.adopt, adoptions.leave):
        with pytest.raises(NotAllowed), transaction():
            act(person(name), made, basis="session")
    assert session.get_one(Amendment, made.id).state == "tabled"
    assert session.query(Clause).filter_by(plan_id=plan.id).count() == 3
