"""Rounds as a table: every state, every verb, everybody; what a circle takes when; lateness; reminders."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from poa import jobs
from poa.actions import amendments, comments, rounds
from poa.db import now, session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from poa.models import Amendment, Circle, Event, Mail, Plan, Round
from poa.policy import Permission, may
from poa.queries import find
from poa.queries import rounds as queries
from poa.queries.circles import circle_all, circle_named

from ..cast import CODES, Cast, clause_of, email_of, make_amendment, make_comment, person
from ..doubles import Clock
from .scene import EACH, MAY, circles, holds

HOUR = dt.timedelta(hours=1)
EVERYBODY = (
    *("head_jp", "delegate_jp", "official_jp", "head_th", "delegate_th", "co_chair", "co_chair_jp"),
    *("secretariat", "asean_desk", "stranger", "observer"),
)
CONVENERS = {"all": {"secretariat", "co_chair", "co_chair_jp"}, "ASEAN": {"asean_desk"}}
SEES = {"all": set(EVERYBODY) - {"stranger"}, "ASEAN": {"head_th", "delegate_th", "asean_desk"}}
VERBS: dict[str, Callable[[Any, Round], object]] = {
    "extend": lambda who, it: rounds.extend(who, it, closes_at=it.closes_at + HOUR),
    "close": rounds.close,
}
GIVES = {("announced", "extend"): "announced", ("open", "extend"): "open", ("open", "close"): "closed"}


class _Undo(Exception):
    """Ends a trial without a trace."""


def circle(plan: Plan, name: str) -> Circle:
    return circle_named(plan.id, name, person("head_th"))


def begin(
    plan: Plan, name: str = "all", *, opens: float = 0, closes: float = 4, takes: tuple[str, ...] = queries.TAKES
) -> Round:
    """A round that opens and closes so many hours from now."""
    with transaction():
        return rounds.open_round(
            person("asean_desk" if name == "ASEAN" else "secretariat"),
            plan,
            circle=circle(plan, name),
            name="Round",
            opens_at=now() + opens * HOUR,
            closes_at=now() + closes * HOUR,
            takes=takes,
        )


def outcome(name: str, verb: str, round: Round) -> str:
    """What comes of it when this person tries: unseen, refused, conflict, or the state it has then."""
    try:
        with transaction():
            who = person(name)
            found = find(Round, round.id, who)
            allowed = may(who, Permission.CONVENE, found)
            VERBS[verb](who, found)
            assert allowed, f"{name} {verb}: the action allows what the policy does not"
            state = found.state
            raise _Undo
    except _Undo:
        return state
    except NotFound:
        return "unseen"
    except NotAllowed:
        return "refused"
    except Conflict:
        return "conflict"


@pytest.mark.parametrize("name", ["all", "ASEAN"])
@pytest.mark.parametrize(("state", "forward"), [("announced", 0), ("open", 1), ("closed", 4)])
def test_every_verb_in_every_state_by_everybody(
    plan: Plan, clock: Clock, name: str, state: str, forward: float
) -> None:
    made = begin(plan, name, opens=1)
    clock.forward(hours=forward)
    assert made.state == state
    for verb in VERBS:
        for who in EVERYBODY:
            want = GIVES.get((state, verb), "conflict") if who in CONVENERS[name] else "refused"
            assert outcome(who, verb, made) == (want if who in SEES[name] else "unseen"), (who, verb)


def test_who_opens_one(plan: Plan, clock: Clock) -> None:
    for name in ("all", "ASEAN"):
        done = set()
        for who in EVERYBODY:
            try:
                with transaction():
                    rounds.open_round(
                        person(who), plan, circle=circle(plan, name), name="Round", closes_at=clock.now + HOUR
                    )
                    done.add(who)
                    raise _Undo
            except (_Undo, NotAllowed):
                pass
        # Those who decide could in ASEAN, too, if they knew of it: the API names it to nobody outside.
        assert done == CONVENERS["all"] | (CONVENERS[name] if name == "ASEAN" else set())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"closes": 0}, "closes_at"),
        ({"closes": -1}, "closes_at"),
        ({"opens": 2, "closes": 2}, "closes_at"),
        ({"opens": 3, "closes": 2}, "closes_at"),
        ({"takes": ()}, "takes"),
        ({"takes": ("votes",)}, "takes"),
        ({"name": "own"}, "circle"),
    ],
)
def test_what_is_no_round(plan: Plan, cast: Cast, clock: Clock, given: dict[str, Any], field: str) -> None:
    given = dict(given)
    with pytest.raises(Invalid) as refused:
        begin(plan, given.pop("name", "all"), **given)
    assert refused.value.field == field


def test_one_at_a_time_in_a_circle_and_numbered_there(plan: Plan, clock: Clock) -> None:
    first = begin(plan, opens=2, closes=4)
    for opens, closes in ((0, 3), (3, 5), (2.5, 3), (1, 9)):
        with pytest.raises(Conflict, match="One round at a time"):
            begin(plan, opens=opens, closes=closes)
    before, after, other = begin(plan, closes=2), begin(plan, opens=4, closes=6), begin(plan, "ASEAN", closes=9)
    assert [item.number for item in (first, before, after, other)] == [1, 2, 3, 1]
    with pytest.raises(Conflict), transaction():
        rounds.extend(person("secretariat"), before, closes_at=before.closes_at + HOUR)


def test_extending_is_to_a_later_deadline(plan: Plan, clock: Clock) -> None:
    made = begin(plan)
    for by in (0, -1):
        with pytest.raises(Invalid), transaction():
            rounds.extend(person("co_chair"), made, closes_at=made.closes_at + by * HOUR)


# --- what a circle takes ----------------------------------------------------------------------------------------------

BOTH, WORDS, TEXTS = queries.TAKES, ("comments",), ("amendments",)
Spans = list[tuple[float, float, tuple[str, ...]]]
# Rounds by opening, closing and what they take, at the hour 5: are comments and amendments taken, and from the floor?
INTAKE: list[tuple[Spans, bool, bool, bool]] = [
    ([], True, True, False),
    ([(4, 6, BOTH)], True, True, False),
    ([(4, 6, WORDS)], True, False, False),
    ([(4, 6, TEXTS)], False, True, False),
    ([(5, 6, BOTH)], True, True, False),
    ([(4, 5, BOTH)], False, False, True),
    ([(4, 5, WORDS)], False, False, False),
    ([(4, 5, TEXTS)], False, False, True),
    ([(6, 7, BOTH)], False, False, False),
    ([(1, 2, BOTH), (4, 6, WORDS)], True, False, True),
    ([(1, 2, WORDS), (4, 6, TEXTS)], False, True, False),
    ([(1, 2, BOTH), (6, 7, BOTH)], False, False, True),
    ([(1, 2, TEXTS), (3, 4, WORDS)], False, False, True),
]


@pytest.mark.parametrize(("spans", "commented", "amended", "floor"), INTAKE)
def test_what_is_taken_when(
    plan: Plan, clock: Clock, spans: Spans, commented: bool, amended: bool, floor: bool
) -> None:
    clause = clause_of(plan, EACH)
    draft = make_amendment(clause, MAY, state="draft")
    thread = make_comment(clause, by="secretariat")
    for opens, closes, takes in spans:
        begin(plan, opens=opens, closes=closes, takes=takes)
    clock.forward(hours=5)
    head = person("head_jp")
    acts: list[tuple[Callable[[], object], bool]] = [
        (lambda: comments.comment(head, clause, body="So.", circle=circle_all(plan.id)), commented),
        (lambda: comments.reply(head, thread, body="So."), commented),
        (lambda: amendments.submit(head, draft), amended),
        (lambda: amendments.submit(head, draft, floor=True), amended or floor),
        # What the delegation does for itself, what another circle does, and the desk's answers never stop.
        (lambda: comments.comment(head, clause, body="So.", circle=circle_named(plan.id, "own", head)), True),
        (lambda: amendments.edit(head, draft, rationale="Better."), True),
        (lambda: amendments.propose(head, clause, revision_id=clause.revision.id, text="Else."), True),
        (lambda: comments.reply(person("secretariat"), thread, body="Noted."), True),
        (lambda: comments.comment(person("head_th"), clause, body="So.", circle=circle(plan, "ASEAN")), True),
    ]
    for number, (act, taken) in enumerate(acts):
        try:
            with transaction():
                act()
                done = True
                raise _Undo
        except _Undo:
            pass
        except Closed:
            done = False
        assert done is taken, number


def test_it_closes_at_its_very_moment(plan: Plan, clock: Clock) -> None:
    made = begin(plan)
    clock.now = made.closes_at - dt.timedelta(microseconds=1)
    assert queries.intake(made.circle, "amendments").refusal is None
    clock.now = made.closes_at
    refused = queries.intake(made.circle, "amendments")
    assert refused.floor
    assert refused.refusal is not None
    assert re.search(r"The deadline of Round was \d+ \w+ \d{4}, \d\d:\d\d(:\d\d)? UTC\.", refused.refusal)


def test_a_refusal_names_the_deadline_and_the_floor(plan: Plan, clock: Clock) -> None:
    draft = make_amendment(clause_of(plan, EACH), MAY, state="draft")
    begin(plan)
    clock.forward(hours=4)
    with pytest.raises(Closed, match=r"deadline of Round was .* floor"), transaction():
        amendments.submit(person("head_jp"), draft)
    assert draft.state == "draft"


# --- what comes late --------------------------------------------------------------------------------------------------


@pytest.fixture
def late(plan: Plan, clock: Clock) -> Amendment:
    """Japan's amendment, from the floor."""
    made = make_amendment(clause_of(plan, EACH), MAY, state="draft")
    begin(plan)
    clock.forward(hours=5)
    with transaction():
        amendments.submit(person("head_jp"), made, floor=True)
    assert (made.state, made.late) == ("submitted", True)
    return made


def test_in_time_from_the_floor_is_in_time(plan: Plan) -> None:
    made = make_amendment(clause_of(plan, EACH), MAY, state="draft")
    begin(plan)
    with transaction():
        amendments.submit(person("head_jp"), made, floor=True)
    assert not made.late
    with pytest.raises(Conflict, match="in time"), transaction():
        amendments.admit(person("co_chair"), made)


def test_it_is_tabled_once_it_was_admitted(plan: Plan, late: Amendment) -> None:
    everyone = circle_all(plan.id)
    with pytest.raises(Conflict, match="admitted"), transaction():
        amendments.table(person("secretariat"), late, circle=everyone)
    with transaction():
        amendments.admit(person("co_chair"), late)
    with pytest.raises(Conflict, match="already"), transaction():
        amendments.admit(person("secretariat"), late)
    with transaction():
        amendments.table(person("secretariat"), late, circle=everyone)
    assert late.state == "tabled"
    assert all(holds(item) for item in circles(plan))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_admits_it(plan: Plan, late: Amendment, who: str) -> None:
    sees = {"head_jp", "delegate_jp", "official_jp", "secretariat", "co_chair", "co_chair_jp"}
    reader = person(who)
    try:
        with transaction():
            amendments.admit(reader, find(Amendment, late.id, reader))
            done = "admitted"
    except NotFound:
        done = "unseen"
    except NotAllowed:
        done = "refused"
    assert done == ("admitted" if who in CONVENERS["all"] else "refused" if who in sees else "unseen")
    told = {name for name in EVERYBODY if queries.knows_lateness(person(name), late)}
    assert told == sees
    events = session.scalars(select(Event).where(Event.kind == "amendment.admitted")).unique().all()
    assert [(event.circle.kind, event.circle.name) for event in events] == [("chairs", "JP")] * (done == "admitted")


def test_a_desk_admits_in_its_own_circle(plan: Plan, clock: Clock) -> None:
    made = make_amendment(clause_of(plan, EACH), MAY, by="th", state="draft")
    begin(plan, "ASEAN")
    clock.forward(hours=4)
    with transaction():
        amendments.submit(person("head_th"), made, circle=circle(plan, "ASEAN"), floor=True)
    for name in ("secretariat", "co_chair", "head_jp"):
        with pytest.raises(NotFound):
            find(Amendment, made.id, person(name))
    with transaction():
        amendments.admit(person("asean_desk"), made)
        amendments.table(person("asean_desk"), made, circle=circle(plan, "ASEAN"))
    assert not queries.knows_lateness(person("head_sg"), made)


def test_what_is_taken_back_is_a_draft_like_any_other(plan: Plan, late: Amendment) -> None:
    with transaction():
        amendments.admit(person("co_chair"), late)
        amendments.take_back(person("head_jp"), late)
    assert (late.state, late.late, late.admitted_at) == ("draft", False, None)


# --- reminders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "left"), [(400, 24), (96, 24), (95, 23.75), (4, 1), (0.01, 0.0025)])
def test_when_the_reminder_goes_out(plan: Plan, clock: Clock, hours: float, left: float) -> None:
    made = begin(plan, closes=hours)
    due = made.closes_at - left * HOUR
    clock.now = due - dt.timedelta(microseconds=1)
    assert jobs.keep_deadlines() == 0
    clock.now = due
    assert jobs.keep_deadlines() == 1
    assert jobs.keep_deadlines() == 0, "once"
    roles = ("head", "delegate")
    wanted = {email_of(f"{role}_{code.lower()}") for role in roles for code in CODES} | {email_of("colleague_jp")}
    assert sorted(session.scalars(select(Mail.recipient))) == sorted(wanted)


def test_each_is_told_what_its_own_delegation_has_as_drafts(plan: Plan, clock: Clock) -> None:
    make_amendment(clause_of(plan, EACH), MAY, state="draft")
    make_amendment(clause_of(plan, EACH), MAY, by="th", state="submitted")
    begin(plan)
    clock.forward(hours=3.5)
    jobs.keep_deadlines()
    bodies = {mail.recipient: mail.body for mail in session.scalars(select(Mail))}
    assert "\n- a change in 3\n" in bodies[email_of("head_jp")]
    assert bodies[email_of("colleague_jp")].partition(",")[2] == bodies[email_of("head_jp")].partition(",")[2]
    for name in ("head_th", "delegate_vn"):
        assert "no draft that is not submitted" in bodies[email_of(name)]


def test_nobody_is_reminded_of_what_is_over_or_not_open(plan: Plan, clock: Clock) -> None:
    begin(plan, "ASEAN", closes=1)
    begin(plan, opens=2, closes=4)
    clock.forward(hours=1)
    assert jobs.keep_deadlines() == 0
    assert session.query(Mail).count() == 0


def test_an_extended_round_is_reminded_of_again(plan: Plan, clock: Clock) -> None:
    made = begin(plan)
    clock.forward(hours=3)
    assert jobs.keep_deadlines() == 1
    with transaction():
        rounds.extend(person("secretariat"), made, closes_at=made.closes_at + 40 * HOUR)
    assert jobs.keep_deadlines() == 0
    clock.forward(hours=39)
    assert jobs.keep_deadlines() == 1


def test_the_events_are_told_in_the_circle(plan: Plan, clock: Clock) -> None:
    for name, who in (("all", "secretariat"), ("ASEAN", "asean_desk")):
        made = begin(plan, name)
        with transaction():
            rounds.extend(person(who), made, closes_at=made.closes_at + HOUR)
            rounds.close(person(who), made)
        query = select(Event).where(Event.subject_id == made.id).order_by(Event.number)
        found = [(event.kind, event.circle.name) for event in session.scalars(query).unique()]
        assert found == [(f"round.{kind}", name) for kind in ("opened", "extended", "closed")]
    later = begin(plan, opens=1)
    assert session.scalars(select(Event.kind).where(Event.subject_id == later.id)).all() == ["round.announced"]
    assert all(holds(item) for item in circles(plan))
