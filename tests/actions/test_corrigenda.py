"""Corrigenda: words that stand exactly once, in time objected to or not, beside a draft that never changes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from poa.actions import corrigenda, plans
from poa.db import now, session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, NotFound
from poa.models import Clause, Corrigendum, Draft, Event, Mail, Plan
from poa.queries import corrigenda as queries
from poa.queries import find

from ..cast import CODES, Cast, clause_of, email_of, make_draft, make_plan, person
from ..doubles import Clock

HOUR = dt.timedelta(hours=1)
TEXT = "They will will share the results, and the the data."
EVERYBODY = ("head_jp", "delegate_jp", "official_jp", "head_th", "co_chair", "secretariat", "asean_desk", "observer")


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(markdown=f"# A plan\n\n{TEXT}\n\nEach party will name a contact point.\n")


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "They")


@pytest.fixture
def draft(plan: Plan) -> Draft:
    return make_draft(plan)


def propose(
    draft: Draft, clause: Clause, wrong: str = "will will", right: str = "will", by: str = "secretariat", **more: Any
) -> Corrigendum:
    with transaction():
        return corrigenda.propose(
            person(by), draft, **{"clause_id": clause.id, "expires_at": now() + HOUR, **more}, wrong=wrong, right=right
        )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"wrong": "shall"}, "wrong"),
        ({"wrong": "the"}, "wrong"),
        ({"wrong": " "}, "wrong"),
        ({"right": ""}, "right"),
        ({"right": "will will"}, "right"),
        ({"right": "a\u202eb"}, "right"),
        ({"clause_id": uuid.UUID(int=7)}, "clause"),
        ({"expires_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "expires_at"),
    ],
)
def test_what_is_no_corrigendum(draft: Draft, clause: Clause, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(draft, clause, **given)
    assert refused.value.field == field


def test_words_that_overlap_stand_twice(draft: Draft, clause: Clause) -> None:
    """Side by side or not: `ana` stands more than once in `Ananas`."""
    with pytest.raises(Invalid):
        propose(make_draft(make_plan(markdown="# B\n\nAnananas.\n"), "Rev.8"), clause, wrong="ana")
    assert propose(draft, clause, "the the", "the").number == 1


def test_it_is_of_what_was_issued_whatever_came_after(plan: Plan, draft: Draft, clause: Clause, cast: Cast) -> None:
    with transaction():
        plans.edit_clause(cast.secretariat, clause, revision_id=clause.revision.id, text="Else.", reason="x")
    hash, content = draft.content_hash, draft.content
    made = propose(draft, clause)
    assert (made.state, draft.content_hash, draft.content) == ("proposed", hash, content)
    with pytest.raises(Invalid):
        propose(draft, clause, "Else", "Other")


def test_it_stands_from_its_very_moment_unless_somebody_objected(draft: Draft, clause: Clause, clock: Clock) -> None:
    first, second = propose(draft, clause), propose(draft, clause, "the the", "the")
    with transaction():
        corrigenda.object_to(person("head_th"), second, reason="It is meant.")
    clock.now = first.expires_at - dt.timedelta(microseconds=1)
    assert (first.state, second.state, queries.standing(draft)) == ("proposed", "objected", [])
    clock.now = first.expires_at
    assert (first.state, second.state, queries.standing(draft)) == ("stands", "objected", [first])
    assert queries.corrected(draft) == {str(clause.id): "They will share the results, and the the data."}
    for made, said in ((first, "stands since"), (second, "already")):
        with pytest.raises(Conflict, match=said), transaction():
            corrigenda.object_to(person("head_jp"), made, reason="No.")


def test_several_of_one_clause_are_put_in_at_their_places(draft: Draft, clause: Clause, clock: Clock) -> None:
    propose(draft, clause, "the the", "the")
    propose(draft, clause, "will will", "would")
    clock.forward(hours=1)
    assert queries.corrected(draft) == {str(clause.id): "They would share the results, and the data."}


def test_two_do_not_mend_the_same_words(draft: Draft, clause: Clause) -> None:
    first = propose(draft, clause)
    with pytest.raises(Conflict, match="Corrigendum 1"):
        propose(draft, clause, "will share", "share")
    with transaction():
        corrigenda.object_to(person("head_jp"), first, reason="No.")
    assert propose(draft, clause, "will share", "share").number == 2


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_proposes_and_who_objects(draft: Draft, clause: Clause, who: str) -> None:
    made = propose(draft, clause)
    if who != "secretariat":
        with pytest.raises(NotAllowed):
            propose(draft, clause, "the the", "the", by=who)
    try:
        with transaction():
            corrigenda.object_to(person(who), made, reason="No.")
        assert who in ("head_jp", "head_th")
    except NotAllowed:
        assert who not in ("head_jp", "head_th")


def test_one_of_an_asean_draft_is_nobody_elses(plan: Plan, clause: Clause, cast: Cast) -> None:
    with transaction():
        cast.secretariat.desks = [*cast.secretariat.desks, *cast.asean_desk.desks]
    made = propose(make_draft(plan, circle="ASEAN"), clause)
    with pytest.raises(NotFound):
        find(Corrigendum, made.id, cast.head_jp)
    with pytest.raises(NotAllowed), transaction():
        corrigenda.object_to(cast.head_jp, made, reason="No.")
    assert email_of("head_jp") not in set(session.scalars(select(Mail.recipient)))
    [event] = session.scalars(select(Event).where(Event.subject_id == made.id)).unique()
    assert event.circle.name == "ASEAN"


def test_all_heads_are_told_of_both(draft: Draft, clause: Clause) -> None:
    made = propose(draft, clause)
    with transaction():
        corrigenda.object_to(person("head_th"), made, reason="It is meant.")
    heads = sorted(email_of(f"head_{code.lower()}") for code in CODES)
    assert sorted(session.scalars(select(Mail.recipient))) == sorted(heads * 2)
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == made.id).order_by(Event.number)).all()
    assert kinds == ["corrigendum.proposed", "corrigendum.objected"]
