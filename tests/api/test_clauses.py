"""A clause: read, its revisions, redlines between them, the desk's hand on it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from ..databases import counted_queries
from .client import Calls, take


@pytest.fixture
def settled(call: Calls, clause: Any) -> Any:
    """The clause with a second revision: Viet Nam's `should`, supported by Brunei."""
    made = call.tabled("vn", clause, "will", "should")
    call.post("head_bn", f"amendments/{made['id']}/support")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    return call.again(clause)


def test_a_clause_as_it_stands(call: Calls, whole: Any, clause: Any) -> None:
    assert clause["plan"] == whole["id"]
    assert (clause["kind"], clause["label"], clause["number"], clause["status"]) == ("clause", "1", 1, "open")
    assert clause["retired"] is False
    assert call.get("observer", f"clauses/{clause['id']}") == clause


def test_a_clause_does_not_exist_for_a_stranger(call: Calls, clause: Any) -> None:
    for path in ("", "/revisions", "/comments", "/amendments", "/overlay", "/events"):
        call.get("stranger", f"clauses/{clause['id']}{path}", want=404)
    call.get("head_jp", f"clauses/{uuid.uuid4()}", want=404)
    call.get(None, f"clauses/{clause['id']}", want=401)


def test_revisions(call: Calls, settled: Any) -> None:
    first, second = call.items("observer", f"clauses/{settled['id']}/revisions")
    assert (first["number"], first["cause"], first["author"], first["party"]) == (1, "import", "Secretariat", None)
    assert (second["number"], second["cause"]) == (2, "merge")
    assert second["id"] == settled["revision"]
    assert second["text"] == settled["text"]
    assert second["created_at"].endswith("Z")
    assert len(call.items("observer", f"clauses/{settled['id']}/revisions?limit=1")) == 1


def redline(call: Calls, clause: Any, old: str, new: str, want: int = 200) -> Any:
    return call.get("observer", f"clauses/{clause['id']}/redline?old={old}&new={new}", want=want)


def test_a_redline_says_who_wanted_it(call: Calls, clause: Any, settled: Any) -> None:
    found = redline(call, clause, clause["revision"], settled["revision"])
    ops = [(change["op"], change["text"]) for change in found["changes"]]
    assert ("delete", "will") in ops
    assert ("insert", "should") in ops
    assert "".join(text for op, text in ops if op != "insert") == clause["text"]
    assert "".join(text for op, text in ops if op != "delete") == settled["text"]
    assert 'data-parties="VN BN"' in found["html"]


def test_a_redline_backwards_credits_nobody(call: Calls, clause: Any, settled: Any) -> None:
    found = redline(call, clause, settled["revision"], clause["revision"])
    assert [change["text"] for change in found["changes"] if change["op"] == "insert"] == ["will"]
    assert "data-parties" not in found["html"]


def test_a_redline_of_a_text_with_itself(call: Calls, clause: Any) -> None:
    found = redline(call, clause, clause["revision"], clause["revision"])
    assert [change["op"] for change in found["changes"]] == ["equal"]


def test_a_redline_is_of_this_clause(call: Calls, whole: Any, clause: Any) -> None:
    other = call.clause(whole, "They should")
    redline(call, clause, clause["revision"], other["revision"], want=404)
    redline(call, clause, str(uuid.uuid4()), clause["revision"], want=404)


@pytest.mark.parametrize(("query", "field"), [("", "old"), ("?old=x&new=y", "old")])
def test_a_redline_needs_two_ids(call: Calls, clause: Any, query: str, field: str) -> None:
    assert call.get("observer", f"clauses/{clause['id']}/redline{query}", want=422)["field"] == field


def test_html_comes_out_as_text(call: Calls, whole: Any, clause: Any) -> None:
    text = clause["text"] + ' <script>alert(1)</script> [x](javascript:alert(1)) <b onclick="x">y</b>'
    changed = call("secretariat", "PUT", f"clauses/{clause['id']}/text", {"revision": clause["revision"], "text": text})
    assert changed.status_code == 200
    html = redline(call, clause, clause["revision"], call.again(clause)["revision"])["html"]
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;" in html
    assert 'href="javascript' not in html


# --- the desk's hand -------------------------------------------------------------------------------------------------


def test_an_editorial_change(call: Calls, clause: Any) -> None:
    body = {"revision": clause["revision"], "text": clause["text"] + " Soon.", "reason": "A word was lost."}
    changed = call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200).json or {}
    assert changed["text"] == body["text"]
    last = call.items("observer", f"clauses/{clause['id']}/revisions")[-1]
    assert (last["basis"], last["reason"]) == ("editorial", "A word was lost.")


def test_an_editorial_change_of_an_older_text(call: Calls, clause: Any, settled: Any) -> None:
    body = {"revision": clause["revision"], "text": clause["text"] + " Soon."}
    problem = call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=409).json or {}
    assert problem["current"] == settled["revision"]
    assert problem["theirs"] == settled["text"]
    assert problem["yours"] == body["text"]
    assert problem["merged"] == settled["text"] + " Soon."


def test_moving(call: Calls, whole: Any, clause: Any) -> None:
    last = whole["clauses"][-1]
    moved = call.post("secretariat", f"clauses/{clause['id']}/move", want=200, after=last["id"])
    assert (moved["id"], moved["label"]) == (clause["id"], "3")
    assert call.post("secretariat", f"clauses/{clause['id']}/move", want=422, after=clause["id"])["field"] == "after"
    assert call.post("secretariat", f"clauses/{clause['id']}/move", want=200, after=None)["label"] == "1"
    assert call.get("observer", f"plans/{whole['id']}")["clauses"][0]["id"] == clause["id"]


def test_retiring_and_restoring(call: Calls, whole: Any, clause: Any) -> None:
    gone = call.post("secretariat", f"clauses/{clause['id']}/retire", want=200, reason="It is said twice.")
    assert (gone["retired"], gone["label"], gone["text"]) == (True, "", "")
    assert clause["id"] not in [item["id"] for item in call.get("observer", f"plans/{whole['id']}")["clauses"]]
    call.post("secretariat", f"clauses/{clause['id']}/retire", want=409, reason="Again.")
    back = call.post("secretariat", f"clauses/{clause['id']}/restore", want=200)
    assert (back["retired"], back["text"]) == (False, clause["text"])
    call.post("secretariat", f"clauses/{clause['id']}/restore", want=409)


def test_revisions_take_as_many_queries_however_many_there_are(call: Calls, clause: Any) -> None:
    def queries() -> int:
        with counted_queries() as sent:
            call.get("observer", f"clauses/{clause['id']}/revisions")
        return len(sent)

    queries()  # the first call also makes the token
    before = queries()
    for word in ("One.", "Two.", "Three."):
        now = call.again(clause)
        body = {"revision": now["revision"], "text": f"{now['text']} {word}"}
        call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200)
    assert queries() == before
