"""Comments: on a clause and on quoted words, in circles, answered, resolved; never outside their circle."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from ..databases import counted_queries
from .client import Calls, take


def test_a_comment_to_all(call: Calls, clause: Any) -> None:
    made = call.comment("delegate_jp", clause, body="Who pays?")
    assert (made["author"], made["party"], made["body"], made["circle"]) == ("Delegate Jp", "JP", "Who pays?", "all")
    assert (made["quote"], made["start"], made["orphaned"], made["resolved_at"]) == (None, None, False, None)
    assert call.items("observer", f"clauses/{clause['id']}/comments") == [made]
    assert call.get("official_vn", f"comments/{made['id']}") == made


def test_the_secretariat_comments_without_a_party(call: Calls, clause: Any) -> None:
    assert call.comment("secretariat", clause)["party"] is None


def test_a_quote_has_its_place_in_code_points(call: Calls, whole: Any) -> None:
    other = call.clause(whole, "They should")
    text = "𝔐 ประเทศ " + other["text"]
    call("secretariat", "PUT", f"clauses/{other['id']}/text", {"revision": other["revision"], "text": text}, want=200)
    made = call.comment("delegate_jp", other, quote="researchers")
    assert text[made["start"] : made["end"]] == "researchers"
    assert made["start"] == text.index("researchers")
    assert made["prefix"].endswith("exchange ")
    assert made["suffix"] == " every year."


def test_words_that_stand_twice(call: Calls, clause: Any) -> None:
    path = f"clauses/{clause['id']}/comments"
    body = {"body": "Which?", "circle": "all", "quote": "joint research"}
    assert call.post("delegate_jp", path, want=422, **body)["field"] == "quote"
    first = call.post("delegate_jp", path, want=201, **body, suffix=" in energy")
    second = call.post("delegate_jp", path, want=201, **body, prefix="energy and ")
    assert first["start"] < second["start"]


def test_a_quote_is_carried_to_the_next_revision_or_orphaned(call: Calls, clause: Any) -> None:
    kept = call.comment("delegate_jp", clause, quote="health")
    lost = call.comment("delegate_jp", clause, quote="energy")
    call.tabled("vn", clause, "energy", "agriculture")
    call.tabled("jp", clause, "ASEAN and Japan", "The parties named above")
    places = call.places(clause)
    now = call.merge(clause, *(take(place, variant=0) for place in places))
    after = {item["id"]: item for item in call.items("observer", f"clauses/{clause['id']}/comments")}
    assert now["text"][after[kept["id"]]["start"] : after[kept["id"]]["end"]] == "health"
    assert (after[lost["id"]]["orphaned"], after[lost["id"]]["start"]) == (True, None)
    assert after[lost["id"]]["quote"] == "energy"


def test_a_thread(call: Calls, clause: Any) -> None:
    thread = call.comment("delegate_jp", clause)
    answer = call.post("delegate_vn", f"comments/{thread['id']}/replies", want=201, body="Because.")
    assert (answer["thread"], answer["circle"], answer["party"]) == (thread["id"], "all", "VN")
    again = call.post("head_bn", f"comments/{answer['id']}/replies", want=201, body="And so.")
    assert again["thread"] == thread["id"]
    (read,) = call.items("observer", f"clauses/{clause['id']}/comments")
    assert [reply["body"] for reply in read["replies"]] == ["Because.", "And so."]


def test_resolving_and_reopening(call: Calls, clause: Any) -> None:
    thread = call.comment("delegate_jp", clause)
    call.post("delegate_vn", f"comments/{thread['id']}/resolve", want=403)
    done = call.post("secretariat", f"comments/{thread['id']}/resolve", want=200)
    assert done["resolved_by"] == "Secretariat"
    assert done["resolved_at"].endswith("Z")
    call.post("secretariat", f"comments/{thread['id']}/resolve", want=409)
    again = call.post("colleague_jp", f"comments/{thread['id']}/reopen", want=200)
    assert (again["resolved_at"], again["resolved_by"]) == (None, None)
    call.post("colleague_jp", f"comments/{thread['id']}/reopen", want=409)


def test_a_reply_is_not_resolved(call: Calls, clause: Any) -> None:
    thread = call.comment("delegate_jp", clause)
    answer = call.post("delegate_jp", f"comments/{thread['id']}/replies", body="Because.")
    call.post("delegate_jp", f"comments/{answer['id']}/resolve", want=422)


@pytest.mark.parametrize(
    ("who", "circle", "inside", "outside"),
    [
        ("delegate_jp", "own", ["head_jp", "official_jp", "colleague_jp"], ["delegate_vn", "secretariat", "observer"]),
        ("delegate_vn", "ASEAN", ["head_bn", "asean_desk"], ["delegate_jp", "secretariat", "observer"]),
        ("delegate_vn", "own", ["head_vn"], ["head_bn", "asean_desk", "secretariat", "head_jp"]),
        ("asean_desk", "ASEAN", ["head_bn"], ["secretariat", "head_jp", "observer"]),
    ],
)
def test_a_circle_keeps_it_to_itself(
    call: Calls, clause: Any, who: str, circle: str, inside: list[str], outside: list[str]
) -> None:
    made = call.comment(who, clause, circle)
    for reader in inside:
        assert call.get(reader, f"comments/{made['id']}")["id"] == made["id"]
        assert len(call.items(reader, f"clauses/{clause['id']}/comments")) == 1
    for reader in outside:
        call.get(reader, f"comments/{made['id']}", want=404)
        call.post(reader, f"comments/{made['id']}/replies", want=404, body="I see you.")
        call.post(reader, f"comments/{made['id']}/resolve", want=404)
        assert call.items(reader, f"clauses/{clause['id']}/comments") == []


def test_a_circle_by_its_id(call: Calls, whole: Any, clause: Any) -> None:
    circles = {item["name"]: item["id"] for item in call.items("delegate_vn", f"plans/{whole['id']}/circles")}
    assert call.comment("delegate_vn", clause, circles["ASEAN"])["circle"] == "ASEAN"
    problem = call.post("delegate_jp", f"clauses/{clause['id']}/comments", want=422, body="x", circle=circles["ASEAN"])
    assert problem["field"] == "circle"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": None}, "body"),
        ({"body": ""}, "body"),
        ({"body": "a\x00"}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"circle": None}, "circle"),
        ({"circle": "Chairs"}, "circle"),
        ({"circle": "ASEAN"}, "circle"),
        ({"circle": "VN"}, "circle"),
        ({"circle": str(uuid.uuid4())}, "circle"),
        ({"quote": "words that are not there"}, "quote"),
        ({"quote": "energy", "prefix": "health and "}, "quote"),
        ({"quote": 5}, "quote"),
        ({"tone": "angry"}, "tone"),
    ],
)
def test_a_bad_comment_names_its_field(call: Calls, clause: Any, body: dict[str, Any], field: str) -> None:
    good = {"body": "A remark.", "circle": "all"}
    assert call.post("delegate_jp", f"clauses/{clause['id']}/comments", want=422, **(good | body))["field"] == field
    assert call.items("delegate_jp", f"clauses/{clause['id']}/comments") == []


def test_who_has_no_delegation_has_no_circle_of_its_own(call: Calls, clause: Any) -> None:
    problem = call.post("secretariat", f"clauses/{clause['id']}/comments", want=422, body="x", circle="own")
    assert problem["field"] == "circle"


def test_readers_do_not_comment(call: Calls, clause: Any) -> None:
    thread = call.comment("delegate_jp", clause)
    for who in ("observer", "official_jp"):
        call.post(who, f"clauses/{clause['id']}/comments", want=403, body="x", circle="all")
        call.post(who, f"comments/{thread['id']}/replies", want=403, body="x")
    call.post(None, f"clauses/{clause['id']}/comments", want=401, body="x", circle="all")
    call.post("stranger", f"clauses/{clause['id']}/comments", want=404, body="x", circle="all")


def test_threads_take_as_many_queries_however_many(call: Calls, clause: Any) -> None:
    def queries() -> int:
        with counted_queries() as sent:
            assert call.items("observer", f"clauses/{clause['id']}/comments")
        return len(sent)

    call.get("observer", "me")
    thread = call.comment("delegate_jp", clause)
    call.post("delegate_jp", f"comments/{thread['id']}/replies", body="Because.")
    call.post("secretariat", f"comments/{thread['id']}/resolve")
    before = queries()
    for who in ("delegate_vn", "head_bn", "secretariat"):
        more = call.comment(who, clause)
        call.post("head_th", f"comments/{more['id']}/replies", body="Because.")
    assert queries() == before


def test_a_mention_has_its_place_and_needs_a_reader(call: Calls, clause: Any) -> None:
    made = call.comment("delegate_jp", clause, "own", body="𝔐 @Head Jp, is it ours?")
    assert made["mentions"] == [{"name": "Head Jp", "party": "JP", "start": 2, "end": 10}]
    answer = call.post("head_jp", f"comments/{made['id']}/replies", want=201, body="It is, @delegate jp.")
    assert answer["mentions"] == [{"name": "Delegate Jp", "party": "JP", "start": 7, "end": 19}]
    path = f"clauses/{clause['id']}/comments"
    problem = call.post("delegate_jp", path, want=422, circle="own", body="@Head Vn?")
    assert (problem["field"], "Head Vn does not read JP" in problem["detail"]) == ("body", True)
    assert len(call.items("delegate_jp", path)) == 1
    assert call.comment("delegate_jp", clause, "own", body="@Delegate Vn?")["mentions"] == []
