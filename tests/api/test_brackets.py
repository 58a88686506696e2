"""Brackets by the API: bracketed at the desk, listed, lifted."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls, take

TEXT = "ASEAN and Japan will promote joint research in energy and joint research in health."


@pytest.fixture
def made(call: Calls, whole: Any, clause: Any) -> Any:
    """`[will] [JP: shall]`, to which Malaysia and Viet Nam object."""
    call.tabled("jp", clause, "will", "shall")
    choice = take(call.places(clause)[0]) | {"take": "bracket", "objecting": ["MY", "VN"], "basis": None}
    call.merge(clause, choice)
    return call.get("observer", f"plans/{whole['id']}/brackets")["items"][0]


def text(call: Calls, clause: Any) -> str:
    return str(call.again(clause)["text"])


def test_what_stands_and_who_holds_it(call: Calls, whole: Any, clause: Any, made: Any) -> None:
    assert text(call, clause) == TEXT.replace("will", "[will] [JP: shall]")
    assert {name: value for name, value in made.items() if name != "id"} == {
        "clause": clause["id"],
        "label": clause["label"],
        "text": "[will] [JP: shall]",
        "depth": 1,
        "start": TEXT.index("will"),
        "options": [
            {"text": "will", "parties": [], "base": True},
            {"text": "shall", "parties": ["JP"], "base": False},
        ],
        "wanting": ["JP"],
        "objecting": ["MY", "VN"],
        "holders": ["JP", "MY", "VN"],
        "lifted": [],
        "state": "open",
    }
    by_party = f"plans/{whole['id']}/brackets?party="
    assert [len(call.get("observer", by_party + code)["items"]) for code in ("MY", "TH")] == [1, 0]


def test_each_lifts_its_own_and_the_text_changes_with_the_last(call: Calls, clause: Any, made: Any) -> None:
    path = f"brackets/{made['id']}/lift"
    said = call.post("head_my", path, want=200, keep=True)
    assert (said["holders"], said["state"]) == (["JP", "VN"], "open")
    assert [(lift["party"], lift["choice"]) for lift in said["lifted"]] == [("MY", 1)]
    assert text(call, clause) == TEXT.replace("will", "[will] [JP: shall]")
    said = call.post("head_vn", path, want=200, keep=1)
    assert (said["holders"], said["state"]) == ([], "lifted")
    assert text(call, clause) == TEXT.replace("will", "shall")
    assert call.get("observer", f"plans/{call.again(clause)['plan']}/brackets")["items"] == []
    assert "lifted" in call.post("head_vn", path, want=409, keep=1)["detail"]


@pytest.mark.parametrize("keep", ["yes", 1.0, None, [], 2, -1, 10**30])
def test_keep_is_yes_no_or_an_option(call: Calls, made: Any, keep: Any) -> None:
    assert call.post("head_my", f"brackets/{made['id']}/lift", want=422, keep=keep)["field"] == "keep"


def test_only_holders_lift(call: Calls, made: Any) -> None:
    for who in ("head_th", "secretariat", "co_chair", "delegate_jp"):
        call.post(who, f"brackets/{made['id']}/lift", want=403, keep=False)


def test_an_odd_bracket_is_refused_with_its_place(call: Calls, clause: Any) -> None:
    body = {"revision": clause["revision"], "kind": "modify", "text": TEXT.replace("will", "[will")}
    problem = call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=422, **body)
    assert problem["field"] == "text"
    assert "line 1, character 17" in problem["detail"]


def test_an_edit_takes_no_bracket_out(call: Calls, clause: Any, made: Any) -> None:
    now = call.again(clause)
    body = {"revision": now["revision"], "text": TEXT, "reason": "x"}
    problem = call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=422).json
    assert "[will]" in problem["detail"]
