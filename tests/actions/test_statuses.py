"""The status of a clause as a table: every status, every verb, everybody; and what happens to it by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from poa.actions import ad_refs, amendments, plans, reopenings, statuses
from poa.actions.statuses import Pending
from poa.db import session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed
from poa.models import Clause, Decision, Plan, Reopening, User
from poa.queries import statuses as queries
from poa.queries.circles import circle_named

from ..cast import Cast, clause_of, make_amendment, person
from ..conftest import Clock
from .desk import places, settle, variant

EACH = "Each party will name a contact point."
EVERYBODY = (
    "observer",
    "delegate_jp",
    "official_jp",
    "head_jp",
    "delegate_vn",
    "head_vn",
    "secretariat",
    "asean_desk",
    "co_chair",
)
HEADS = {"head_jp", "head_vn"}
DECIDERS = {"secretariat", "co_chair"}


def _group(who: User, clause: Clause) -> object:
    circle = circle_named(clause.plan_id, "ASEAN", person("head_vn"))
    return statuses.decide(who, clause, status="agreed_in_group", circle=circle)


def _answer(who: User, clause: Clause) -> object:
    asked = session.query(Reopening).filter_by(clause_id=clause.id).one()
    return reopenings.decide(who, asked, granted=True)


VERBS: dict[str, Callable[[User, Clause], object]] = {
    "agree": lambda who, clause: statuses.decide(who, clause, status="agreed", basis="session"),
    "agree in group": _group,
    "close": lambda who, clause: statuses.decide(who, clause, status="closed"),
    "open": lambda who, clause: statuses.decide(who, clause, status="open", reason="A word is missing."),
    "agree ad ref": lambda who, clause: ad_refs.state(who, clause, until=None),
    "confirm": lambda who, clause: ad_refs.confirm(who, clause, confirmed=True),
    "do not confirm": lambda who, clause: ad_refs.confirm(who, clause, confirmed=False),
    "ask": lambda who, clause: reopenings.ask(who, clause, reason="A word is missing."),
    "answer": _answer,
}
MAY = {
    "agree": DECIDERS,
    "agree in group": {"asean_desk"},
    "close": DECIDERS,
    "open": HEADS | DECIDERS | {"asean_desk"},
    "agree ad ref": HEADS,
    "confirm": HEADS,
    "do not confirm": HEADS,
    "ask": HEADS,
    "answer": DECIDERS,
}
# What the clause is then, as who did it knows it; where nothing is said, a conflict for those who may.
GIVES: dict[tuple[str, str, str], str] = {}


def gives(state: str, verb: str, those: set[str], status: str) -> None:
    GIVES.update({(state, verb, name): status for name in those})


for _state in ("open", "agreed_in_group"):
    gives(_state, "agree", DECIDERS, "agreed")
for _state in ("open", "contested"):
    gives(_state, "agree in group", {"asean_desk"}, "agreed in group")
    gives(_state, "agree ad ref", {"head_jp"}, f"{_state}, ad ref JP")
    gives(_state, "agree ad ref", {"head_vn"}, f"{_state}, ad ref VN")
gives("agreed_in_group", "agree ad ref", {"head_jp"}, "open, ad ref JP")
gives("agreed_in_group", "agree ad ref", {"head_vn"}, "agreed in group, ad ref VN")
gives("agreed_in_group", "open", {"head_vn", "asean_desk"}, "open")
gives("agreed", "close", DECIDERS, "closed")
gives("agreed", "open", HEADS | DECIDERS, "open")
gives("agreed", "agree ad ref", {"head_jp"}, "agreed, ad ref JP")
gives("agreed", "agree ad ref", {"head_vn"}, "agreed, ad ref VN")
gives("agreed ad ref", "open", HEADS | DECIDERS, "open")
gives("agreed ad ref", "agree ad ref", {"head_jp"}, "agreed, ad ref VN, JP")
gives("agreed ad ref", "confirm", {"head_vn"}, "agreed")
gives("agreed ad ref", "do not confirm", {"head_vn"}, "open")
for _state in ("closed", "asked"):
    gives(_state, "open", DECIDERS, "open")
gives("closed", "ask", HEADS, "closed")
gives("asked", "ask", {"head_vn"}, "closed")
gives("asked", "answer", DECIDERS, "open")
# The desk of ASEAN sees a clause that everyone agreed, and may not open what was not agreed in its circle.
REFUSED_LATER = {(state, "open", "asean_desk") for state in ("agreed", "agreed ad ref", "closed", "asked")} - {
    (state, "open", "asean_desk") for state in ("closed", "asked")
}


def brought(clause: Clause, state: str) -> None:
    """Bring an open clause to a state."""
    if state == "contested":
        make_amendment(clause, EACH.replace("will", "may"))
    with transaction():
        chair = person("co_chair")
        if state == "agreed_in_group":
            _group(person("asean_desk"), clause)
        if state in ("agreed", "closed", "asked"):
            statuses.decide(chair, clause, status="agreed")
        if state == "agreed ad ref":
            statuses.decide(chair, clause, status="agreed", ad_refs=[Pending("VN")])
        if state in ("closed", "asked"):
            statuses.decide(chair, clause, status="closed")
        if state == "asked":
            reopenings.ask(person("head_jp"), clause, reason="A word.")


class _Undo(Exception):
    """Ends a trial without a trace."""


def trial(clause: Clause, verb: str, name: str) -> str:
    label = ""
    try:
        with transaction():
            who = person(name)
            VERBS[verb](who, session.get_one(Clause, clause.id))
            label = queries.status_of(clause, who).label
            raise _Undo
    except _Undo:
        return label
    except NotAllowed:
        return "refused"
    except Conflict:
        return "conflict"


STATES = ("open", "contested", "agreed_in_group", "agreed", "agreed ad ref", "closed", "asked")


@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state_by_everybody(plan: Plan, state: str) -> None:
    clause = clause_of(plan, "Each party")
    brought(clause, state)
    found, wanted = {}, {}
    for verb in VERBS:
        if verb == "answer" and state != "asked":
            continue
        for name in EVERYBODY:
            key = (state, verb, name)
            found[key] = trial(clause, verb, name)
            may = name in MAY[verb] and key not in REFUSED_LATER
            wanted[key] = GIVES.get(key, "conflict") if may else "refused"
    assert found == wanted


def test_what_stands_is_named(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, EACH.replace("will", "may"), by="th")
    with pytest.raises(Conflict, match="a proposal of TH"), transaction():
        statuses.decide(cast.co_chair, clause, status="agreed")
    other = clause_of(plan, "Progress")
    text = "Progress [will be] is reviewed by {placeholder: body, JST}."
    with transaction():
        plans.edit_clause(cast.secretariat, other, revision_id=other.revision.id, text=text, reason="x")
    assert queries.status_of(other, cast.observer).label == "contested"
    with pytest.raises(Conflict, match=r"the bracket \[will be\]; the placeholder body"), transaction():
        statuses.decide(cast.co_chair, other, status="agreed")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": "contested"}, "status"),
        ({"status": "open"}, "reason"),
        ({"status": "agreed", "basis": "vote"}, "basis"),
        ({"status": "closed", "ad_refs": [Pending("VN")]}, "ad_ref"),
        ({"status": "agreed", "ad_refs": [Pending("XX")]}, "ad_ref"),
        ({"status": "agreed", "ad_refs": [Pending("VN", dt.date(2001, 1, 1))]}, "ad_ref"),
        ({"status": "agreed_in_group"}, "circle"),
    ],
)
def test_what_cannot_be_recorded(plan: Plan, cast: Cast, given: dict[str, object], field: str) -> None:
    clause = clause_of(plan, "Each party")
    with pytest.raises(Invalid) as refused, transaction():
        statuses.decide(cast.secretariat, clause, **given)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert session.query(Decision).count() == 0


def test_a_group_agreement_is_known_there_only(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    brought(clause, "agreed_in_group")
    labels = {name: queries.status_of(clause, person(name)).label for name in EVERYBODY}
    inside = {"delegate_vn", "head_vn", "asean_desk"}
    assert {name for name, label in labels.items() if label == "agreed in group"} == inside
    assert {label for name, label in labels.items() if name not in inside} == {"open"}


def test_other_words_open_it_again_with_a_recorded_decision(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    brought(clause, "agreed_in_group")
    brought(clause, "agreed ad ref")
    with transaction():
        text = EACH.replace("will", "may")
        plans.edit_clause(cast.secretariat, clause, revision_id=clause.revision.id, text=text, reason="x")
    for name in ("observer", "head_vn"):
        assert queries.status_of(clause, person(name)).label == "open"
    said = [(item.circle.name, item.status, item.number) for item in queries.decisions(clause, cast.head_vn)]
    assert sorted(said) == [
        ("ASEAN", "agreed_in_group", 1),
        ("ASEAN", "open", 2),
        ("all", "agreed", 1),
        ("all", "open", 2),
    ]
    assert [line.state for line in queries.ad_refs(plan, cast.observer)] == ["reopened"]


def test_a_proposal_opens_it_again_where_it_is_tabled(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    brought(clause, "agreed")
    make_amendment(clause, EACH.replace("will", "may"), by="th", circle="ASEAN")
    assert queries.status_of(clause, cast.head_vn).label == "agreed"
    make_amendment(clause, EACH.replace("will", "should"))
    assert queries.status_of(clause, cast.observer).label == "contested"
    settle(clause, variant(places(clause)[0], "JP"))
    assert queries.status_of(clause, cast.observer).label == "open"


def test_a_closed_clause_takes_nothing(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    draft = make_amendment(clause, EACH.replace("will", "may"), state="draft")
    waiting = make_amendment(clause, EACH.replace("will", "may"), state="submitted", by="th")
    brought(clause, "closed")
    for act in (
        lambda: amendments.submit(cast.head_jp, draft),
        lambda: amendments.table(cast.secretariat, waiting, circle=circle_named(plan.id, "all", cast.secretariat)),
        lambda: plans.edit_clause(
            cast.secretariat, clause, revision_id=clause.revision.id, text="Other words.", reason="x"
        ),
        lambda: plans.retire_clause(cast.secretariat, clause, reason="x"),
    ):
        with pytest.raises(Closed), transaction():
            act()


def test_the_ledger_says_what_is_overdue(plan: Plan, cast: Cast, clock: Clock) -> None:
    clause = clause_of(plan, "Each party")
    soon, late = clock.now.date() + dt.timedelta(days=3), clock.now.date() + dt.timedelta(days=9)
    with transaction():
        ad_refs.state(cast.head_my, clause, until=late)
        ad_refs.state(cast.head_th, clause, until=soon)
        with pytest.raises(Invalid):
            ad_refs.state(cast.head_jp, clause, until=clock.now.date() - dt.timedelta(days=1))
        with pytest.raises(NotAllowed):
            ad_refs.state(cast.head_jp, clause, until=soon, party="VN")
    clock.forward(days=4)
    found = [(line.party, line.state) for line in queries.ad_refs(plan, cast.observer)]
    assert found == [("TH", "overdue"), ("MY", "open")]
