"""Settling place by place: what is taken, what becomes of the amendments, what is refused."""

from __future__ import annotations

import uuid

import pytest

from poa.actions import amendments, settlements
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Amendment, AmendmentVersion, Clause, Revision, User

from ..cast import Cast, make_amendment, person
from .desk import SHARE, base, clause_with, on_current, places, settle, state, variant, words

pytestmark = pytest.mark.usefixtures("cast")
WILL = SHARE.replace("should", "will")
MAY = SHARE.replace("should", "may")
MONTH = SHARE.replace("each year", "each month")
BOTH = WILL.replace("all results", "the results")


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def test_a_variant_is_taken(clause: Clause) -> None:
    will, may = make_amendment(clause, WILL), make_amendment(clause, MAY, by="th")
    [place] = places(clause)
    before = clause.revision
    settled = settle(clause, variant(place, "JP", basis="consent", note="By letter of 3 May."))
    assert (settled.settled, settled.open) == (1, 0)
    assert clause.revision is settled.revision
    assert (settled.revision.text, settled.revision.number, settled.revision.cause) == (WILL, 2, "merge")
    assert settled.revision.previous_id == before.id
    assert (state(will)[0], state(may)[0]) == ("merged", "superseded")
    assert will.closed_at is not None


def test_the_base_is_kept(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    settled = settle(clause, base(places(clause)[0]))
    assert settled.revision.text == SHARE
    assert settled.revision.number == 2
    assert state(will)[0] == "superseded"


def test_other_words_are_nobodys(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    settled = settle(clause, words(places(clause)[0], "intend to"))
    assert settled.revision.text == SHARE.replace("should", "intend to")
    assert [part for part in settled.revision.parts if part["base"] != part["text"]] == [
        {"base": "should", "text": "intend to", "parties": []}
    ]
    assert settled.revision.settlements[0]["parties"] == []
    assert state(will)[0] == "superseded"


def test_other_words_that_are_somebodys_after_all_are_theirs(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    settled = settle(clause, words(places(clause)[0], "will"))
    assert settled.revision.settlements[0]["parties"] == ["JP"]
    assert state(will)[0] == "merged"


def test_other_words_may_be_none(clause: Clause) -> None:
    make_amendment(clause, SHARE.replace(" each year", " in spring"))
    settled = settle(clause, words(places(clause)[0], ""))
    assert settled.revision.text == SHARE.replace("each year", "")


def test_what_is_recorded_of_a_settlement(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    with transaction():
        amendments.support(person("head_vn"), will)
    [place] = places(clause)
    settled = settle(clause, variant(place, "JP", basis="silence", note="Nobody spoke."))
    assert settled.revision.settlements == [
        {
            "locus": place.locus,
            "base": "should",
            "text": "will",
            "take": "variant",
            "parties": ["JP", "VN"],
            "variants": [{"text": "will", "parties": ["JP", "VN"], "amendments": [str(will.id)]}],
            "basis": "silence",
            "note": "Nobody spoke.",
        }
    ]
    assert settled.revision.parts == [
        {"base": "ASEAN and Japan ", "text": "ASEAN and Japan ", "parties": []},
        {"base": "should", "text": "will", "parties": ["JP", "VN"]},
        {
            "base": " share all results of common interest each year.",
            "text": " share all results of common interest each year.",
            "parties": [],
        },
    ]


def test_what_is_not_settled_stays_open_and_rebased(clause: Clause) -> None:
    will, month, both = (
        make_amendment(clause, WILL),
        make_amendment(clause, MONTH, by="th"),
        make_amendment(clause, BOTH, by="vn"),
    )
    first = places(clause)[0]
    settled = settle(clause, base(first))
    assert (settled.settled, settled.open) == (1, 2)
    assert settled.revision.text == SHARE
    assert state(will)[0] == "superseded"
    assert state(month) == ("tabled", False, MONTH)
    assert state(both) == ("tabled", False, SHARE.replace("all results", "the results"))
    assert on_current(month)
    assert on_current(both)
    assert [place.base for place in places(clause)] == ["all", "year"]
    kept = session.query(AmendmentVersion).filter_by(amendment_id=both.id).order_by(AmendmentVersion.number).all()
    assert [(row.cause, row.text) for row in kept][-2:] == [("submitted", BOTH), ("settled", both.text)]


def test_words_taken_earlier_count_at_the_end(clause: Clause) -> None:
    both = make_amendment(clause, BOTH)
    settle(clause, variant(places(clause)[0], "JP"))
    assert clause.revision.text == WILL
    assert state(both) == ("tabled", False, BOTH)
    settle(clause, base(places(clause)[0]))
    assert state(both)[0] == "merged"


def test_all_of_it_at_once(clause: Clause) -> None:
    make_amendment(clause, BOTH)
    make_amendment(clause, MONTH, by="th")
    one, two, three = places(clause)
    settled = settle(clause, variant(three, "TH"), words(one, "might"), base(two))
    assert settled.revision.text == SHARE.replace("should", "might").replace("year", "month")
    assert (settled.settled, settled.open) == (3, 0)


def test_the_same_words_of_two_parties_are_one_variant(clause: Clause) -> None:
    make_amendment(clause, WILL, by="th")
    make_amendment(clause, WILL)
    [place] = places(clause)
    assert [one.parties for one in place.variants] == [("TH", "JP")]
    settled = settle(clause, variant(place, "JP"))
    assert settled.revision.parts[1]["parties"] == ["TH", "JP"]


@pytest.mark.parametrize("takes", ["one place", "one place of two", "two ways"])
def test_a_package_is_settled_whole(clause: Clause, takes: str) -> None:
    package = make_amendment(clause, BOTH, package=True)
    one, two = places(clause)
    choices = {
        "one place": [variant(one, "JP")],
        "one place of two": [base(two)],
        "two ways": [variant(one, "JP"), base(two)],
    }[takes]
    with pytest.raises(Invalid, match="package"):
        settle(clause, *choices)
    assert state(package) == ("tabled", False, BOTH)
    assert clause.revision.number == 1


def test_a_package_is_taken_or_left_whole(clause: Clause) -> None:
    package = make_amendment(clause, BOTH, package=True)
    one, two = places(clause)
    assert settle(clause, variant(one, "JP"), variant(two, "JP")).revision.text == BOTH
    assert state(package)[0] == "merged"
    other = make_amendment(clause, BOTH.replace("will", "may").replace("the results", "some results"), package=True)
    one, two = places(clause)
    assert settle(clause, words(one, "can"), base(two)).revision.text == BOTH.replace("will", "can")
    assert state(other)[0] == "superseded"


def bad(place: object, name: str) -> list[Choice]:
    locus = getattr(place, "locus", "")
    return {
        "nothing named": [],
        "no such variant": [Choice(locus, "variant", "session", variant=1)],
        "a variant below nought": [Choice(locus, "variant", "session", variant=-1)],
        "a variant without index": [Choice(locus, "variant", "session")],
        "no such basis": [Choice(locus, "base", "majority")],
        "no such way": [Choice(locus, "vote", "session")],
        "other words that are not there": [Choice(locus, "text", "session")],
        "words nobody can see": [Choice(locus, "text", "session", text="wi\u200bll")],
        "a NUL": [Choice(locus, "text", "session", text="wi\0ll")],
        "a note with a NUL": [Choice(locus, "base", "session", note="a\0b")],
        "the same place twice": [Choice(locus, "base", "session"), Choice(locus, "variant", "session", variant=0)],
    }[name]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("nothing named", "choices"),
        ("no such variant", "variant"),
        ("a variant below nought", "variant"),
        ("a variant without index", "variant"),
        ("no such basis", "basis"),
        ("no such way", "take"),
        ("other words that are not there", "text"),
        ("words nobody can see", "text"),
        ("a NUL", "text"),
        ("a note with a NUL", "note"),
        ("the same place twice", "choices"),
    ],
)
def test_a_choice_that_cannot_be_read_changes_nothing(clause: Clause, name: str, field: str) -> None:
    will = make_amendment(clause, WILL)
    with pytest.raises(Invalid) as refusal:
        settle(clause, *bad(places(clause)[0], name))
    assert refusal.value.field == field
    assert (clause.revision.number, state(will)[0]) == (1, "tabled")


def test_no_settlement_leaves_a_clause_without_a_word(clause: Clause) -> None:
    make_amendment(clause, "Entirely different words")
    with pytest.raises(Invalid, match="deletion"):
        settle(clause, *(words(place, " ") for place in places(clause)))


@pytest.mark.parametrize("what", ["tabled", "withdrawn"])
def test_a_place_that_is_no_longer_as_it_was_seen_is_unknown(clause: Clause, cast: Cast, what: str) -> None:
    will = make_amendment(clause, WILL)
    seen = places(clause)[0]
    if what == "tabled":
        make_amendment(clause, MAY, by="th")
    else:
        with transaction():
            amendments.withdraw(cast.head_jp, will)
    with pytest.raises(Conflict, match="no longer"):
        settle(clause, base(seen))
    assert clause.revision.number == 1


def test_support_and_what_changes_elsewhere_leave_a_place_its_name(clause: Clause, cast: Cast) -> None:
    will = make_amendment(clause, WILL)
    seen = places(clause)[0]
    make_amendment(clause, MONTH, by="th")
    with transaction():
        amendments.support(cast.head_vn, will)
    assert settle(clause, variant(seen, "JP")).revision.text == WILL


def test_the_preview_is_what_comes_of_it_and_writes_nothing(clause: Clause, cast: Cast) -> None:
    make_amendment(clause, BOTH)
    make_amendment(clause, MONTH, by="th")
    one, _, three = places(clause)
    choices = [variant(one, "JP"), words(three, "quarter")]
    with transaction():
        shown = settlements.preview(cast.secretariat, clause, revision_id=clause.revision.id, choices=choices)
    assert session.query(Revision).filter_by(clause_id=clause.id).count() == 1
    assert shown == settle(clause, *choices).revision.text


@pytest.mark.parametrize("name", ["asean_desk", "stranger", "head_jp", "observer"])
def test_only_the_desk_of_everyone_settles(clause: Clause, name: str) -> None:
    make_amendment(clause, WILL)
    with pytest.raises(NotAllowed):
        settle(clause, base(places(clause)[0]), by=name)


def test_a_revision_of_another_clause_is_none(clause: Clause) -> None:
    make_amendment(clause, WILL)
    other = clause_with("Another clause of another plan.").revision.id
    for id in (other, uuid.uuid4()):
        with pytest.raises(Invalid) as refusal:
            settle(clause, base(places(clause)[0]), revision=id)
        assert refusal.value.field == "revision"


def test_only_what_is_before_everyone_is_settled(clause: Clause) -> None:
    """What ASEAN keeps to itself, and what is drafted or submitted, lies on no desk's table."""
    make_amendment(clause, WILL, by="th", circle="ASEAN")
    make_amendment(clause, MAY, state="submitted")
    make_amendment(clause, MAY, by="sg", state="draft")
    make_amendment(clause, kind="delete", by="vn")
    assert places(clause) == ()
    assert settlements.desk_overlay(_both_desks(), clause).places == ()


def _both_desks() -> User:
    """Somebody who serves both desks."""
    with transaction():
        who = person("secretariat")
        who.desks = [*who.desks, *person("asean_desk").desks]
    return person("secretariat")


def test_stale_amendments_lie_beside_the_overlay(clause: Clause) -> None:
    make_amendment(clause, WILL)
    own = make_amendment(clause, MAY, by="th", circle="ASEAN")
    settle(clause, variant(places(clause)[0], "JP"))
    assert (own.stale, own.state, own.text) == (True, "tabled", MAY)
    assert places(clause) == ()
    assert session.get_one(Amendment, own.id).revision_id != clause.revision_id
