"""The states of an amendment as a table: whoever may not see it is told nothing, who may not do it is refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from poa.actions import adoptions, amendments, settlements
from poa.actions.choices import Choice
from poa.db import transaction
from poa.errors import Conflict, Invalid, NotAllowed, NotFound
from poa.models import Amendment, Plan
from poa.policy import Permission, may
from poa.queries import find
from poa.queries.circles import circle_all, circle_named

from ..cast import Cast, clause_of, make_amendment, make_insert, person

BASE = "ASEAN and Japan should share all results of common interest."
WILL = BASE.replace("should", "will")
OURS = ("delegate_jp", "colleague_jp", "head_jp", "official_jp")
THEIRS = ("delegate_th", "head_th", "official_th")
DESKS = ("secretariat", "asean_desk", "stranger")
EVERYBODY = (*OURS, *THEIRS, *DESKS, "observer")

Act = tuple[Permission, Callable[[Any, Amendment], object]]
VERBS: dict[str, Act] = {
    "edit": (Permission.AMENDMENT_EDIT, lambda who, it: amendments.edit(who, it, rationale="Said better.")),
    "submit": (Permission.AMENDMENT_SUBMIT, amendments.submit),
    "take_back": (Permission.AMENDMENT_RETURN, amendments.take_back),
    "table": (Permission.AMENDMENT_TABLE, lambda who, it: amendments.table(who, it, circle=it.intended)),
    "withdraw": (Permission.AMENDMENT_WITHDRAW, amendments.withdraw),
    "support": (Permission.AMENDMENT_SUPPORT, amendments.support),
    "end_support": (Permission.AMENDMENT_SUPPORT, amendments.end_support),
    "rebase": (Permission.AMENDMENT_REBASE, amendments.rebase),
    "leave": (Permission.MERGE, lambda who, it: adoptions.leave(who, it, basis="session")),
    "adopt": (Permission.MERGE, lambda who, it: adoptions.adopt(who, it, basis="session")),
}
MAY = {
    "edit": {"delegate_jp", "colleague_jp", "head_jp"},
    "submit": {"head_jp"},
    "take_back": {"head_jp"},
    "table": {"secretariat"},
    "withdraw": {"head_jp"},
    "support": {"head_th"},
    "end_support": {"head_th"},
    "rebase": {"head_jp"},
    "leave": {"secretariat"},
    "adopt": {"secretariat"},
}
SEES = {
    "draft": set(OURS),
    "submitted": {*OURS, "secretariat"},
    "tabled": set(EVERYBODY) - {"stranger"},
    "merged": set(EVERYBODY) - {"stranger"},
    "superseded": set(EVERYBODY) - {"stranger"},
    "withdrawn": set(EVERYBODY) - {"stranger"},
    "withdrawn as a draft": set(OURS),
}
# What each verb makes of an amendment in each state, for those who may; where nothing is said, a conflict.
GIVES = {
    ("draft", "edit"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "take_back"): "draft",
    ("submitted", "table"): "tabled",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "withdraw"): "withdrawn",
    ("tabled", "withdraw"): "withdrawn",
    ("tabled", "support"): "tabled",
    ("tabled", "leave"): "superseded",
    ("tabled", "adopt"): "merged",
}


class _Undo(Exception):
    """Ends a trial without a trace."""


def outcomes(names: Iterable[str], id: uuid.UUID, verbs: Iterable[str]) -> dict[tuple[str, str], str]:
    """What comes of it when these people try: `unseen`, `refused`, `conflict`, or the state it has then."""
    found: dict[tuple[str, str], str] = {}
    allowed: list[tuple[str, str]] = []
    for name in names:
        who = person(name)
        try:
            amendment = find(Amendment, id, who)
        except NotFound:
            found |= {(verb, name): "unseen" for verb in verbs}
            continue
        for verb in verbs:
            if may(who, VERBS[verb][0], amendment):
                allowed.append((verb, name))
            else:
                found[verb, name] = "refused"
    return found | {(verb, name): trial(verb, name, id) for verb, name in allowed}


def trial(verb: str, name: str, id: uuid.UUID) -> str:
    """The state it would have after somebody who may did it, or `conflict`."""
    state = ""
    try:
        with transaction():
            who = person(name)
            amendment = find(Amendment, id, who)
            VERBS[verb][1](who, amendment)
            state = amendment.state
            raise _Undo
    except _Undo:
        return state
    except Conflict:
        return "conflict"


def bring(amendment: Amendment, state: str) -> None:
    """Bring a tabled amendment to a final state."""
    with transaction():
        if state == "withdrawn":
            amendments.withdraw(person("head_jp"), amendment)
        elif state == "superseded" and amendment.kind != "modify":
            adoptions.leave(person("secretariat"), amendment, basis="session")
        elif state == "merged" and amendment.kind != "modify":
            adoptions.adopt(person("secretariat"), amendment, basis="session")
        elif state in ("merged", "superseded"):
            clause = amendment.clause
            assert clause is not None
            [place] = settlements.desk_overlay(person("secretariat"), clause).places
            take = "variant" if state == "merged" else "base"
            choice = Choice(place.locus, take, "session", variant=0)
            settlements.record(
                person("secretariat"), clause, revision_id=amendment.revision_id or uuid.uuid4(), choices=[choice]
            )


def made(plan: Plan, kind: str, state: str) -> Amendment:
    """An amendment of Japan's in a state."""
    before = state if state in ("draft", "submitted") else "draft" if state.endswith("draft") else "tabled"
    if kind == "insert":
        amendment = make_insert(plan, clause_of(plan, BASE), "They will meet each spring.", state=before)
    else:
        amendment = make_amendment(clause_of(plan, BASE), WILL, kind=kind, state=before)
    bring(amendment, state.removesuffix(" as a draft"))
    assert amendment.state == state.removesuffix(" as a draft")
    return amendment


def expected(kind: str, state: str, verb: str, name: str) -> str:
    """What the table says."""
    if name not in SEES[state]:
        return "unseen"
    those = MAY[verb]
    if verb in ("withdraw", "rebase") and state == "draft":
        those = those | {"delegate_jp", "colleague_jp"}
    if name not in those:
        return "refused"
    if kind == "modify" and verb in ("adopt", "leave"):
        return "conflict"
    return GIVES.get((state, verb), "conflict")


@pytest.mark.parametrize("kind", ["modify", "delete", "insert"])
@pytest.mark.parametrize("state", list(SEES))
def test_every_verb_in_every_state_by_everybody(plan: Plan, kind: str, state: str) -> None:
    id = made(plan, kind, state).id
    tries = [(verb, name) for verb in VERBS for name in EVERYBODY]
    assert outcomes(EVERYBODY, id, VERBS) == {(verb, name): expected(kind, state, verb, name) for verb, name in tries}


@pytest.mark.parametrize("verb", list(VERBS))
def test_the_action_asks_by_itself_who_may(plan: Plan, cast: Cast, verb: str) -> None:
    """Whoever calls it, an action asks the policy in its first line."""
    amendment = make_amendment(clause_of(plan, BASE), WILL)
    for name in EVERYBODY:
        if name not in MAY[verb]:
            with pytest.raises(NotAllowed), transaction():
                VERBS[verb][1](person(name), amendment)


ASEAN_SEES = {
    "draft": {"delegate_th", "head_th", "official_th"},
    "submitted": {"delegate_th", "head_th", "official_th", "asean_desk"},
    "tabled": {"delegate_th", "head_th", "official_th", "delegate_sg", "head_sg", "official_sg", "asean_desk"},
}
ASEAN_MAY = {
    ("draft", "submit", "head_th"): "submitted",
    ("draft", "withdraw", "head_th"): "withdrawn",
    ("draft", "withdraw", "delegate_th"): "withdrawn",
    ("submitted", "table", "asean_desk"): "tabled",
    ("submitted", "take_back", "head_th"): "draft",
    ("submitted", "withdraw", "head_th"): "withdrawn",
    ("tabled", "support", "head_sg"): "tabled",
    ("tabled", "withdraw", "head_th"): "withdrawn",
}


@pytest.mark.parametrize("state", list(ASEAN_SEES))
def test_what_is_meant_for_asean_exists_for_nobody_else(plan: Plan, state: str) -> None:
    id = make_amendment(clause_of(plan, BASE), WILL, by="th", state=state, circle="ASEAN").id
    names = (*OURS, *THEIRS, "delegate_sg", "head_sg", "official_sg", *DESKS, "observer")
    found = outcomes(names, id, ("submit", "take_back", "table", "support", "withdraw"))
    assert {name for (_, name), what in found.items() if what != "unseen"} == ASEAN_SEES[state]
    done = {(state, *key): what for key, what in found.items() if what not in ("unseen", "refused", "conflict")}
    assert done == {key: what for key, what in ASEAN_MAY.items() if key[0] == state}


def test_support_is_given_once_and_taken_back(plan: Plan, cast: Cast) -> None:
    amendment = make_amendment(clause_of(plan, BASE), WILL)
    with transaction():
        amendments.support(cast.head_th, amendment)
    assert [party.code for party in amendment.supporters] == ["TH"]
    with pytest.raises(Conflict), transaction():
        amendments.support(cast.head_th, amendment)
    with transaction():
        amendments.end_support(cast.head_th, amendment)
    assert (amendment.supporters, len(amendment.supports)) == ([], 1)
    with transaction():
        amendments.support(cast.head_th, amendment)
        amendments.support(cast.head_sg, amendment)
    assert [party.code for party in amendment.supporters] == ["TH", "SG"]


def test_support_of_what_is_settled_stays_as_it_was(plan: Plan, cast: Cast) -> None:
    amendment = make_amendment(clause_of(plan, BASE), WILL)
    with transaction():
        amendments.support(cast.head_th, amendment)
    bring(amendment, "merged")
    with pytest.raises(Conflict), transaction():
        amendments.end_support(cast.head_th, amendment)
    assert [party.code for party in amendment.supporters] == ["TH"]


def test_a_desk_does_not_show_to_more_than_it_was_given_for(plan: Plan, cast: Cast) -> None:
    """The head submitted it to ASEAN: the ASEAN desk, which reads `all` as well, cannot put it before Japan."""
    amendment = make_amendment(clause_of(plan, BASE), WILL, by="th", state="submitted", circle="ASEAN")
    with pytest.raises(Invalid), transaction():
        amendments.table(cast.asean_desk, amendment, circle=circle_all(plan.id))
    assert amendment.state == "submitted"


def test_a_desk_may_show_it_to_fewer(plan: Plan, cast: Cast) -> None:
    amendment = make_amendment(clause_of(plan, BASE), WILL, by="th", state="submitted")
    with transaction():
        amendments.table(cast.secretariat, amendment, circle=circle_named(plan.id, "ASEAN", cast.head_th))
    assert amendment.circle.name == "ASEAN"
    with pytest.raises(NotFound):
        find(Amendment, amendment.id, cast.secretariat)
    with pytest.raises(NotFound):
        find(Amendment, amendment.id, cast.head_jp)
