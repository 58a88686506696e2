"""A meeting as a table: every state, every verb, everybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from poa.actions import meetings, plenary
from poa.db import transaction
from poa.errors import Conflict, NotAllowed, NotFound
from poa.models import Meeting, Minute, Plan
from poa.queries import find
from poa.queries.circles import circle_named
from poa.queries.meetings import minutes

from ..cast import Cast, clause_of, person

EVERYBODY = (
    *("secretariat", "asean_desk", "stranger", "observer", "co_chair", "co_chair_jp"),
    *("head_jp", "delegate_jp", "official_jp", "head_vn", "delegate_vn"),
)
SEES = {"all": set(EVERYBODY) - {"stranger"}, "ASEAN": {"asean_desk", "head_vn", "delegate_vn"}}
KEEPS = {"all": "secretariat", "ASEAN": "asean_desk"}
STATES = ("empty", "clause", "words", "closed")


def owed(meeting: Meeting) -> Minute:
    return next(item for item in minutes(meeting) if item.kind == "owes")


def words(who: Any, it: Meeting) -> Any:
    return plenary.type_words(who, it, words="Each party may name a focal point.", version=it.version)


VERBS: dict[str, Callable[[Any, Meeting], Any]] = {
    "close": meetings.close_meeting,
    "attend": lambda who, it: meetings.attend(who, it, party="VN"),
    "leave": lambda who, it: meetings.leave(who, it, party="TH"),
    "discuss": lambda who, it: plenary.discuss(who, it, clause_of(it.plan, "Progress")),
    "discuss nothing": lambda who, it: plenary.discuss(who, it, None),
    "words": words,
    "read back": plenary.read_back,
    "discard": plenary.discard,
    "minute": lambda who, it: meetings.minute(who, it, kind="note", text="It rained."),
    "done": lambda who, it: meetings.done(who, owed(it)),
}
# What each verb makes of a meeting in each state; where nothing is said, a conflict.
GIVES = {
    ("empty", "close"): "closed",
    ("clause", "close"): "closed",
    ("empty", "attend"): "empty",
    ("clause", "attend"): "clause",
    ("words", "attend"): "words",
    ("empty", "leave"): "empty",
    ("clause", "leave"): "clause",
    ("words", "leave"): "words",
    ("empty", "discuss"): "clause",
    ("clause", "discuss"): "clause",
    ("empty", "discuss nothing"): "empty",
    ("clause", "discuss nothing"): "empty",
    ("clause", "words"): "words",
    ("words", "words"): "words",
    ("clause", "read back"): "clause",
    ("words", "read back"): "clause",
    ("words", "discard"): "clause",
    **{(state, verb): state for state in STATES for verb in ("minute", "done")},
}


def state_of(meeting: Meeting) -> str:
    if meeting.closed_at is not None:
        return "closed"
    return "words" if meeting.words is not None else "clause" if meeting.clause_id else "empty"


def made(plan: Plan, circle: str, state: str) -> Meeting:
    """A meeting in a state, with Thailand present and owing a text."""
    desk = person(KEEPS[circle])
    with transaction():
        meeting = meetings.open_meeting(desk, plan, name="A session", circle=circle_named(plan.id, circle, desk))
        meetings.attend(desk, meeting, party="TH")
        meetings.minute(desk, meeting, kind="owes", text="A text.", party="TH")
        if state in ("clause", "words"):
            plenary.discuss(desk, meeting, clause_of(plan, "Each party"))
        if state == "words":
            plenary.type_words(desk, meeting, words="Each party may name one.", version=meeting.version)
        if state == "closed":
            meetings.close_meeting(desk, meeting)
    assert state_of(meeting) == state
    return meeting


class _Undo(Exception):
    """Ends a trial without a trace."""


def trial(verb: str, name: str, id: uuid.UUID) -> str:
    """`unseen`, `refused`, `conflict`, or the state it would have then."""
    after = ""
    try:
        with transaction():
            who = person(name)
            meeting = find(Meeting, id, who)
            VERBS[verb](who, meeting)
            after = state_of(meeting)
            raise _Undo
    except _Undo:
        return after
    except NotFound:
        return "unseen"
    except NotAllowed:
        return "refused"
    except Conflict:
        return "conflict"


def expected(circle: str, state: str, verb: str, name: str) -> str:
    if name not in SEES[circle]:
        return "unseen"
    if name != KEEPS[circle]:
        return "refused"
    if circle == "ASEAN" and (state, verb) == ("words", "read back"):
        return "conflict"
    return GIVES.get((state, verb), "conflict")


@pytest.mark.parametrize("circle", ["all", "ASEAN"])
@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state_by_everybody(plan: Plan, circle: str, state: str) -> None:
    id = made(plan, circle, state).id
    tries = [(verb, name) for verb in VERBS for name in EVERYBODY]
    found = {(verb, name): trial(verb, name, id) for verb, name in tries}
    assert found == {(verb, name): expected(circle, state, verb, name) for verb, name in tries}


@pytest.mark.parametrize(("circle", "opens"), [("all", {"secretariat"}), ("ASEAN", {"asean_desk"})])
def test_a_circles_desk_opens_its_meetings_one_at_a_time(plan: Plan, cast: Cast, circle: str, opens: set[str]) -> None:
    where = circle_named(plan.id, circle, person(KEEPS[circle]))
    found = set()
    for name in EVERYBODY:
        try:
            with transaction():
                meetings.open_meeting(person(name), plan, name="A session", circle=where)
                found.add(name)
                raise _Undo
        except (_Undo, NotAllowed):
            pass
    assert found == opens
    made(plan, circle, "empty")
    with pytest.raises(Conflict, match="A session is still open"), transaction():
        meetings.open_meeting(person(KEEPS[circle]), plan, name="Another", circle=where)
    made(plan, "ASEAN" if circle == "all" else "all", "empty")
