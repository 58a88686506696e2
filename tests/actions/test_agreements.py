"""Record as agreed: what every party has said that it can accept, and nothing that one of them left unanswered."""

from __future__ import annotations

import pytest

from poa.actions import agreements, amendments, packages, parking, positions
from poa.actions.agreements import Wanted
from poa.actions.settlements import Settled
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Amendment, Clause, Plan
from poa.queries import agreements as queries
from poa.queries.circles import circle_named
from poa.queries.plans import label_map

from ..cast import CODES, Cast, clause_of, make_amendment, make_plan, person
from ..databases import counted_queries
from . import desk

SHARE = "ASEAN and Japan should share all results of common interest."
POINT = "Each party will name a contact point."
REVIEW = "Progress is reviewed each year."
REST = [code for code in CODES if code != "JP"]

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, SHARE)


def say(it: Amendment | Clause, codes: list[str], position: str = "can_accept", circle: str | None = None) -> None:
    """These parties state a position on an amendment or a clause."""
    for code in codes:
        with transaction():
            who = person(f"head_{code.lower()}")
            where = circle_named(it.plan_id, circle, who) if circle else None
            if isinstance(it, Amendment):
                positions.state_on(who, it, position=position, circle=where)
            else:
                positions.state(who, it, position=position, circle=where)


def found(plan: Plan) -> queries.Agreements:
    return queries.agreements(plan, person("secretariat"))


def record(plan: Plan, *wanted: Wanted, by: str = "secretariat") -> list[Settled]:
    with transaction():
        return agreements.record(person(by), plan, wanted=wanted, basis="session", note="Session 4")


def seen(clause: Clause, *places: str) -> Wanted:
    return Wanted(clause, clause.revision.id, places or None)


def test_silence_of_one_party_is_no_agreement(plan: Plan, clause: Clause) -> None:
    amendment = make_amendment(clause, SHARE.replace("should", "will"))
    assert [near.answer.silent for near in found(plan).nearest] == [tuple(REST)]
    say(amendment, [code for code in REST if code != "VN"])
    assert found(plan).items == ()
    [near] = found(plan).nearest
    assert (near.label, near.answer.silent) == (near.label, ("VN",))
    for wanted in (seen(clause), seen(clause, near.answer.place.locus)):
        with pytest.raises(Conflict, match="Nothing was recorded"):
            record(plan, wanted)
    with transaction():
        amendments.support(person("head_vn"), amendment)
    [item] = found(plan).items
    assert (item.text, set(item.places[0].accepting)) == (SHARE.replace("should", "will"), set(CODES))
    [done] = record(plan, seen(clause))
    assert (done.revision.text, done.settled, desk.state(amendment)[0]) == (item.text, 1, "merged")
    assert [(one["basis"], one["note"]) for one in done.revision.settlements] == [("session", "Session 4")]


@pytest.mark.parametrize("position", ["oppose", "reserve", "pending_capital"])
@pytest.mark.parametrize("on", ["amendment", "clause"])
def test_whoever_is_against_it_keeps_it_open(plan: Plan, clause: Clause, position: str, on: str) -> None:
    amendment = make_amendment(clause, SHARE.replace("should", "will"))
    say(amendment, REST)
    assert len(found(plan).items) == 1
    say(amendment if on == "amendment" else clause, ["TH"], position)
    assert (found(plan).items, found(plan).nearest) == ((), ())


def test_what_the_desk_may_not_know_is_silence_to_it(plan: Plan, clause: Clause) -> None:
    """Only what was said to the co-chairs or to all counts: what ASEAN said among itself does not."""
    amendment = make_amendment(clause, SHARE.replace("should", "will"))
    say(amendment, [code for code in REST if code != "TH"])
    say(amendment, ["TH"], circle="ASEAN")
    assert [near.answer.silent for near in found(plan).nearest] == [("TH",)]


def test_the_clause_is_answered_for_only_since_the_proposal_was_made(plan: Plan, clause: Clause) -> None:
    say(clause, ["TH"])
    amendment = make_amendment(clause, SHARE.replace("should", "will"))
    say(amendment, [code for code in REST if code != "TH"])
    assert [near.answer.silent for near in found(plan).nearest] == [("TH",)]
    say(clause, ["TH"])
    assert len(found(plan).items) == 1


def test_only_places_with_one_wording_and_no_part_of_a_package(plan: Plan, clause: Clause, cast: Cast) -> None:
    two = SHARE.replace("should", "will").replace("all results", "all data")
    ours = make_amendment(clause, two, package=True)
    theirs = make_amendment(clause, SHARE.replace("should", "may"), by="th")
    say(ours, REST)
    say(theirs, [code for code in CODES if code != "TH"])
    assert found(plan).items == ()
    with transaction():
        amendments.withdraw(cast.head_th, theirs)
    [item] = found(plan).items
    assert (len(item.places), item.text) == (2, two)
    with transaction():
        packages.make(cast.head_jp, plan, name="The deal", amendments=[ours])
    assert found(plan).items == ()


def test_one_clause_that_moved_stops_all_and_is_named(plan: Plan, clause: Clause) -> None:
    other = clause_of(plan, POINT)
    for each, old, new in ((clause, "should", "will"), (other, "will", "may")):
        say(make_amendment(each, each.revision.text.replace(old, new)), REST)
    assert {item.clause for item in found(plan).items} == {clause, other}
    before = [seen(clause), seen(other)]
    desk.settle(other, desk.base(desk.places(other)[0]))
    label = {item.clause: item.label for item in found(plan).items}
    with pytest.raises(Conflict) as refused:
        record(plan, *before)
    assert f"party: {label_map(plan)[other.id]}." in str(refused.value)
    assert (clause.revision.number, list(label)) == (1, [clause])
    [done] = record(plan, before[0])
    assert done.revision.clause is clause


def test_places_that_were_not_seen_are_not_recorded(plan: Plan, clause: Clause) -> None:
    say(make_amendment(clause, SHARE.replace("should", "will")), REST)
    [item] = found(plan).items
    [first] = [answer.place.locus for answer in item.places]
    say(make_amendment(clause, SHARE.replace("common", "shared"), by="th"), [code for code in CODES if code != "TH"])
    [done] = record(plan, seen(clause, first))
    assert (done.revision.text, done.open) == (SHARE.replace("should", "will"), 1)
    with pytest.raises(Conflict):
        record(plan, seen(clause, first))


def test_a_place_with_a_basis_of_its_own_goes_along(plan: Plan, clause: Clause) -> None:
    say(make_amendment(clause, SHARE.replace("should", "will")), REST)
    other = clause_of(plan, REVIEW)
    make_amendment(other, REVIEW.replace("each", "every"), by="th")
    [place] = desk.places(other)
    chosen = Wanted(other, other.revision.id, choices=(desk.variant(place, "TH", basis="silence"),))
    assert [done.revision.text for done in record(plan, seen(clause), chosen)] == [
        SHARE.replace("should", "will"),
        REVIEW.replace("each", "every"),
    ]
    assert [one["basis"] for one in other.revision.settlements] == ["silence"]


def test_parked_sections_wait_and_only_the_desk_records(plan: Plan, clause: Clause, cast: Cast) -> None:
    say(make_amendment(clause, SHARE.replace("should", "will")), REST)
    for by in ("asean_desk", "head_jp", "co_chair", "observer", "stranger"):
        with pytest.raises(NotAllowed):
            record(plan, seen(clause), by=by)
    for wanted in ([], [seen(clause), seen(clause)]):
        with pytest.raises(Invalid):
            record(plan, *wanted)
    with transaction():
        parking.park(cast.co_chair, clause_of(plan, "Areas"), reason="It waits.")
    assert (found(plan).items, found(plan).nearest) == ((), ())


def test_the_preview_needs_a_fixed_number_of_queries() -> None:
    counts = []
    for size in (2, 8):
        text = "# A plan\n\n## One\n\n" + "\n\n".join(f"Clause number {n} stands here." for n in range(size)) + "\n"
        plan = make_plan(markdown=text)
        for n in range(size):
            clause = clause_of(plan, f"Clause number {n} ")
            amendment = make_amendment(clause, f"Clause number {n} stood here.")
            say(amendment, ["TH"])
        reader = person("secretariat")
        session.expire_all()
        with counted_queries() as sent:
            assert len(queries.agreements(plan, reader).nearest) == size
        counts.append(len(sent))
    assert counts[0] == counts[1]
