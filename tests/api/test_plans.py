"""Plans: imported, read in order, never seen by strangers; read with as many queries, however long."""

from __future__ import annotations

from typing import Any

import pytest

from ..cast import CODES
from ..databases import counted_queries
from .client import MARKDOWN, Calls


def test_import_says_what_became_what(call: Calls) -> None:
    made = call.post("secretariat", "plans", want=201, title="Another title", markdown=MARKDOWN)
    assert made["title"] == "Another title"
    assert [(row["line"], row["kind"]) for row in made["report"] if row["kind"] == "section"] == [
        (3, "section"),
        (7, "section"),
    ]
    assert made["id"] in [item["id"] for item in call.items("head_jp", "plans")]


def test_a_plan_is_read_in_order(whole: Any) -> None:
    assert whole["title"] == "Plan of Action"
    found = [(item["kind"], item["label"], item["level"], item["status"], item["number"]) for item in whole["clauses"]]
    assert found == [
        ("section", "I", 1, "open", 1),
        ("preamble", "PP1", None, "open", 1),
        ("section", "II", 1, "open", 1),
        ("clause", "1", None, "open", 1),
        ("clause", "2", None, "open", 1),
        ("clause", "3", None, "open", 1),
    ]
    assert whole["clauses"][0]["text"] == "Preamble"
    assert {"code": "JP", "name": "Japan"} in whole["parties"]


def test_a_tabled_amendment_makes_a_clause_contested(call: Calls, whole: Any, clause: Any) -> None:
    call.tabled("jp", clause, "will", "should")
    after = call.get("observer", f"plans/{whole['id']}")["clauses"]
    assert [item["status"] for item in after if item["id"] == clause["id"]] == ["contested"]
    assert {item["status"] for item in after if item["id"] != clause["id"]} == {"open"}


def test_a_plan_does_not_exist_for_a_stranger(call: Calls, whole: Any) -> None:
    assert call.items("stranger", "plans") == []
    problem = call.get("stranger", f"plans/{whole['id']}", want=404)
    nowhere = call.get("stranger", "plans/00000000-0000-4000-8000-000000000000", want=404)
    assert problem == nowhere


@pytest.mark.parametrize("id", ["nonsense", "1", "00000000-0000-4000-8000-000000000000"])
def test_a_bad_id(call: Calls, whole: Any, id: str) -> None:
    assert call("secretariat", "GET", f"plans/{id}", want=404).content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "markdown"),
        ({"title": "T", "markdown": ""}, "markdown"),
        ({"title": "T", "markdown": "a\x00b"}, "markdown"),
        ({"title": "T", "markdown": 5}, "markdown"),
        ({"title": "x" * 301, "markdown": MARKDOWN}, "title"),
        ({"title": "T", "markdown": MARKDOWN, "color": "red"}, "color"),
        ({"title": "T", "markdown": MARKDOWN, "illustrative": "perhaps"}, "illustrative"),
    ],
)
def test_an_import_that_fails_leaves_nothing(call: Calls, body: dict[str, Any], field: str) -> None:
    assert call.post("secretariat", "plans", want=422, **body)["field"] == field
    assert call.items("secretariat", "plans") == []


def test_an_import_names_its_lines(call: Calls) -> None:
    hidden = "# T\n\nRecalling \u202ethe past,\n"
    problem = call.post("secretariat", "plans", want=422, markdown=hidden)
    assert problem["line"] == 3
    assert problem["errors"][0]["line"] == 3


def test_only_the_secretariat_imports(call: Calls) -> None:
    call.post("head_jp", "plans", want=403, markdown=MARKDOWN)
    call.post(None, "plans", want=401, markdown=MARKDOWN)


def test_the_readers_circles(call: Calls, whole: Any) -> None:
    def names(who: str) -> list[tuple[str, str]]:
        return [(item["kind"], item["name"]) for item in call.items(who, f"plans/{whole['id']}/circles")]

    assert names("delegate_vn") == [("all", "all"), ("named", "ASEAN"), ("chairs", "VN"), ("own", "VN")]
    assert names("delegate_jp") == [("all", "all"), ("chairs", "JP"), ("own", "JP")]
    assert names("secretariat") == [("all", "all"), *(("chairs", code) for code in sorted(CODES))]
    assert names("asean_desk") == [("all", "all"), ("named", "ASEAN")]
    assert names("observer") == [("all", "all")]


def test_the_desk_inserts_a_clause(call: Calls, whole: Any, clause: Any) -> None:
    body = {"after": clause["id"], "kind": "clause", "text": "They will meet once a year."}
    made = call.post("secretariat", f"plans/{whole['id']}/clauses", want=201, **body)
    texts = [item["text"] for item in call.get("observer", f"plans/{whole['id']}")["clauses"]]
    assert texts.index(body["text"]) == texts.index(clause["text"]) + 1
    assert made["label"] == "2"


def test_a_clause_cannot_stand_after_one_of_another_plan(call: Calls, whole: Any) -> None:
    other = call.plan()
    body = {"after": other["clauses"][3]["id"], "kind": "clause", "text": "Lost."}
    assert call.post("secretariat", f"plans/{whole['id']}/clauses", want=422, **body)["field"] == "after"


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "many", "1.5"])
def test_a_bad_limit(call: Calls, limit: str) -> None:
    assert call.get("head_jp", f"plans?limit={limit}", want=422)["field"] == "limit"


def test_limit_cuts_a_list(call: Calls) -> None:
    made = [call.plan()["id"] for _ in range(3)]
    assert [item["id"] for item in call.items("observer", "plans")] == made
    assert [item["id"] for item in call.items("observer", "plans?limit=2")] == made[:2]


def test_reading_a_plan_takes_as_many_queries_however_long_it_is(call: Calls) -> None:
    def queries(clauses: int) -> int:
        text = "\n\n".join(f"ASEAN and Japan will do thing number {n}." for n in range(clauses))
        made = call.plan(f"# Plan\n\n## Things\n\n{text}\n")
        last = call.clause(made, f"ASEAN and Japan will do thing number {clauses - 1}.")
        for n in range(0, clauses, 5):
            one = call.clause(made, f"ASEAN and Japan will do thing number {n}.")
            call.comment("delegate_vn", one)
        call.tabled("jp", last, "will", "should")
        with counted_queries() as sent:
            assert len(call.get("delegate_jp", f"plans/{made['id']}")["clauses"]) == clauses + 1
        return len(sent)

    assert queries(3) == queries(20)
