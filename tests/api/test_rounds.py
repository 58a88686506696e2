"""Rounds in the API: their fields, what they refuse, and that nobody else can tell what came late."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from ..client import Client, said
from ..doubles import Clock
from .client import Calls

LATER = "2999-12-01T10:00:00Z"


def at(clock: Clock, **ahead: float) -> str:
    return (clock.now + dt.timedelta(**ahead)).isoformat()


def test_a_round_as_it_is_answered(call: Calls, whole: Any, clock: Clock) -> None:
    path = f"plans/{whole['id']}/rounds"
    made = call.post("co_chair", path, want=201, name=" Second  round ", closes_at="2999-12-01T17:00:00+07:00")
    assert made == {
        "id": made["id"],
        "plan": whole["id"],
        "circle": "all",
        "number": 1,
        "name": "Second round",
        "takes": ["comments", "amendments"],
        "opens_at": clock.now.isoformat().replace("+00:00", "Z"),
        "closes_at": LATER,
        "state": "open",
        "opened_by": "Co Chair",
    }
    assert call.items("observer", path) == [made]
    assert call.get("delegate_th", f"rounds/{made['id']}") == made
    longer = call.post("secretariat", f"rounds/{made['id']}/extend", want=200, closes_at="3000-01-01T00:00:00Z")
    assert longer == made | {"closes_at": "3000-01-01T00:00:00Z"}
    closed = call.post("co_chair_jp", f"rounds/{made['id']}/close", want=200)
    assert (closed["state"], closed["closes_at"]) == ("closed", made["opens_at"])
    asean = call.post("asean_desk", path, want=201, name="Ours", closes_at=LATER, circle="ASEAN", takes=["comments"])
    assert call.items("head_th", path) == [asean, closed] or call.items("head_th", path) == [closed, asean]
    assert call.items("head_jp", path) == [closed]
    call.get("head_jp", f"rounds/{asean['id']}", want=404)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "closes_at"),
        ({"closes_at": "2026-01-01T00:00:00Z"}, "closes_at"),
        ({"closes_at": "2999-12-01T10:00:00"}, "closes_at"),
        ({"closes_at": "soon"}, "closes_at"),
        ({"closes_at": "0001-01-01T00:00:00+14:00"}, "closes_at"),
        ({"closes_at": LATER, "opens_at": LATER}, "closes_at"),
        ({"closes_at": LATER, "takes": []}, "takes"),
        ({"closes_at": LATER, "takes": ["votes"]}, "takes.0"),
        ({"closes_at": LATER, "circle": "ASEAN"}, "circle"),
        ({"closes_at": LATER, "circle": "nobody"}, "circle"),
        ({"closes_at": LATER, "name": " "}, "name"),
    ],
)
def test_what_is_no_round(call: Calls, whole: Any, given: dict[str, Any], field: str) -> None:
    body = {"name": "Round", **given}
    assert call.post("secretariat", f"plans/{whole['id']}/rounds", want=422, **body)["field"] == field
    assert call.items("observer", f"plans/{whole['id']}/rounds") == []


def test_who_has_no_say_is_refused_before_the_body(call: Calls, whole: Any) -> None:
    for who in ("head_jp", "delegate_th", "observer", "official_jp"):
        call.post(who, f"plans/{whole['id']}/rounds", want=403)
    call.post("asean_desk", f"plans/{whole['id']}/rounds", want=403, name="R", closes_at=LATER)


def test_the_deadline_stops_submitting_and_the_floor_goes_on(
    call: Calls, whole: Any, clause: Any, clock: Clock
) -> None:
    draft = call.amend("jp", clause, "energy", "water")
    call.post("secretariat", f"plans/{whole['id']}/rounds", name="Round 1", closes_at=at(clock, hours=4))
    clock.forward(hours=4)
    path = f"amendments/{draft['id']}"
    refused = call.post("head_jp", f"{path}/submit", want=409)
    assert re.search(r"deadline of Round 1 was .* UTC.*floor", refused["detail"])
    assert call.get("head_jp", path)["state"] == "draft"
    call.post("delegate_jp", f"clauses/{clause['id']}/comments", want=409, body="So.", circle="all")
    call.comment("delegate_jp", clause, "own")
    made = call.post("head_jp", f"{path}/submit", want=200, floor=True)
    assert (made["state"], made["late"], made["admitted_at"]) == ("submitted", True, None)
    call.post("secretariat", f"{path}/table", want=409)
    assert call.get("co_chair", path)["late"] is True
    admitted = call.post("co_chair", f"{path}/admit", want=200)
    assert admitted["admitted_at"] is not None
    assert call.post("secretariat", f"{path}/table", want=200)["state"] == "tabled"


@pytest.fixture
def both(call: Calls, whole: Any, clause: Any, clock: Clock) -> tuple[str, str]:
    """Two amendments of Japan's, tabled together: one came in time, the other from the floor."""
    other = call.clause(whole, "They should")
    ids = [call.amend("jp", clause, "will", "may")["id"], call.amend("jp", other, "should", "may")["id"]]
    call.post("secretariat", f"plans/{whole['id']}/rounds", name="Round 1", closes_at=at(clock, hours=4))
    call.post("head_jp", f"amendments/{ids[0]}/submit")
    clock.forward(hours=5)
    call.post("head_jp", f"amendments/{ids[1]}/submit", floor=True)
    call.post("co_chair", f"amendments/{ids[1]}/admit")
    for id in ids:
        call.post("secretariat", f"amendments/{id}/table")
    return ids[0], ids[1]


@pytest.mark.parametrize("who", ["observer", "head_th", "asean_desk", "head_jp", "secretariat", "co_chair"])
def test_nobody_else_can_tell_which_came_late(
    call: Calls,
    whole: Any,
    both: tuple[str, str],
    signed_in: Callable[[str], Client],
    clock: Clock,
    who: str,
) -> None:
    knows = who in ("head_jp", "secretariat", "co_chair")
    answers, pages, history = [], [], []
    of_its_own = ("id", "clause", "text", "submitted_text", "revision")
    for id in both:
        answer = call.get(who, f"amendments/{id}")
        answers.append({name: value for name, value in answer.items() if name not in of_its_own})
        found = [item for item in call.items(who, f"plans/{whole['id']}/events") if item["subject"] == id]
        history.append([(item["kind"], item["circle"], item["at"]) for item in found])
        pages.append(said(signed_in(who).get(f"/amendments/{id}")))
    assert (answers[0] == answers[1]) is not knows
    assert (history[0] == history[1]) is not knows
    assert ["after the deadline" in page for page in pages] == [False, knows]
    assert ("late" in answers[0], "late" in answers[1]) == (knows, knows)
    if not knows:
        assert [kind for kind, _circle, _at in history[1]] == ["amendment.tabled"]
        listed = call.items(who, f"plans/{whole['id']}/amendments")
        assert {(item["created_at"], item["submitted_at"]) for item in listed} == {(None, None)}
