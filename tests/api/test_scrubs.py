"""The legal scrub by the API: log, warnings, flags, checks, renumbering."""

from __future__ import annotations

from typing import Any

from .client import Calls


def scrub(call: Calls, clause: Any, old: str, new: str, want: int = 201) -> Any:
    body = {"revision": clause["revision"], "text": clause["text"].replace(old, new), "reason": "Style."}
    return call.post("secretariat", f"clauses/{clause['id']}/scrub", want=want, **body)


def test_a_change_its_log_and_its_flag(call: Calls, whole: Any, clause: Any) -> None:
    made = scrub(call, clause, "joint research in energy", "research in energy")
    assert (made["state"], made["number"], made["warnings"]) == ("recorded", 2, [])
    [line] = call.items("observer", f"plans/{whole['id']}/scrub")
    assert line == line | {
        "id": made["id"],
        "clause": clause["id"],
        "label": clause["label"],
        "old": clause["text"],
        "new": made["text"],
        "reason": "Style.",
        "by": "Secretariat",
        "undone": False,
        "flag": None,
    }
    flag = call.post("head_vn", f"revisions/{made['id']}/flag", want=201, reason="Joint was the point.")
    assert (flag["state"], flag["revision"], flag["clause"]) == ("went_back", made["id"], clause["id"])
    assert call.again(clause)["text"] == clause["text"]
    [line] = call.items("observer", f"plans/{whole['id']}/scrub")
    assert line["undone"] is True
    assert (line["flag"]["party"], line["flag"]["reason"]) == ("VN", "Joint was the point.")
    call.post("head_jp", f"revisions/{made['id']}/flag", want=409, reason="So it was.")


def test_it_warns_of_words_of_weight(call: Calls, clause: Any) -> None:
    made = scrub(call, clause, "will promote", "will not promote")
    assert made["warnings"] == ["The negation “not” came in."]
    again = call.again(clause)
    assert scrub(call, again, "will not", "should not")["warnings"] == ["The commitment word “will” became “should”."]


def test_marked_once_it_was_issued_and_stale(call: Calls, whole: Any, clause: Any) -> None:
    made = scrub(call, clause, "joint research in energy", "research in energy")
    scrub(call, clause, "joint", "common", want=409)
    call.draft(whole)
    flag = call.post("secretariat", f"revisions/{made['id']}/flag", want=201, reason="It was the point.")
    assert flag["state"] == "marked"
    assert call.again(clause)["text"] == made["text"]


def test_checks(call: Calls, whole: Any, clause: Any) -> None:
    assert call.items("observer", f"plans/{whole['id']}/checks") == []
    scrub(call, clause, "will promote", "shall promote")
    [found] = call.items("observer", f"plans/{whole['id']}/checks")
    start = clause["text"].index("will promote")
    assert found == {
        "clause": clause["id"],
        "label": clause["label"],
        "start": start,
        "end": start + len("shall"),
        "kind": "commitment",
        "message": "“shall” binds, and this is no treaty.",
        "suggestion": "will endeavour to",
    }


def test_renumbering(call: Calls, whole: Any, clause: Any) -> None:
    path = f"plans/{whole['id']}"
    call.draft(whole)
    call.post("secretariat", f"{path}/clauses", after=clause["id"], kind="clause", text="Between.", want=201)
    preview = call.get("observer", f"{path}/renumber")
    assert [(item["old"], item["new"]) for item in preview["items"]] == [("1 bis", "2"), ("2", "3"), ("3", "4")]
    call("secretariat", "PUT", f"{path}/numbering", {"interim_style": "letter"}, want=200)
    assert call.get("observer", f"{path}/renumber")["items"][0]["old"] == "1A"
    call("secretariat", "PUT", f"{path}/numbering", {"interim_style": "letter"}, want=409)
    assert call.post("co_chair", f"{path}/renumber")["items"][0]["new"] == "2"
    call.post("co_chair", f"{path}/renumber", want=409)
