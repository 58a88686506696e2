"""Small groups: who opens which, who is in it, what it reports; a name tells nobody of another circle."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ..cast import Cast
from ..conftest import Clock
from .client import Calls

GROUP: dict[str, Any] = {"name": "Energy", "parties": ["MY", "JP"]}


def opened(call: Calls, plan: Any, by: str = "co_chair", **more: Any) -> Any:
    return call.post(by, f"plans/{plan['id']}/circles", **{**GROUP, **more})


def circles_of(call: Calls, plan: Any, who: str, kind: str = "named") -> list[str]:
    """The names of the circles that somebody is in."""
    return [item["name"] for item in call.items(who, f"plans/{plan['id']}/circles") if item["kind"] == kind]


def test_what_is_opened_is_read_by_its_members_and_the_desk(call: Calls, whole: Any) -> None:
    section = next(item for item in whole["clauses"] if item["kind"] == "section")
    made = opened(call, whole, section=section["id"], facilitator="head.my@poa.example", mandate="One text.")
    assert (made["kind"], made["state"], made["parties"]) == ("named", "open", ["MY", "JP"])
    for who in ("head_my", "delegate_jp", "official_my", "secretariat"):
        seen = call.get(who, f"circles/{made['id']}")
        assert (seen["section"], seen["facilitator"], seen["mandate"]) == (section["id"], "Head My", "One text."), who
    for who in ("head_vn", "asean_desk", "observer", "co_chair"):
        call(who, "GET", f"circles/{made['id']}", want=404)
        assert "Energy" not in circles_of(call, whole, who)


@pytest.mark.parametrize(
    ("who", "parties", "want"),
    [
        ("co_chair", ["MY", "JP"], 201),
        ("co_chair", ["MY"], 201),
        ("co_chair_jp", ["MY", "TH"], 201),
        ("secretariat", ["MY", "JP"], 201),
        ("head_my", ["MY", "JP"], 201),
        ("head_my", ["TH", "JP"], 403),
        ("asean_desk", ["MY", "TH"], 403),
        ("delegate_my", ["MY", "JP"], 403),
        ("official_my", ["MY", "JP"], 403),
        ("observer", ["MY", "JP"], 403),
        ("stranger", ["MY", "JP"], 404),
    ],
)
def test_who_opens_a_circle_of_whom(call: Calls, whole: Any, who: str, parties: list[str], want: int) -> None:
    call.post(who, f"plans/{whole['id']}/circles", want=want, name="Energy", parties=parties)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parties", []),
        ("parties", ["XX"]),
        ("parties", ["my"]),
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 81),
        ("name", "ASEAN"),
        ("name", "asean"),
        ("name", "MY"),
        ("name", "All"),
        ("name", "own"),
        ("name", "chairs"),
        ("section", "clause"),
        ("section", "00000000-0000-4000-8000-000000000000"),
        ("facilitator", "head.th@poa.example"),
        ("facilitator", "nobody"),
        ("deadline", "2020-01-01T00:00:00Z"),
        ("deadline", "9999-12-31T23:59:59-23:00"),
        ("deadline", "soon"),
    ],
)
def test_what_cannot_be_taken(call: Calls, whole: Any, clause: Any, field: str, value: Any) -> None:
    value = clause["id"] if value == "clause" else value
    problem = call.post("co_chair", f"plans/{whole['id']}/circles", want=422, **{**GROUP, field: value})
    assert problem["field"].split(".")[0] == field


def test_a_deadline_is_kept_in_utc(call: Calls, whole: Any, clock: Clock) -> None:
    until = (clock.now + dt.timedelta(days=3)).replace(microsecond=0)
    there = until.astimezone(dt.timezone(dt.timedelta(hours=7)))
    made = opened(call, whole, deadline=there.isoformat())
    assert made["deadline"] == until.isoformat().replace("+00:00", "Z")


def test_a_name_is_taken_only_for_those_who_know_of_it(call: Calls, whole: Any) -> None:
    first = opened(call, whole, "head_my")
    second = opened(call, whole, "head_th", parties=["TH", "JP"])
    for who in ("head_my", "head_jp"):
        opened_again = call.post(who, f"plans/{whole['id']}/circles", want=422, name="energy", parties=["MY", "JP"])
        assert opened_again["field"] == "name"
    assert circles_of(call, whole, "head_jp") == ["Energy", "Energy"]
    assert first["id"] != second["id"]


def test_of_two_circles_called_alike_the_id_says_which(call: Calls, whole: Any, clause: Any) -> None:
    first = opened(call, whole, "head_my")
    opened(call, whole, "head_th", parties=["TH", "JP"])
    path = f"clauses/{clause['id']}/comments"
    problem = call.post("delegate_jp", path, want=422, body="Which?", circle="Energy")
    assert "by its id" in problem["detail"]
    call.post("delegate_jp", path, want=201, body="This.", circle=first["id"])
    assert len(call.items("delegate_my", path)) == 1
    assert call.items("delegate_th", path) == []
    call.post("delegate_my", path, want=201, body="Mine alone.", circle="Energy")


@pytest.mark.parametrize(
    ("who", "want"),
    [
        ("head_my", 200),
        ("secretariat", 200),
        ("co_chair_jp", 200),
        ("head_jp", 403),
        ("delegate_my", 403),
        ("head_th", 404),
    ],
)
def test_who_reports_for_a_circle(call: Calls, whole: Any, who: str, want: int) -> None:
    made = opened(call, whole, facilitator="head.my@poa.example")
    call.post(who, f"circles/{made['id']}/report", want=want, text="We agree on paragraph 3.")
    told = [
        event for event in call.items("observer", f"plans/{whole['id']}/events") if event["kind"] == "circle.reported"
    ]
    assert [(event["circle"], event["data"]) for event in told] == (
        [("all", {"name": "Energy", "text": "We agree on paragraph 3."})] if want == 200 else []
    )
    assert call.get("head_jp", f"circles/{made['id']}")["state"] == ("reported" if want == 200 else "open")


def test_only_a_small_group_reports(call: Calls, whole: Any, cast: Cast) -> None:
    circles = {item["name"]: item for item in call.items("asean_desk", f"plans/{whole['id']}/circles")}
    problem = call.post("asean_desk", f"circles/{circles['ASEAN']['id']}/report", want=409, text="Done.")
    assert "small group" in problem["detail"]
