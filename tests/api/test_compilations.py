"""The compilation text by the API."""

from __future__ import annotations

from typing import Any

from .client import Calls

TEXT = "ASEAN and Japan will promote joint research in energy and joint research in health."


def test_a_compilation_with_the_parties_and_without(call: Calls, whole: Any, clause: Any) -> None:
    made = call.tabled("jp", clause, "will", "shall")
    call.post("head_vn", f"amendments/{made['id']}/support")
    found = call.get("observer", f"plans/{whole['id']}/compilation")
    [shown] = [item for item in found["clauses"] if item["id"] == clause["id"]]
    assert shown == {
        "id": clause["id"],
        "kind": "clause",
        "level": None,
        "label": clause["label"],
        "text": TEXT.replace("will", "[will] [JP, VN: shall]"),
        "pairs": 2,
        "inserted": False,
        "notes": [],
    }
    assert found["pairs"] == 2
    assert [item["id"] for item in found["clauses"]] == [item["id"] for item in whole["clauses"]]
    bare = call.get("observer", f"plans/{whole['id']}/compilation?attributed=false")
    [shown] = [item for item in bare["clauses"] if item["id"] == clause["id"]]
    assert (shown["text"], shown["pairs"]) == (TEXT.replace("will", "[will] [shall]"), 2)
    again = call.get("observer", f"plans/{whole['id']}/compilation?attributed=true")
    assert again == found


def test_only_yes_or_no(call: Calls, whole: Any) -> None:
    call("observer", "GET", f"plans/{whole['id']}/compilation?attributed=perhaps", want=422)


def test_outside_a_circle_it_is_the_same_byte_for_byte(call: Calls, whole: Any, clause: Any) -> None:
    path = f"plans/{whole['id']}/compilation"
    call.tabled("jp", clause, "will", "shall")
    before = {who: call(who, "GET", path).text for who in ("head_jp", "secretariat", "observer")}
    call.tabled("vn", clause, "energy", "clean energy", circle="ASEAN")
    call.amend("jp", clause, "health", "public health")
    assert {who: call(who, "GET", path).text for who in before} == before
    assert "[VN: clean] energy" in call("head_th", "GET", path).text
