"""Meetings by the API: a session from its opening to its record, and what outsiders get of it, which is nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ..databases import counted_queries
from .client import Calls, take

WORDS = "ASEAN and Japan endeavour to promote joint research in energy and joint research in health."


@pytest.fixture
def meeting(call: Calls, whole: Any, clause: Any) -> Any:
    """An open session of everyone, at a clause."""
    made = call.post("secretariat", f"plans/{whole['id']}/meetings", want=201, name="Session 3", place="Jakarta")
    return call.post("secretariat", f"meetings/{made['id']}/clause", want=200, clause=clause["id"])


def put(call: Calls, meeting: Any, words: str, version: int, want: int = 200, **more: Any) -> Any:
    body = {"words": words, "version": version, **more}
    return call("secretariat", "PUT", f"meetings/{meeting['id']}/words", body, want=want).json


def test_a_session_from_its_opening_to_its_record(call: Calls, clause: Any, meeting: Any) -> None:
    here = f"meetings/{meeting['id']}"
    assert (meeting["state"], meeting["circle"], meeting["place"]) == ("open", "all", "Jakarta")
    assert (meeting["clause"], meeting["label"], meeting["text"]) == (clause["id"], "1", clause["text"])
    attending = call.post("secretariat", f"{here}/attendances", want=201, party="JP", persons="Ms Sato")
    assert (attending["state"], attending["party"], attending["left_at"]) == ("present", "JP", None)
    typed = put(call, meeting, WORDS, meeting["version"])
    assert (typed["words"], typed["text"], typed["version"]) == (WORDS, clause["text"], meeting["version"] + 1)
    assert call.again(clause)["text"] == clause["text"]
    read = call.post("secretariat", f"{here}/read-back", version=typed["version"])
    assert (read["words"], read["text"]) == (None, WORDS)
    assert call.again(clause)["revision"] == read["revision"]
    owed = {"kind": "owes", "party": "JP", "text": "A line on funds.", "due": "2999-12-01", "clause": clause["id"]}
    entry = call.post("secretariat", f"{here}/minutes", want=201, **owed)
    assert entry["state"] == "owed"
    assert call.post("secretariat", f"minutes/{entry['id']}/done")["state"] == "done"
    call.post("secretariat", f"{here}/minutes", kind="statement", party="JP", text="Japan recalls …")
    assert call.post("secretariat", f"{here}/leave", party="JP")["state"] == "left"
    assert call.post("secretariat", f"{here}/close")["state"] == "closed"
    record = call.get("observer", here)
    assert [(item["revision"], item["label"], item["text"]) for item in record["settled"]] == [
        (read["revision"], "1", WORDS)
    ]
    assert [(item["kind"], item["party"], item["due"]) for item in record["minutes"]] == [
        ("owes", "JP", "2999-12-01"),
        ("statement", "JP", None),
    ]
    [revision] = [item for item in call.items("observer", f"clauses/{clause['id']}/revisions") if item["number"] == 2]
    assert (revision["basis"], revision["cause"]) == ("session", "edit")


def test_two_screens_that_typed_get_both_texts(call: Calls, clause: Any, meeting: Any) -> None:
    first = put(call, meeting, WORDS, meeting["version"])
    mine = clause["text"].replace("health", "public health")
    said = put(call, meeting, mine, meeting["version"], want=409)
    assert (said["theirs"], said["yours"], said["current"]) == (WORDS, mine, str(first["version"]))
    assert said["merged"] == WORDS.replace("health", "public health")


@pytest.mark.parametrize("words", ["[JP: energy", "a\0b", ""])
def test_words_that_cannot_stand_are_422(call: Calls, clause: Any, meeting: Any, words: str) -> None:
    answer = call("secretariat", "PUT", f"meetings/{meeting['id']}/words", {"words": words, "version": 1})
    if answer.status_code == 200:
        body = {"version": answer.json["version"]}
        answer = call("secretariat", "POST", f"meetings/{meeting['id']}/read-back", body)
    assert answer.status_code == 422, answer.text
    assert call.again(clause)["text"] == clause["text"]


def test_what_is_settled_at_the_desk_meanwhile_is_in_the_record(call: Calls, clause: Any, meeting: Any) -> None:
    call.tabled("jp", clause, "will", "should")
    settled = call.merge(clause, take(call.places(clause)[0], variant=0))
    assert [item["revision"] for item in call.get("head_vn", f"meetings/{meeting['id']}")["settled"]] == [
        settled["revision"]
    ]


def read(call: Calls, who: str, plan: Any) -> dict[str, str]:
    """What somebody reads of a plan's events and meetings, with the times left out."""
    paths = ("events", "meetings", "stream?once=1&last_event_id=0", "circles")
    found = {path: call(who, "GET", f"plans/{plan['id']}/{path}", want=200).text for path in paths}
    return {path: re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>", text) for path, text in found.items()}


@pytest.mark.parametrize("outsider", ["secretariat", "head_jp", "observer", "co_chair"])
def test_a_circles_meeting_is_nothing_to_those_outside(call: Calls, whole: Any, clause: Any, outsider: str) -> None:
    before = read(call, outsider, whole)
    made = call.post("asean_desk", f"plans/{whole['id']}/meetings", name="Among us", circle="ASEAN")
    here = f"meetings/{made['id']}"
    call.post("asean_desk", f"{here}/clause", clause=clause["id"])
    call("asean_desk", "PUT", f"{here}/words", {"words": WORDS, "version": 1}, want=200)
    call.post("asean_desk", f"{here}/attendances", party="VN")
    entry = call.post("asean_desk", f"{here}/minutes", kind="owes", party="VN", text="A line.")
    assert read(call, outsider, whole) == before
    call.get(outsider, here, want=404)
    for path in (f"{here}/close", f"{here}/minutes", f"minutes/{entry['id']}/done"):
        call.post(outsider, path, want=404)
    inside = call.get("head_vn", here)
    assert (inside["words"], inside["state"]) == (WORDS, "open")
    assert "Among us" in read(call, "head_vn", whole)["meetings"]


def test_a_list_of_many_meetings_asks_no_more_than_one_of_few(call: Calls, whole: Any) -> None:
    def some(count: int) -> int:
        for _ in range(count):
            made = call.post("secretariat", f"plans/{whole['id']}/meetings", name="A session")
            call.post("secretariat", f"meetings/{made['id']}/attendances", party="JP")
            call.post("secretariat", f"meetings/{made['id']}/close")
        with counted_queries() as sent:
            call.get("observer", f"plans/{whole['id']}/meetings")
        return len(sent)

    some(1)  # the first time somebody asks, there is a token to be made
    assert some(1) == some(6)
