"""Drafting, editing, submitting and rebasing amendments: what is checked, kept and given back."""

from __future__ import annotations

import uuid

import pytest

from poa.actions import amendments, plans
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, Stale
from poa.models import Amendment, Circle, Clause
from poa.queries import amendments as queries

from ..cast import Cast, clause_of, make_amendment, make_insert, person
from .desk import SHARE, clause_with, on_current, places, plan_of, settle, state, variant, words

pytestmark = pytest.mark.usefixtures("cast")
WILL = SHARE.replace("should", "will")
MAY = SHARE.replace("should", "may")
MONTH = SHARE.replace("each year", "each month")


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def propose(clause: Clause, text: str | None = WILL, *, by: str = "delegate_jp", **more: object) -> Amendment:
    with transaction():
        given = {"revision_id": clause.revision.id, "text": text, "rationale": "So it is.", **more}
        return amendments.propose(person(by), clause, **given)  # type: ignore[arg-type]


def causes(amendment: Amendment) -> list[str]:
    return [version.cause for version in queries.versions(amendment)]


def test_a_draft_is_the_delegations_own(clause: Clause) -> None:
    made = propose(clause, package=True)
    assert (made.state, made.stale, made.package, made.kind) == ("draft", False, True, "modify")
    assert (made.circle.kind, made.circle.name, made.intended.name) == ("own", "JP", "all")
    assert (made.party.code, made.author.name, made.revision_id) == ("JP", "Delegate Jp", clause.revision.id)
    assert causes(made) == ["drafted"]


def test_a_party_has_many_on_one_clause(clause: Clause) -> None:
    propose(clause)
    propose(clause, MAY, by="colleague_jp")
    assert len(queries.of_clause(clause, person("head_jp"))) == 2


def test_line_ends_are_made_alike(clause: Clause) -> None:
    assert propose(clause, "One line.\r\n\r\nAnother.\rA third.").text == "One line.\n\nAnother.\nA third."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": SHARE}, "text"),
        ({"text": ""}, "text"),
        ({"text": None}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "will \u202eshare"}, "text"),
        ({"text": "will &#x202e;share"}, "text"),
        ({"text": "sh\u200bare"}, "text"),
        ({"rationale": "x\0"}, "rationale"),
        ({"rationale": "x" * 10_001}, "rationale"),
        ({"kind": "insert"}, "kind"),
        ({"revision_id": uuid.uuid4()}, "revision"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_field(clause: Clause, given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        propose(clause, **{"text": WILL, **given})  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert session.query(Amendment).count() == 0


def test_thai_spelling_is_taken(clause: Clause) -> None:
    assert propose(clause, "ความร่วมมือ\u200bทางวิทยาศาสตร์").text.count("\u200b") == 1


def test_an_older_base_gives_both_texts_and_the_merge(clause: Clause) -> None:
    old = clause.revision.id
    make_amendment(clause, MONTH, by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    with pytest.raises(Stale) as refusal:
        propose(clause, WILL, revision_id=old)
    told = refusal.value
    assert (told.current, told.theirs, told.yours) == (str(clause.revision.id), MONTH, WILL)
    assert told.merged == WILL.replace("year", "month")


def test_an_older_base_with_no_clean_merge_says_so(clause: Clause) -> None:
    old = clause.revision.id
    make_amendment(clause, MAY, by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    with pytest.raises(Stale) as refusal:
        propose(clause, WILL, revision_id=old)
    assert (refusal.value.theirs, refusal.value.yours, refusal.value.merged) == (MAY, WILL, None)


def test_a_deletion_has_no_text(clause: Clause) -> None:
    made = propose(clause, "ignored", kind="delete")
    assert (made.kind, made.text) == ("delete", "")


@pytest.mark.parametrize(
    ("given", "field"), [({"text": ""}, "text"), ({"kind": "section"}, "kind"), ({"kind": "x"}, "kind")]
)
def test_what_is_no_new_clause(clause: Clause, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        amendments.propose_insert(person("delegate_jp"), plan_of(clause), after=None, **{"text": "New.", **given})
    assert refusal.value.field == field


def test_a_new_clause_stands_after_one_of_the_same_plan(clause: Clause) -> None:
    other = clause_with("A clause of another plan.")
    with pytest.raises(Invalid) as refusal:
        make_insert(plan_of(clause), other, "New.")
    assert refusal.value.field == "after"
    with transaction():
        plans.retire_clause(person("secretariat"), clause, reason="It is elsewhere.")
    with pytest.raises(Invalid):
        make_insert(plan_of(clause), clause, "New.")


def test_a_draft_is_edited_and_every_wording_kept(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    with transaction():
        amendments.edit(cast.colleague_jp, made, text=MAY, rationale="Softer.", package=True, version=1)
    assert (made.text, made.rationale, made.package) == (MAY, "Softer.", True)
    kept = queries.versions(made)
    assert [(row.number, row.text, row.author.name) for row in kept] == [
        (1, WILL, "Delegate Jp"),
        (2, MAY, "Colleague Jp"),
    ]


def test_two_colleagues_on_one_draft_lose_nothing(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    with transaction():
        amendments.edit(cast.colleague_jp, made, text=MAY, version=1)
    with pytest.raises(Stale) as refusal, transaction():
        amendments.edit(cast.delegate_jp, made, text=MONTH, version=1)
    assert (refusal.value.theirs, refusal.value.yours) == (MAY, MONTH)
    assert state(made)[2] == MAY


def test_an_edit_that_leaves_nothing_changed_is_refused(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    with pytest.raises(Invalid), transaction():
        amendments.edit(cast.delegate_jp, made, text=SHARE)
    assert state(made)[2] == WILL


def test_the_submitted_wording_stays_beside_what_is_left_of_it(clause: Clause) -> None:
    both = make_amendment(clause, MONTH.replace("should", "will"))
    settle(clause, words(places(clause)[0], "intend to"))
    submitted = queries.submitted_wording(both)
    assert submitted is not None
    assert submitted.text == MONTH.replace("should", "will")
    assert both.text == MONTH.replace("should", "intend to")


def test_a_stale_draft_is_submitted_after_its_rebase_only(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    make_amendment(clause, MAY, by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    with pytest.raises(Stale) as refusal, transaction():
        amendments.submit(cast.head_jp, made)
    assert (refusal.value.theirs, refusal.value.yours, refusal.value.merged) == (MAY, WILL, None)
    with pytest.raises(Stale), transaction():
        amendments.rebase(cast.head_jp, made)
    with transaction():
        amendments.rebase(cast.delegate_jp, made, text=MAY.replace("may", "can"), revision_id=clause.revision.id)
    assert state(made) == ("draft", False, MAY.replace("may", "can"))
    assert on_current(made)
    with transaction():
        amendments.submit(cast.head_jp, made)
    assert causes(made) == ["drafted", "rebased", "submitted"]


@pytest.mark.parametrize("brought", ["draft", "submitted", "tabled"])
def test_what_is_stale_is_rebased_in_any_open_state(clause: Clause, cast: Cast, brought: str) -> None:
    made = make_amendment(clause, WILL, state=brought, by="vn", circle="ASEAN" if brought == "tabled" else "all")
    make_amendment(clause, MAY)
    settle(clause, variant(places(clause)[0], "JP"))
    assert state(made) == (brought, True, WILL)
    with pytest.raises(Stale), transaction():
        amendments.rebase(cast.head_vn, made)
    with transaction():
        amendments.rebase(cast.head_vn, made, text=WILL, revision_id=clause.revision.id)
    assert state(made) == (brought, False, WILL)


def test_words_for_a_text_that_has_moved_again_are_given_back(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    make_amendment(clause, MAY, by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    seen = clause.revision.id
    make_amendment(clause, MAY.replace("year", "month"), by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    mine = MAY.replace("may", "can")
    with pytest.raises(Stale) as refusal, transaction():
        amendments.rebase(cast.delegate_jp, made, text=mine, revision_id=seen)
    assert (refusal.value.yours, refusal.value.theirs) == (mine, MAY.replace("year", "month"))
    assert state(made) == ("draft", True, WILL)


def test_a_rebase_to_the_same_words_leaves_nothing(clause: Clause, cast: Cast) -> None:
    made = propose(clause)
    make_amendment(clause, MAY, by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    with pytest.raises(Invalid) as refusal, transaction():
        amendments.rebase(cast.delegate_jp, made, text=MAY, revision_id=clause.revision.id)
    assert refusal.value.field == "text"


def test_the_circle_it_is_meant_for_is_one_of_its_partys(clause: Clause, cast: Cast) -> None:

    made = propose(clause)
    query = session.query(Circle).filter_by(plan_id=clause.plan_id)
    asean, own = query.filter_by(name="ASEAN").one(), query.filter_by(name="JP", kind="own").one()
    other = session.query(Circle).filter_by(plan_id=plan_of(clause_with()).id, kind="all").one()
    for circle in (asean, own, other):
        with pytest.raises(Invalid) as refusal, transaction():
            amendments.submit(cast.head_jp, made, circle=circle)
        assert (refusal.value.field, state(made)[0]) == ("circle", "draft")


def test_what_is_taken_back_may_be_edited_and_submitted_again(clause: Clause, cast: Cast) -> None:
    made = make_amendment(clause, WILL, state="submitted")
    with transaction():
        amendments.take_back(cast.head_jp, made)
        amendments.edit(cast.delegate_jp, made, text=MAY)
        amendments.submit(cast.head_jp, made)
    submitted = queries.submitted_wording(made)
    assert submitted is not None
    assert (made.state, submitted.text) == ("submitted", MAY)


@pytest.mark.parametrize("name", ["official_jp", "secretariat", "asean_desk", "observer"])
def test_who_proposes_nothing(clause: Clause, name: str) -> None:
    with pytest.raises(NotAllowed):
        propose(clause, by=name)
    with pytest.raises(NotAllowed), transaction():
        amendments.propose_insert(person(name), plan_of(clause), after=None, text="New.")


def test_a_clause_that_is_gone_is_not_amended(clause: Clause, cast: Cast) -> None:
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="It is elsewhere.")
    with pytest.raises(Conflict):
        propose(clause)
    assert clause_of(plan_of(clause), "Each").retired_at is None
