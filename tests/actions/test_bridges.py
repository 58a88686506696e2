"""Bridging proposals: nothing happens until each proponent has consented; then they stand in the others' place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poa.actions import amendments, bridges, group_settlements, packages, plans, revisions
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, NotFound, PoaError
from poa.models import Amendment, Bridge, Clause, Plan
from poa.policy import Permission, may
from poa.queries import find
from poa.queries.bridges import answers, proponents
from poa.queries.circles import circle_all, circle_named

from ..cast import Cast, clause_of, make_amendment, make_plan, person
from . import desk
from .scene import chain, holds

SHARE = "ASEAN and Japan should share all results of common interest."
POINT = "Each party will name a contact point."
WILL, MAY = SHARE.replace("should", "will"), SHARE.replace("should", "may")
BRIDGE = SHARE.replace("should", "will endeavour to")

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan()


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, SHARE)


@pytest.fixture
def both(clause: Clause) -> list[Amendment]:
    """Japan's, which Viet Nam supports, and Thailand's."""
    ours, theirs = make_amendment(clause, WILL), make_amendment(clause, MAY, by="th")
    with transaction():
        amendments.support(person("head_vn"), ours)
    return [ours, theirs]


def propose(clause: Clause, found: list[Amendment], text: str = BRIDGE, by: str = "co_chair") -> Bridge:
    with transaction():
        return bridges.propose(
            person(by), clause, revision_id=clause.revision.id, amendments=found, text=text, rationale="Halfway."
        )


def consent(bridge: Bridge, *who: str, consents: bool = True) -> None:
    for name in who:
        with transaction():
            bridges.consent(person(name), bridge, consents=consents)


def result(bridge: Bridge) -> Amendment:
    return session.get_one(Amendment, bridge.result_id)


def test_with_the_last_consent_it_stands_in_their_place(plan: Plan, clause: Clause, both: list[Amendment]) -> None:
    bridge = propose(clause, list(reversed(both)))
    assert proponents(bridge) == ["JP", "TH"]
    consent(bridge, "head_th")
    assert (bridge.state, [desk.state(item)[0] for item in both]) == ("proposed", ["tabled", "tabled"])
    consent(bridge, "head_jp")
    made = result(bridge)
    assert (bridge.state, [desk.state(item)[0] for item in both]) == ("agreed", ["superseded"] * 2)
    assert (made.state, made.text, made.proposer.code, made.circle.name) == ("tabled", BRIDGE, "JP", "all")
    assert [party.code for party in made.supporters] == ["TH"]
    assert [version.cause for version in made.versions] == ["bridged"]
    [place] = desk.places(clause)
    assert [(variant.text, variant.parties) for variant in place.variants] == [("will endeavour to", ("JP", "TH"))]
    assert holds(circle_all(plan.id))


def test_a_consent_may_be_taken_back_until_all_have_consented(clause: Clause, both: list[Amendment]) -> None:
    bridge = propose(clause, both)
    consent(bridge, "head_jp")
    consent(bridge, "head_jp", consents=False)
    consent(bridge, "head_th")
    assert (bridge.state, {code: item.consents for code, item in answers(bridge).items()}) == (
        "proposed",
        {"JP": False, "TH": True},
    )
    consent(bridge, "head_jp")
    assert (bridge.state, [item.number for item in bridge.consents if item.code == "JP"]) == ("agreed", [1, 2, 3])


def test_one_party_consents_once_for_all_that_it_proposed(clause: Clause, both: list[Amendment]) -> None:
    third = make_amendment(clause, SHARE.replace("all", "the"))
    bridge = propose(clause, [*both, third])
    consent(bridge, "head_th", "head_jp")
    assert [desk.state(item)[0] for item in (*both, third)] == ["superseded"] * 3


def test_a_bloc_consents_by_its_desk(plan: Plan, clause: Clause, cast: Cast) -> None:
    """What ASEAN took to everyone as its own: its desk speaks, none of its members alone."""
    asean = circle_named(plan.id, "ASEAN", cast.asean_desk)
    ours = make_amendment(clause, WILL)
    make_amendment(clause, MAY, by="th", circle="ASEAN")
    [place] = group_settlements.group_overlay(cast.asean_desk, asean, clause).places
    with transaction():
        settled = group_settlements.record(
            cast.asean_desk,
            asean,
            clause,
            revision_id=clause.revision.id,
            choices=[Choice(place.locus, "variant", "session", variant=0)],
        )
        amendments.table(cast.secretariat, settled.amendment, circle=circle_all(plan.id))
    bridge = propose(clause, [ours, settled.amendment])
    assert proponents(bridge) == ["JP", "ASEAN"]
    consent(bridge, "head_jp")
    with pytest.raises(NotAllowed):
        consent(bridge, "head_th")
    consent(bridge, "asean_desk")
    assert (bridge.state, result(bridge).proposer.code) == ("agreed", "JP")
    assert len(result(bridge).supporters) == 11


@pytest.mark.parametrize("how", ["withdrawn", "settled", "moved", "rebased"])
def test_what_happens_to_it_meanwhile(plan: Plan, clause: Clause, both: list[Amendment], how: str, cast: Cast) -> None:
    bridge = propose(clause, both)
    if how == "withdrawn":
        with transaction():
            amendments.withdraw(cast.head_th, both[1])
    if how == "settled":
        desk.settle(clause, desk.base(desk.places(clause)[0]))
    if how in ("moved", "rebased"):
        old, new = ("should share", "intend to pool") if how == "moved" else ("interest", "benefit")
        with transaction():
            plans.edit_clause(
                cast.secretariat,
                clause,
                revision_id=clause.revision.id,
                text=SHARE.replace(old, new),
                reason="Read out so.",
            )
    if how == "rebased":
        assert (bridge.state, bridge.text) == ("proposed", BRIDGE.replace("interest", "benefit"))
        assert bridge.revision_id == clause.revision_id
        consent(bridge, "head_jp", "head_th")
        assert desk.on_current(result(bridge))
        return
    assert bridge.state == "withdrawn"
    words = {"withdrawn": "Thailand", "settled": "settled", "moved": "moved on"}[how]
    assert words in (bridge.reason or "")
    assert chain(circle_all(plan.id))[-1].kind in ("bridge.withdrawn", "clause.settled", "clause.edited")


def test_what_it_replaced_stays_replaced_when_an_older_settlement_is_undone(clause: Clause) -> None:
    two = SHARE.replace("should", "will").replace("all results", "data")
    ours, theirs = make_amendment(clause, two), make_amendment(clause, MAY, by="th")
    place = next(place for place in desk.places(clause) if place.base != "should")
    settled = desk.settle(clause, desk.variant(place, "JP")).revision
    bridge = propose(clause, [ours, theirs], settled.text.replace("should", "will endeavour to"))
    consent(bridge, "head_jp", "head_th")
    with transaction():
        revisions.undo(person("secretariat"), settled, reason="It was not read out.")
    assert [desk.state(item)[0] for item in (ours, theirs)] == ["superseded"] * 2


def test_what_cannot_be_proposed(plan: Plan, clause: Clause, both: list[Amendment], cast: Cast) -> None:
    elsewhere = make_amendment(clause_of(plan, POINT), POINT.replace("will", "may"))
    deletion = make_amendment(clause, kind="delete", by="sg")
    hidden = make_amendment(clause, SHARE.replace("all", "some"), by="th", circle="ASEAN")
    draft = make_amendment(clause, SHARE.replace("all", "most"), state="draft")
    cases: list[tuple[list[Amendment], str, type[PoaError], str | None]] = [
        (both[:1], BRIDGE, Invalid, "amendments"),
        ([both[0], both[0]], BRIDGE, Invalid, "amendments"),
        ([both[0], elsewhere], BRIDGE, Invalid, "amendments"),
        ([both[0], deletion], BRIDGE, Invalid, "amendments"),
        ([both[0], hidden], BRIDGE, Invalid, "amendments"),
        ([both[0], draft], BRIDGE, Conflict, None),
        (both, SHARE, Invalid, "text"),
        (both, "  ", Invalid, "text"),
        (both, BRIDGE + " [JP: always", Invalid, "text"),
        (both, BRIDGE + " [SG: always]", Invalid, "text"),
    ]
    for found, text, refusal, field in cases:
        with pytest.raises(refusal) as refused:
            propose(clause, found, text)
        assert getattr(refused.value, "field", None) == field, (text, field)
    with transaction():
        packages.make(cast.head_jp, plan, name="The deal", amendments=[both[0]])
    with pytest.raises(Invalid, match="The deal"):
        propose(clause, both)


def test_nobody_outside_its_circle_knows_of_it(plan: Plan, clause: Clause, cast: Cast) -> None:
    found = [
        make_amendment(clause, WILL, by="th", circle="ASEAN"),
        make_amendment(clause, MAY, by="sg", circle="ASEAN"),
    ]
    id = propose(clause, found, by="head_vn").id
    assert find(Bridge, id, cast.head_sg).circle.name == "ASEAN"
    for who in (cast.head_jp, cast.secretariat, cast.observer, cast.co_chair):
        with pytest.raises(NotFound):
            find(Bridge, id, who)


VERBS: dict[str, tuple[Permission, set[str], Callable[[Any, Bridge], object]]] = {
    "consent": (Permission.BRIDGE_CONSENT, {"head_jp", "head_th"}, bridges.consent),
    "withdraw": (Permission.BRIDGE_WITHDRAW, {"head_sg", "secretariat"}, bridges.withdraw),
}
ROLES = [
    "delegate_jp",
    "head_jp",
    "official_jp",
    "head_th",
    "head_sg",
    "observer",
    "co_chair",
    "asean_desk",
    "stranger",
]


class _Undo(Exception):
    """Ends a trial without a trace."""


def tried(act: Callable[[Any, Bridge], object], role: str, bridge: Bridge) -> None:
    with transaction():
        act(person(role), bridge)
        raise _Undo


@pytest.mark.parametrize("state", ["proposed", "agreed", "withdrawn"])
def test_every_verb_in_every_state_by_everybody(clause: Clause, both: list[Amendment], state: str) -> None:
    bridge = propose(clause, both, by="head_sg")
    if state == "agreed":
        consent(bridge, "head_jp", "head_th")
    if state == "withdrawn":
        with transaction():
            bridges.withdraw(person("head_sg"), bridge, reason="Too early.")
    assert bridge.state == state
    for verb, (permission, those, act) in VERBS.items():
        for role in [*ROLES, "secretariat"]:
            assert may(person(role), permission, bridge) is (role in those)
            with pytest.raises((_Undo, PoaError)) as outcome:
                tried(act, role, bridge)
            want = NotAllowed if role not in those else _Undo if state == "proposed" else Conflict
            assert type(outcome.value) is want, f"{verb} by {role}"


@pytest.mark.parametrize("role", [*ROLES, "secretariat"])
def test_who_brings_one_in(clause: Clause, both: list[Amendment], role: str) -> None:
    if role in ("head_jp", "head_th", "head_sg", "co_chair", "secretariat"):
        assert propose(clause, both, by=role).state == "proposed"
    else:
        with pytest.raises(NotAllowed):
            propose(clause, both, by=role)
