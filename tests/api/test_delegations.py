"""A delegation among itself: instructions, clearances, consultations, handovers; nothing of it goes out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import person

from ..client import Client
from ..databases import counted_queries
from ..doubles import Clock
from .client import Calls

OUTSIDE = ["head_vn", "delegate_id", "secretariat", "asean_desk", "co_chair", "observer", "official_vn"]


def brief_of(call: Calls, who: str, plan: Any, clause: Any) -> Any:
    found = [item for item in call.items(who, f"plans/{plan['id']}/brief") if item["clause"] == clause["id"]]
    assert len(found) == 1
    return found[0]


def test_the_latest_instruction_stands_and_earlier_ones_are_kept(call: Calls, whole: Any, clause: Any) -> None:
    path = f"clauses/{clause['id']}/instructions"
    call.post("head_jp", path, want=201, instruction="Keep *will*.", red_line="No figure.")
    second = call.post("delegate_jp", path, want=201, instruction="Keep will.", fallback="intend to")
    assert second["number"] == 2
    assert [item["instruction"] for item in call.items("head_jp", path)] == ["Keep will.", "Keep *will*."]
    now = brief_of(call, "colleague_jp", whole, clause)["instruction"]
    assert (now["instruction"], now["fallback"], now["red_line"]) == ("Keep will.", "intend to", "")


@pytest.mark.parametrize(
    "body", [{}, {"instruction": "  "}, {"instruction": "a\u202eb"}, {"red_line": "x" * 10_001}], ids=str
)
def test_an_instruction_says_something_readable(call: Calls, clause: Any, body: dict[str, str]) -> None:
    refused = call.post("head_jp", f"clauses/{clause['id']}/instructions", want=422, **body)
    assert refused["field"] == (next(iter(body)) if any(v.strip() for v in body.values()) else "instruction")
    assert call.items("head_jp", f"clauses/{clause['id']}/instructions") == []


def test_what_changed_since_the_capital_cleared_it(call: Calls, whole: Any, clause: Any) -> None:
    path = f"clauses/{clause['id']}"
    assert brief_of(call, "head_jp", whole, clause)["state"] == "not cleared"
    call.post("delegate_jp", f"{path}/clearances", want=201, revision=clause["revision"], note="As it is.")
    assert brief_of(call, "head_jp", whole, clause)["state"] == "cleared"
    text = clause["text"].replace("energy", "water")
    body = {"revision": clause["revision"], "text": text, "reason": "Said in the room."}
    call("secretariat", "PUT", f"{path}/text", body, want=200)
    entry = brief_of(call, "head_jp", whole, clause)
    assert (entry["state"], entry["text"], entry["cleared"]["note"]) == ("changed", text, "As it is.")
    assert entry["cleared"]["revision"] == clause["revision"] != entry["revision"]
    refused = call.post("delegate_jp", f"{path}/clearances", want=409, revision=clause["revision"])
    assert (refused["theirs"], refused["yours"]) == (text, clause["text"])
    call.post("delegate_jp", f"{path}/clearances", want=201, revision=entry["revision"], hold=True)
    held = brief_of(call, "head_jp", whole, clause)
    assert (held["state"], held["cleared"]["revision"]) == ("hold", clause["revision"])
    call.post("delegate_jp", f"{path}/clearances", want=201, revision=entry["revision"])
    assert brief_of(call, "head_jp", whole, clause)["state"] == "cleared"


def test_only_a_revision_of_this_clause_is_cleared(call: Calls, whole: Any, clause: Any) -> None:
    other = call.clause(whole, "They should")
    refused = call.post("head_jp", f"clauses/{clause['id']}/clearances", want=422, revision=other["revision"])
    assert refused["field"] == "revision"


def ask(call: Calls, plan: Any, clause: Any, want: int = 201, **more: Any) -> Any:
    body = {"ministry": "Finance", "email": "Budget@MOF.example", "due": "2999-12-01", "clauses": [clause["id"]]}
    return call.post("delegate_jp", f"plans/{plan['id']}/consultations", want=want, **(body | more))


def test_a_ministry_answers_once_by_its_link(call: Calls, whole: Any, clause: Any, client: Client) -> None:
    asked = ask(call, whole, clause, question="Can we pay for it?")
    assert (asked["state"], asked["email"]) == ("waiting", "budget@mof.example")
    path = "/" + asked["url"].split("/", 3)[3]
    page = client.get(path)
    assert page.status_code == 200
    assert "Can we pay for it?" in page.text
    assert "joint research in energy" in page.text
    assert "exchange researchers" not in page.text  # it was not asked about that
    said = {"name": "Ms Sato, Budget Bureau", f"answer-{clause['id']}": "Not before 2027."}
    assert client.post(path, data=said).status_code == 200
    assert client.get(path).status_code == 410
    assert client.post(path, data=said).status_code == 410
    (read,) = call.items("head_jp", f"plans/{whole['id']}/consultations")
    assert (read["state"], read["answered_by"]) == ("answered", "Ms Sato, Budget Bureau")
    assert read["answers"] == [{"clause": clause["id"], "text": "Not before 2027."}]
    assert "url" not in read


def test_an_answer_that_cannot_be_taken_keeps_what_was_typed(
    call: Calls, whole: Any, clause: Any, client: Client
) -> None:
    path = "/" + ask(call, whole, clause)["url"].split("/", 3)[3]
    other = call.clause(whole, "They should")
    for data, words in [
        ({"name": "Sato"}, "Nothing is written yet"),
        ({"name": "", "answer": "Fine with us"}, "Fine with us"),
        ({"name": "Sato", f"answer-{other['id']}": "Hm"}, "was not asked about"),
        ({"name": "Sato", "answer": "a\u202eb"}, "RIGHT-TO-LEFT OVERRIDE"),
    ]:
        answer = client.post(path, data=data)
        assert (answer.status_code, words in answer.text) == (422, True), words
    assert call.items("head_jp", f"plans/{whole['id']}/consultations")[0]["state"] == "waiting"


def test_a_link_ends_when_it_is_withdrawn_or_long_overdue(
    call: Calls, whole: Any, clause: Any, client: Client, clock: Clock
) -> None:
    kept, ended = (ask(call, whole, clause, due=clock.now.date().isoformat()) for _ in range(2))
    call.post("head_jp", f"consultations/{ended['id']}/withdraw")
    call.post("head_jp", f"consultations/{ended['id']}/withdraw", want=409)
    paths = ["/" + asked["url"].split("/", 3)[3] for asked in (kept, ended)]
    assert [client.get(path).status_code for path in paths] == [200, 410]
    clock.forward(days=2)
    states = {item["id"]: item["state"] for item in call.items("head_jp", f"plans/{whole['id']}/consultations")}
    assert states == {kept["id"]: "overdue", ended["id"]: "withdrawn"}
    assert client.get(paths[0]).status_code == 200
    clock.forward(days=30)
    assert client.get(paths[0]).status_code == 410
    assert client.get("/answers/" + "x" * 43).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("due", "2020-01-01"), ("email", "no address"), ("email", "a@b@c"), ("clauses", []), ("ministry", " ")],
    ids=str,
)
def test_a_question_that_cannot_be_sent(call: Calls, whole: Any, clause: Any, field: str, value: Any) -> None:
    assert ask(call, whole, clause, want=422, **{field: value})["field"] == field
    assert call.items("head_jp", f"plans/{whole['id']}/consultations") == []


def test_a_file_is_handed_over_inside_the_delegation(call: Calls, whole: Any) -> None:
    path = f"plans/{whole['id']}/handovers"
    to = {name: str(person(name).id) for name in ("colleague_jp", "head_vn", "delegate_jp")}
    made = call.post("delegate_jp", path, want=201, note="Watch paragraph 2.", to=to["colleague_jp"])
    assert (made["by"], made["to"]) == ("Delegate Jp", "Colleague Jp")
    for wrong in ("head_vn", "delegate_jp"):
        assert call.post("delegate_jp", path, want=422, note="x", to=to[wrong])["field"] == "to"
    assert [item["note"] for item in call.items("head_jp", path)] == ["Watch paragraph 2."]


def test_nobody_outside_learns_of_any_of_it(call: Calls, whole: Any, clause: Any) -> None:
    paths = [f"plans/{whole['id']}", f"plans/{whole['id']}/events", f"clauses/{clause['id']}"]
    before = {(who, path): call(who, "GET", path).data for who in OUTSIDE for path in paths}
    call.post("head_jp", f"clauses/{clause['id']}/instructions", want=201, instruction="Secret aim.")
    call.post("head_jp", f"clauses/{clause['id']}/clearances", want=201, revision=clause["revision"])
    asked = ask(call, whole, clause)
    call.post("delegate_jp", f"plans/{whole['id']}/handovers", want=201, note="Secret note.")
    assert {(who, path): call(who, "GET", path).data for who in OUTSIDE for path in paths} == before
    for who in ("head_vn", "delegate_id"):
        assert call.items(who, f"clauses/{clause['id']}/instructions") == []
        assert brief_of(call, who, whole, clause)["instruction"] is None
        assert call.items(who, f"plans/{whole['id']}/consultations") == []
        assert call.items(who, f"plans/{whole['id']}/handovers") == []
        call.post(who, f"consultations/{asked['id']}/withdraw", want=404)


def test_the_brief_takes_as_many_queries_however_long_the_plan(call: Calls, whole: Any, clause: Any) -> None:
    call.post("head_jp", f"clauses/{clause['id']}/instructions", want=201, instruction="One.")
    call.post("head_jp", f"clauses/{clause['id']}/clearances", want=201, revision=clause["revision"])
    with counted_queries() as few:
        call.items("head_jp", f"plans/{whole['id']}/brief")
    after = clause["id"]
    for number in range(5):
        text = f"They will meet {number} times."
        added = call.post("secretariat", f"plans/{whole['id']}/clauses", after=after, kind="clause", text=text)
        call.post("head_jp", f"clauses/{added['id']}/instructions", want=201, instruction="More.")
        call.post("head_jp", f"clauses/{added['id']}/clearances", want=201, revision=added["revision"])
    with counted_queries() as many:
        assert len(call.items("head_jp", f"plans/{whole['id']}/brief")) > 5
    assert len(many) == len(few)
