"""The silence procedure and corrigenda in the API: their fields, their refusals, and that reading writes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ..databases import counted_queries
from ..doubles import Clock
from ..web.checklist import events
from .client import Calls
from .test_leaks import everything

LATER = "2999-12-01T10:00:00Z"


@pytest.fixture
def draft(call: Calls, whole: Any, clause: Any) -> Any:
    """Rev.1 of the plan."""
    return call.draft(whole)


def silence(call: Calls, draft: Any, **more: Any) -> Any:
    body = {"expires_at": LATER, **more}
    return call.post("secretariat", f"drafts/{draft['id']}/silence", want=201, **body)


def test_a_silence_as_it_is_answered(call: Calls, whole: Any, draft: Any, clause: Any, clock: Clock) -> None:
    made = silence(call, draft, expires_at="2999-12-01T12:00:00+02:00")
    assert made == {
        "id": made["id"],
        "plan": whole["id"],
        "draft": draft["id"],
        "symbol": "Rev.1",
        "content_hash": draft["content_hash"],
        "circle": "all",
        "state": "pending",
        "started_at": clock.now.isoformat().replace("+00:00", "Z"),
        "expires_at": LATER,
        "ended_at": None,
        "put_by": "Secretariat",
        "reason": None,
        "objections": [],
    }
    path = f"silences/{made['id']}"
    for who in ("observer", "head_jp", "asean_desk", "co_chair"):
        assert call.get(who, path) == made
        assert call.items(who, f"plans/{whole['id']}/silences") == [made]
    call.post("secretariat", f"{path}/object", want=403, reason="No.")
    call.post("delegate_jp", f"{path}/object", want=403, reason="No.")
    call.post("head_jp", f"{path}/withdraw", want=403)
    longer = call.post("co_chair", f"{path}/extend", want=200, expires_at="3000-01-01T00:00:00Z")
    assert longer == made | {"expires_at": "3000-01-01T00:00:00Z"}
    broken = call.post("head_jp", f"{path}/object", want=200, reason="Not each.", clauses=[clause["id"]])
    assert (broken["state"], broken["ended_at"]) == ("broken", made["started_at"])
    assert broken["objections"] == [
        {"party": "JP", "reason": "Not each.", "clauses": [clause["id"]], "at": made["started_at"]}
    ]
    for act, body in (
        ("object", {"reason": "No."}),
        ("extend", {"expires_at": "3001-01-01T00:00:00Z"}),
        ("withdraw", {}),
    ):
        who = "head_th" if act == "object" else "secretariat"
        assert "while it is pending" in call.post(who, f"{path}/{act}", want=409, **body)["detail"]


def test_what_is_no_silence(call: Calls, draft: Any, clause: Any) -> None:
    path = f"drafts/{draft['id']}/silence"
    for body, field in (
        ({}, "expires_at"),
        ({"expires_at": "2026-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2999-12-01T10:00:00"}, "expires_at"),
        ({"expires_at": LATER, "circle": "ASEAN"}, "circle"),
    ):
        assert call.post("secretariat", path, want=422, **body)["field"] == field
    call.post("head_jp", path, want=403, expires_at=LATER)
    made = silence(call, draft)
    call.post("secretariat", path, want=409, expires_at=LATER)
    body = {"text": "Else.", "revision": clause["revision"], "reason": "x"}
    call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200)
    assert call.get("observer", f"silences/{made['id']}")["state"] == "lapsed"
    assert call.post("secretariat", path, want=422, expires_at=LATER)["field"] == "draft"


def test_within_asean_it_exists_for_nobody_else(call: Calls, whole: Any, draft: Any) -> None:
    made = call.post("asean_desk", f"drafts/{draft['id']}/silence", want=201, expires_at=LATER, circle="ASEAN")
    for who in ("head_jp", "secretariat", "observer", "co_chair"):
        call.get(who, f"silences/{made['id']}", want=404)
        call.post(who, f"silences/{made['id']}/object", want=404, reason="No.")
        assert call.items(who, f"plans/{whole['id']}/silences") == []
        assert "silence" not in call(who, "GET", f"plans/{whole['id']}/events").text
    call.post("asean_desk", f"drafts/{draft['id']}/silence", want=403, expires_at=LATER)
    assert call.post("head_th", f"silences/{made['id']}/object", want=200, reason="No.")["state"] == "broken"


@pytest.mark.parametrize("outsider", ["secretariat", "observer", "head_jp", "co_chair"])
def test_what_asean_holds_leaves_no_trace_outside(
    call: Calls, whole: Any, clause: Any, draft: Any, clock: Clock, outsider: str
) -> None:
    """A round, what came late to it, a silence and its end: byte for byte the same to everybody else."""

    def seen(who: str) -> str:
        lists = [call(who, "GET", f"plans/{whole['id']}/{noun}", want=200).text for noun in ("rounds", "silences")]
        return "".join([*lists, *everything(call, who).values()])

    before = seen(outsider)
    path = f"plans/{whole['id']}/rounds"
    soon = (clock.now + dt.timedelta(hours=1)).isoformat()
    call.post("asean_desk", path, want=201, name="Ours", closes_at=soon, circle="ASEAN")
    made = call.amend("th", clause, "energy", "clean energy")
    clock.forward(hours=2)
    call.post("head_th", f"amendments/{made['id']}/submit", circle="ASEAN", floor=True)
    call.post("asean_desk", f"amendments/{made['id']}/admit", want=200)
    put = call.post("asean_desk", f"drafts/{draft['id']}/silence", want=201, expires_at=LATER, circle="ASEAN")
    call.post("head_vn", f"silences/{put['id']}/object", want=200, reason="Not ours.")
    clock.forward(hours=-2)
    assert seen(outsider) == before
    assert "Not ours." in seen("head_bn")


def test_it_is_concluded_by_its_time_alone_and_reading_writes_nothing(
    call: Calls, whole: Any, draft: Any, clock: Clock
) -> None:
    made = silence(call, draft, expires_at=(clock.now + dt.timedelta(hours=1)).isoformat())
    clock.forward(hours=1)
    before = events()
    found = call.get("observer", f"silences/{made['id']}")
    assert (found["state"], found["ended_at"]) == ("concluded", found["expires_at"])
    assert call.items("head_jp", f"plans/{whole['id']}/silences") == [found]
    assert events() == before
    assert "concluded" in call.post("head_jp", f"silences/{made['id']}/object", want=409, reason="No.")["detail"]


def test_lists_take_no_more_queries_for_more(call: Calls, whole: Any, draft: Any, clock: Clock) -> None:
    def sent(path: str) -> int:
        with counted_queries() as queries:
            call.get("head_jp", path)
        return len(queries)

    paths = [f"plans/{whole['id']}/silences", f"plans/{whole['id']}/rounds", f"drafts/{draft['id']}/corrigenda"]
    few: list[int] = []
    for times in (1, 4):
        for _ in range(times):
            made = silence(call, draft)
            call.post("head_jp", f"silences/{made['id']}/object", reason="No.")
            round = call.post("secretariat", f"plans/{whole['id']}/rounds", name="R", closes_at=LATER)
            clock.forward(seconds=1)
            call.post("secretariat", f"rounds/{round['id']}/close")
            call.post("head_th", f"corrigenda/{corrigendum(call, draft)['id']}/object", reason="No.")
        found = [sent(path) for path in paths]
        few = few or found
    assert found == few


def corrigendum(call: Calls, draft: Any, **more: Any) -> Any:
    frozen = call.get("secretariat", f"drafts/{draft['id']}/content")
    clause = next(item for item in frozen["clauses"] if item["text"].startswith("They"))
    body = {"clause": clause["id"], "wrong": "every year", "right": "each year", "expires_at": LATER, **more}
    return call.post("secretariat", f"drafts/{draft['id']}/corrigenda", want=201, **body)


def test_a_corrigendum_as_it_is_answered(call: Calls, draft: Any, clock: Clock) -> None:
    made = corrigendum(call, draft)
    clause = made["clause"]
    assert made == {
        "id": made["id"],
        "draft": draft["id"],
        "number": 1,
        "clause": clause,
        "wrong": "every year",
        "right": "each year",
        "state": "proposed",
        "expires_at": LATER,
        "objected_at": None,
        "objected_by": None,
        "objection": None,
    }
    path = f"drafts/{draft['id']}/corrigenda"
    assert call.items("observer", path) == [made]
    body = {"clause": clause, "wrong": "year", "right": "yaer", "expires_at": LATER}
    call.post("head_jp", path, want=403, **body)
    call.post("secretariat", path, want=409, **body)
    assert call.post("secretariat", path, want=422, **body | {"wrong": "e"})["field"] == "wrong"
    call.post("delegate_jp", f"corrigenda/{made['id']}/object", want=403, reason="No.")
    ended = call.post("head_jp", f"corrigenda/{made['id']}/object", want=200, reason="It is meant.")
    assert (ended["state"], ended["objected_by"], ended["objection"]) == ("objected", "JP", "It is meant.")
    call.post("head_th", f"corrigenda/{made['id']}/object", want=409, reason="So do I.")
