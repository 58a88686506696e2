"""Packages across clauses: taken together or not at all, before whom they are, taken back as one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from poa.actions import adoptions, amendments, packages, revisions, settlements
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, NotFound, PoaError
from poa.models import Amendment, Clause, Package, Plan, Revision
from poa.queries import find
from poa.queries.circles import circle_all, circle_named
from poa.queries.packages import members

from ..cast import Cast, clause_of, make_amendment, make_draft, make_insert, person
from . import desk
from .scene import holds

SHARE = "ASEAN and Japan should share all results of common interest."
POINT = "Each party will name a contact point."
REVIEW = "Progress is reviewed each year."

pytestmark = pytest.mark.usefixtures("cast")


def amend(plan: Plan, text: str, old: str, new: str, **more: Any) -> Amendment:
    return make_amendment(clause_of(plan, text), text.replace(old, new), **more)


def pack(plan: Plan, *found: Amendment, by: str = "head_jp", name: str = "The deal") -> Package:
    with transaction():
        return packages.make(person(by), plan, name=name, amendments=list(found))


def settle(package: Package, take: str = "all", by: str = "secretariat", **more: Any) -> list[Revision]:
    with transaction():
        return packages.settle(person(by), package, take=take, basis=more.pop("basis", "session"), **more)


def text_of(clause: Clause) -> str:
    session.refresh(clause)
    return clause.revision.text


@pytest.fixture
def deal(plan: Plan) -> tuple[Package, list[Amendment]]:
    """Japan's: other words at two places of a clause, the deletion of another, a new one; beside others' amendments."""
    will = make_amendment(clause_of(plan, SHARE), SHARE.replace("should", "will").replace("all results", "all data"))
    gone = make_amendment(clause_of(plan, POINT), kind="delete")
    new = make_insert(plan, clause_of(plan, REVIEW), "A report follows.")
    return pack(plan, will, gone, new), [will, gone, new]


def test_all_of_it_is_taken(plan: Plan, deal: tuple[Package, list[Amendment]]) -> None:
    package, mine = deal
    other = amend(plan, SHARE, "common", "shared", by="th")
    clause, gone = clause_of(plan, SHARE), clause_of(plan, POINT)
    made = settle(package, note="Session 4")
    assert [desk.state(item)[0] for item in mine] == ["merged"] * 3
    assert text_of(clause) == SHARE.replace("should", "will").replace("all results", "all data")
    assert desk.state(other) == ("tabled", False, text_of(clause).replace("common", "shared"))
    assert gone.retired_at is not None
    assert clause_of(plan, "A report follows.").position == clause_of(plan, REVIEW).position + 1
    assert (len(made), package.state) == (3, "settled")
    assert {item["basis"] for revision in made for item in revision.settlements} == {"session"}
    assert holds(circle_all(plan.id))


def test_none_of_it_is_taken(plan: Plan, deal: tuple[Package, list[Amendment]]) -> None:
    package, mine = deal
    numbers = [clause_of(plan, text).revision.number for text in (SHARE, POINT)]
    assert settle(package, "none") == []
    assert [desk.state(item)[0] for item in mine] == ["superseded"] * 3
    assert [clause_of(plan, text).revision.number for text in (SHARE, POINT)] == numbers
    assert package.state == "settled"


def test_nothing_of_it_is_settled_by_itself(plan: Plan, deal: tuple[Package, list[Amendment]]) -> None:
    _package, [will, gone, new] = deal
    clause = clause_of(plan, SHARE)
    same = amend(plan, SHARE, "should", "may", by="th")
    [first, _second] = desk.places(clause)
    for choice in (desk.base(first), desk.variant(first, "JP"), desk.variant(first, "TH"), desk.words(first, "must")):
        with pytest.raises(Invalid, match="The deal"):
            desk.settle(clause, choice)
    for act in (adoptions.adopt, adoptions.leave):
        for item in (gone, new):
            with pytest.raises(Invalid, match="The deal"), transaction():
                act(person("secretariat"), item, basis="session")
    theirs = make_amendment(clause, kind="delete", by="th")
    with pytest.raises(Invalid, match="The deal"):
        desk.adopt(theirs)
    assert [desk.state(item)[0] for item in (will, gone, new, same, theirs)] == ["tabled"] * 5


def test_what_is_not_in_it_is_settled_beside_it(plan: Plan, deal: tuple[Package, list[Amendment]]) -> None:
    package, [will, *_] = deal
    amend(plan, SHARE, "common", "shared", by="th")
    clause = clause_of(plan, SHARE)
    [place] = [place for place in desk.places(clause) if place.base == "common"]
    desk.settle(clause, desk.variant(place, "TH"))
    assert desk.state(will)[0] == "tabled"
    settle(package)
    assert "all data of shared" in text_of(clause)


def test_an_undo_of_one_takes_all_back_and_opens_it_again(plan: Plan, deal: tuple[Package, list[Amendment]]) -> None:
    package, mine = deal
    clause, gone = clause_of(plan, SHARE), clause_of(plan, POINT)
    for _ in range(2):  # it can be settled and taken back again
        made = settle(package)
        new = clause_of(plan, "A report follows.")
        with transaction():
            revisions.undo(person("secretariat"), made[1], reason="Japan had not spoken.")
        assert (text_of(clause), gone.retired_at) == (SHARE, None)
        assert new.retired_at is not None
        assert [desk.state(item)[0] for item in mine] == ["tabled"] * 3
        assert package.state == "open"
    with pytest.raises(Conflict, match="taken back already"), transaction():
        revisions.undo(person("secretariat"), made[0], reason="Once more.")


def test_an_undo_is_refused_where_one_of_them_cannot_be_undone(
    plan: Plan, deal: tuple[Package, list[Amendment]]
) -> None:
    package, _mine = deal
    made = settle(package)
    later = make_amendment(clause_of(plan, "ASEAN and Japan will share"), text=made[0].text.replace("data", "facts"))
    clause = clause_of(plan, "ASEAN and Japan will share")
    desk.settle(clause, desk.variant(desk.places(clause)[0], "JP"))
    with pytest.raises(Conflict, match=r"The deal.*later revision"), transaction():
        revisions.undo(person("secretariat"), made[1], reason="All of it.")
    session.expire_all()
    assert clause_of(plan, "A report follows.").retired_at is None
    assert (package.state, desk.state(later)[0]) == ("settled", "merged")
    make_draft(plan)
    with pytest.raises(Conflict, match=r"The deal.*issued"), transaction():
        revisions.undo(person("secretariat"), made[1], reason="All of it.")


@pytest.mark.parametrize("what", ["draft", "submitted", "stale"])
def test_it_is_settled_once_all_of_it_can_be(plan: Plan, what: str) -> None:
    tabled = amend(plan, SHARE, "should", "will")
    other = amend(plan, POINT, "will", "may", state=what if what != "stale" else "tabled")
    if what == "stale":
        package = pack(plan, tabled, other)
        theirs = amend(plan, POINT, "will name", "names", by="th")
        place = next(place for place in desk.places(clause_of(plan, POINT)))
        with pytest.raises(Invalid):
            desk.settle(clause_of(plan, POINT), desk.variant(place, "TH"))
        with transaction():
            other.stale = True
        assert theirs.state == "tabled"
        with pytest.raises(Conflict, match="stale"):
            settle(package)
        return
    with pytest.raises(Invalid) as refusal:
        pack(plan, tabled, other)
    assert refusal.value.field == "amendments"


def test_while_it_is_drafted_it_is_the_delegations_own_and_binds_nobody(plan: Plan, cast: Cast) -> None:
    one = amend(plan, SHARE, "should", "will", state="draft")
    two = amend(plan, POINT, "will", "may", state="draft")
    package = pack(plan, one, two)
    id = package.id
    for item, seen in ((one, False), (two, True)):
        with transaction():
            amendments.submit(cast.head_jp, item, circle=circle_all(plan.id))
            amendments.table(cast.secretariat, item, circle=circle_all(plan.id))
        if seen:
            assert find(Package, id, cast.secretariat).circle.name == "all"
            assert find(Package, id, cast.head_th) is package
            continue
        with pytest.raises(NotFound):
            find(Package, id, cast.secretariat)
        clause = clause_of(plan, SHARE)
        with pytest.raises(Conflict):
            settle(package)
        with pytest.raises(_Undo):
            tried(
                partial(
                    settlements.record,
                    cast.secretariat,
                    clause,
                    revision_id=clause.revision.id,
                    choices=[desk.base(desk.places(clause)[0])],
                )
            )
    with pytest.raises(Invalid, match="The deal"):
        desk.settle(clause_of(plan, SHARE), desk.base(desk.places(clause_of(plan, SHARE))[0]))


class _Undo(Exception):
    """Ends a trial without a trace."""


def tried(act: Callable[[], object]) -> None:
    with transaction():
        act()
        raise _Undo


def test_each_party_puts_in_and_takes_out_its_own(plan: Plan, cast: Cast) -> None:
    ours, theirs = amend(plan, SHARE, "should", "will"), amend(plan, POINT, "will", "may", by="th")
    with pytest.raises(NotAllowed):
        pack(plan, ours, theirs)
    package = pack(plan, ours)
    for who, refusal in ((cast.head_jp, NotAllowed), (cast.head_sg, NotAllowed)):
        with pytest.raises(refusal), transaction():
            packages.add(who, package, theirs)
    with transaction():
        packages.add(cast.head_th, package, theirs)
    assert members(package) == [ours, theirs]
    with pytest.raises(Conflict, match="The deal"), transaction():
        packages.make(cast.head_th, plan, name="Another", amendments=[theirs])
    with pytest.raises(NotAllowed), transaction():
        packages.dissolve(cast.head_th, package)
    with pytest.raises(NotAllowed), transaction():
        packages.remove(cast.head_jp, package, theirs)
    with transaction():
        packages.remove(cast.head_th, package, theirs)
    assert (members(package), package.state) == ([ours], "open")
    with transaction():
        amendments.withdraw(cast.head_jp, ours)
    assert (members(package), package.state) == ([], "dissolved")


def test_contradictions_in_it_are_a_conflict(plan: Plan, cast: Cast) -> None:
    ours, theirs = amend(plan, SHARE, "should", "will"), amend(plan, SHARE, "should", "may", by="th")
    package = pack(plan, ours)
    with transaction():
        packages.add(cast.head_th, package, theirs)
    with pytest.raises(Conflict, match="different words"):
        settle(package)
    with transaction():
        packages.remove(cast.head_th, package, theirs)
    settle(package)
    assert [desk.state(item)[0] for item in (ours, theirs)] == ["merged", "superseded"]


def test_what_cannot_be_made(plan: Plan, cast: Cast) -> None:
    ours, own = amend(plan, SHARE, "should", "will"), amend(plan, POINT, "will", "may", state="draft")
    asean = amend(plan, POINT, "will", "should", by="th", circle="ASEAN")
    cases: list[tuple[str, str, list[Amendment], type[PoaError], str | None]] = [
        ("head_jp", " ", [ours], Invalid, "name"),
        ("head_jp", "Nothing", [], Invalid, "amendments"),
        ("head_jp", "Two circles", [ours, own], Invalid, "amendments"),
        ("delegate_jp", "By a delegate", [ours], NotAllowed, None),
        ("secretariat", "By the desk", [ours], NotAllowed, None),
        ("co_chair", "By the chair", [ours], NotAllowed, None),
        ("head_th", "Of another", [ours], NotAllowed, None),
    ]
    for by, name, found, refusal, field in cases:
        with pytest.raises(refusal) as refused:
            pack(plan, *found, by=by, name=name)
        assert getattr(refused.value, "field", None) == field
    package = pack(plan, asean, by="head_th")
    assert package.circle is circle_named(plan.id, "ASEAN", cast.head_th)
    with pytest.raises(NotFound):
        find(Package, package.id, cast.head_jp)


VERBS: dict[str, tuple[set[str], Callable[[str, Package, Amendment], object]]] = {
    "add": ({"head_jp"}, lambda who, package, free: packages.add(person(who), package, free)),
    "remove": ({"head_jp"}, lambda who, package, _: packages.remove(person(who), package, members(package)[0])),
    "dissolve": ({"head_jp"}, lambda who, package, _: packages.dissolve(person(who), package)),
    "settle": (
        {"secretariat"},
        lambda who, package, _: packages.settle(person(who), package, take="all", basis="session"),
    ),
}
ROLES = ["delegate_jp", "head_jp", "official_jp", "head_th", "observer", "asean_desk", "stranger", "secretariat"]


@pytest.mark.parametrize("state", ["open", "settled", "dissolved"])
def test_every_verb_in_every_state_by_everybody(plan: Plan, cast: Cast, state: str) -> None:
    package = pack(plan, amend(plan, SHARE, "should", "will"))
    free = amend(plan, POINT, "will", "may")
    if state == "settled":
        settle(package)
    if state == "dissolved":
        with transaction():
            packages.dissolve(cast.head_jp, package)
    for verb, (those, act) in VERBS.items():
        for role in [*ROLES, "co_chair"]:
            with pytest.raises((_Undo, PoaError)) as outcome:
                tried(partial(act, role, package, free))
            want = NotAllowed if role not in those else _Undo if state == "open" else Conflict
            assert type(outcome.value) is want, f"{verb} by {role}"
