"""Taking settlements back: text and amendments as they were, one after the other, until a draft is issued on it."""

from __future__ import annotations

import pytest

from poa.actions import amendments, plans, revisions
from poa.db import session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed
from poa.models import Clause, Revision
from poa.queries import desks

from ..cast import Cast, make_amendment, make_draft, person
from .desk import SHARE, adopt, base, clause_with, on_current, places, plan_of, settle, state, undo, variant, words

pytestmark = pytest.mark.usefixtures("cast")
WILL = SHARE.replace("should", "will")
MAY = SHARE.replace("should", "may")
MONTH = SHARE.replace("each year", "each month")
BOTH = MONTH.replace("should", "will")


def last_settlement(clause: Clause) -> Revision | None:
    """What the desk's page offers to take back."""
    return desks.last_settlement(clause, person("secretariat"))


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def edit(clause: Clause, text: str) -> Revision:
    with transaction():
        return plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text=text, reason="A slip."
        )


def test_a_settlement_is_taken_back_with_its_amendments(clause: Clause) -> None:
    will, may = make_amendment(clause, WILL), make_amendment(clause, MAY, by="th")
    both = make_amendment(clause, BOTH, by="vn")
    settle(clause, variant(places(clause)[0], "TH"))
    assert [state(item) for item in (will, may, both)] == [
        ("superseded", False, WILL),
        ("merged", False, MAY),
        ("tabled", False, MAY.replace("year", "month")),
    ]
    undone = undo(clause, "Thailand had not spoken.")
    assert (undone.text, undone.number, undone.cause, undone.reason) == (SHARE, 3, "undo", "Thailand had not spoken.")
    assert clause.revision is undone
    assert [state(item) for item in (will, may, both)] == [("tabled", False, text) for text in (WILL, MAY, BOTH)]
    assert all(on_current(item) and item.closed_at is None for item in (will, may, both))
    assert [place.base for place in places(clause)] == ["should", "year"]


def test_what_was_proposed_or_withdrawn_since_is_not_turned_back(clause: Clause, cast: Cast) -> None:
    both = make_amendment(clause, BOTH, by="vn")
    settle(clause, variant(places(clause)[0], "VN"))
    later = make_amendment(clause, WILL.replace("all results", "the results"), by="th")
    with transaction():
        amendments.withdraw(cast.head_vn, both)
    undo(clause)
    assert state(both)[0] == "withdrawn"
    assert state(later) == ("tabled", False, SHARE.replace("all results", "the results"))
    assert on_current(later)


def test_settlements_are_taken_back_one_after_the_other(clause: Clause) -> None:
    will, month = make_amendment(clause, WILL), make_amendment(clause, MONTH, by="th")
    first = settle(clause, variant(places(clause)[0], "JP")).revision
    second = settle(clause, variant(places(clause)[0], "TH")).revision
    with pytest.raises(Conflict), transaction():
        revisions.undo(person("secretariat"), first, reason="In the wrong order.")
    assert last_settlement(clause) is second
    undo(clause)
    assert clause.revision.text == WILL
    assert [state(item)[0] for item in (will, month)] == ["merged", "tabled"]
    assert last_settlement(clause) is first
    with transaction():
        revisions.undo(person("secretariat"), first, reason="Neither was right.")
    assert clause.revision.text == SHARE
    assert [state(item) for item in (will, month)] == [("tabled", False, WILL), ("tabled", False, MONTH)]
    assert on_current(will)
    assert on_current(month)
    assert last_settlement(clause) is None


def test_what_has_been_taken_back_cannot_be_taken_back_again(clause: Clause) -> None:
    make_amendment(clause, WILL)
    settled = settle(clause, variant(places(clause)[0], "JP")).revision
    undone = undo(clause)
    for revision in (settled, undone):
        with pytest.raises(Conflict), transaction():
            revisions.undo(person("secretariat"), revision, reason="Once more.")
    assert clause.revision.number == 3


def test_words_taken_and_taken_back_do_not_count(clause: Clause) -> None:
    both = make_amendment(clause, BOTH)
    settle(clause, variant(places(clause)[0], "JP"))
    settle(clause, variant(places(clause)[0], "JP"))
    undo(clause)
    with transaction():
        revisions.undo(person("secretariat"), session.query(Revision).filter_by(number=2).one(), reason="Both.")
    settle(clause, *(base(place) for place in places(clause)))
    assert state(both)[0] == "superseded"


def test_a_later_settlement_after_an_undo_is_undone_too(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    settle(clause, words(places(clause)[0], "intend to"))
    undo(clause)
    settle(clause, variant(places(clause)[0], "JP"))
    assert clause.revision.text == WILL
    undo(clause)
    assert (clause.revision.text, clause.revision.number) == (SHARE, 5)
    assert state(will) == ("tabled", False, WILL)


def test_an_editorial_change_is_taken_back(clause: Clause) -> None:
    will, gone = make_amendment(clause, WILL), make_amendment(clause, MAY.replace("results", "data"), by="th")
    edit(clause, SHARE.replace("results", "outcomes"))
    assert state(gone)[1] is True
    undo(clause)
    assert clause.revision.text == SHARE
    assert state(will) == ("tabled", False, WILL)
    assert on_current(will)
    assert state(gone) == ("tabled", False, MAY.replace("results", "data"))
    assert on_current(gone)


def test_what_only_asean_and_a_delegation_know_finds_its_text_again(clause: Clause) -> None:
    """What went stale unseen is no longer stale once the words that it was written on are back."""
    make_amendment(clause, WILL)
    hidden = make_amendment(clause, MAY, by="th", circle="ASEAN")
    drafted = make_amendment(clause, WILL, by="sg", state="draft")
    settle(clause, variant(places(clause)[0], "JP"))
    assert (state(hidden)[1], state(drafted)[1]) == (True, True)
    undo(clause)
    assert state(hidden) == ("tabled", False, MAY)
    assert state(drafted) == ("draft", False, WILL)
    assert on_current(hidden)
    assert on_current(drafted)


def test_a_reason_is_asked_for(clause: Clause) -> None:
    make_amendment(clause, WILL)
    settle(clause, variant(places(clause)[0], "JP"))
    with pytest.raises(Invalid) as refusal:
        undo(clause, "  ")
    assert (refusal.value.field, clause.revision.number) == ("reason", 2)


@pytest.mark.parametrize("name", ["asean_desk", "stranger", "head_jp", "observer"])
def test_only_the_desk_takes_back(clause: Clause, name: str) -> None:
    make_amendment(clause, WILL)
    settle(clause, variant(places(clause)[0], "JP"))
    with pytest.raises(NotAllowed), transaction():
        revisions.undo(person(name), clause.revision, reason="I should like to.")


def test_nothing_is_taken_back_once_a_draft_is_issued_on_it(clause: Clause) -> None:
    make_amendment(clause, WILL)
    settle(clause, variant(places(clause)[0], "JP"))
    make_draft(plan_of(clause), "Rev.1")
    assert last_settlement(clause) is None
    with pytest.raises(Closed, match=r"Rev\.1"):
        undo(clause)
    assert clause.revision.text == WILL
    make_amendment(clause, WILL.replace("year", "month"))
    settle(clause, variant(places(clause)[0], "JP"))
    undo(clause)
    assert clause.revision.text == WILL


def test_a_draft_that_the_desk_does_not_know_of_is_no_reason(clause: Clause) -> None:
    """To refuse because of a draft issued in ASEAN would tell that there is one."""
    make_amendment(clause, WILL)
    settle(clause, variant(places(clause)[0], "JP"))
    with transaction():
        both = person("secretariat")
        both.desks = [*both.desks, *person("asean_desk").desks]
    make_draft(plan_of(clause), "A1", circle="ASEAN")
    with transaction():
        one = person("secretariat")
        one.desks = [desk for desk in one.desks if desk.bloc is None]
    assert last_settlement(clause) is clause.revision
    assert undo(clause).text == SHARE


@pytest.mark.parametrize("cause", ["import", "insert", "retire", "restore"])
def test_only_settlements_and_editorial_changes_are_taken_back(clause: Clause, cast: Cast, cause: str) -> None:
    desk = cast.secretariat
    with transaction():
        if cause == "insert":
            plan = plan_of(clause)
            clause = plans.insert_clause(desk, plan, after=clause, kind="clause", text="A new one.", level=None)
        if cause in ("retire", "restore"):
            plans.retire_clause(desk, clause, reason="It is elsewhere.")
        if cause == "restore":
            plans.restore_clause(desk, clause)
    with pytest.raises(Conflict):
        undo(clause)


def test_a_deletion_is_taken_back(clause: Clause) -> None:
    deletion, other = make_amendment(clause, kind="delete"), make_amendment(clause, WILL, by="th")
    second = make_amendment(clause, kind="delete", by="vn")
    hidden = make_amendment(clause, MAY, by="sg", circle="ASEAN")
    adopt(deletion)
    assert clause.retired_at is not None
    undo(clause)
    assert (clause.retired_at, clause.revision.text) == (None, SHARE)
    assert [state(item) for item in (deletion, other, second, hidden)] == [
        ("tabled", False, ""),
        ("tabled", False, WILL),
        ("tabled", False, ""),
        ("tabled", False, MAY),
    ]
    assert all(on_current(item) for item in (deletion, other, second, hidden))
