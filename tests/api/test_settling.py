"""Packages, what all accept, parking and bridging proposals, as a program uses them."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls

REST = ["bn", "kh", "id", "la", "my", "mm", "ph", "sg", "th", "tl", "vn"]


@pytest.fixture
def found(call: Calls, cast: Any) -> tuple[Any, Any, Any]:
    """A plan and two of its clauses."""
    plan = call.plan()
    return plan, call.clause(plan), call.clause(plan, "They should")


def test_a_package_is_settled_and_taken_back_as_one(call: Calls, found: tuple[Any, Any, Any]) -> None:
    plan, one, two = found
    ours = call.tabled("jp", one, "will", "should")
    theirs = call.tabled("vn", two, "every year", "each year")
    path = f"plans/{plan['id']}/packages"
    call.post("head_jp", path, want=403, name="A deal", amendments=[ours["id"], theirs["id"]])
    package = call.post("head_jp", path, want=201, name="A deal", amendments=[ours["id"]])
    assert (package["state"], package["circle"], package["parties"]) == ("open", "all", ["JP"])
    call.post("head_jp", f"packages/{package['id']}/amendments", want=403, amendment=theirs["id"])
    call.post("head_vn", f"packages/{package['id']}/amendments", want=201, amendment=theirs["id"])
    [place] = call.places(one)
    refused = call.merge(one, {"locus": place["locus"], "take": "base", "basis": "session"}, want=422)
    assert "A deal" in refused["detail"]
    settled = call.post("secretariat", f"packages/{package['id']}/settle", want=201, take="all", basis="session")
    assert (settled["state"], len(settled["revisions"])) == ("settled", 2)
    assert [item["state"] for item in settled["amendments"]] == ["merged", "merged"]
    call.post("secretariat", f"packages/{package['id']}/settle", want=409, take="none", basis="session")
    call.post("secretariat", f"revisions/{settled['revisions'][0]}/undo", reason="Viet Nam had not spoken.")
    assert call.get("head_th", f"packages/{package['id']}")["state"] == "open"
    assert call.again(two)["text"] == two["text"]
    answer = call("head_vn", "DELETE", f"packages/{package['id']}/amendments/{theirs['id']}", want=200)
    assert answer.json["parties"] == ["JP"]
    assert [item["name"] for item in call.items("observer", path)] == ["A deal"]


def test_what_all_accept_is_previewed_and_recorded(call: Calls, found: tuple[Any, Any, Any]) -> None:
    plan, one, two = found
    amendment = call.tabled("jp", one, "will", "should")
    other = call.tabled("jp", two, "every year", "each year")
    for party in REST:
        call.post(f"head_{party}", f"amendments/{amendment['id']}/positions", position="can_accept")
        if party != "sg":
            call.post(f"head_{party}", f"amendments/{other['id']}/positions", position="can_accept")
    preview = call.get("secretariat", f"plans/{plan['id']}/agreed")
    [item] = preview["items"]
    assert (item["clause"], item["text"]) == (one["id"], one["text"].replace("will", "should"))
    assert [(place["text"].strip(), place["silent"]) for place in item["places"]] == [("should", [])]
    assert [(near["clause"], near["silent"]) for near in preview["nearest"]] == [(two["id"], ["SG"])]
    path = f"plans/{plan['id']}/agreed"
    both = [{"id": clause["id"], "revision": clause["revision"]} for clause in (one, two)]
    refused = call.post("secretariat", path, want=409, clauses=both, basis="consent")
    assert "Nothing was recorded" in refused["detail"]
    assert call.again(one)["revision"] == one["revision"]
    [done] = call.post("secretariat", path, want=201, clauses=both[:1], basis="consent")["items"]
    assert (done["text"], done["settled"], done["open"]) == (item["text"], 1, 0)
    chosen = {"locus": call.places(two)[0]["locus"], "take": "variant", "variant": 0, "basis": "silence"}
    [done] = call.post("secretariat", path, clauses=[{**both[1], "choices": [chosen]}], basis="consent")["items"]
    assert done["text"] == two["text"].replace("every year", "each year")


def test_a_parked_section_says_so_everywhere(call: Calls, found: tuple[Any, Any, Any]) -> None:
    plan, one, _two = found
    call.tabled("jp", one, "will", "should")
    section = call.clause(plan, "Research")
    call.post("co_chair", f"clauses/{section['id']}/park", want=422)
    parked = call.post("co_chair", f"clauses/{section['id']}/park", want=200, reason="It waits for the budget.")
    assert parked["state"] == "parked"
    lines = call.get("observer", f"plans/{plan['id']}")["clauses"]
    assert {line["text"][:8] for line in lines if line["parked"]} == {"Research", "ASEAN an", "They sho", "Set up a"}
    [place] = call.places(one)
    refused = call.merge(one, {"locus": place["locus"], "take": "base", "basis": "session"}, want=409)
    assert "It waits for the budget." in refused["detail"]
    assert call.post("secretariat", f"clauses/{section['id']}/unpark", want=200)["state"] == "open"
    call.merge(one, {"locus": place["locus"], "take": "base", "basis": "session"})


def test_a_bridge_takes_the_place_of_what_its_proponents_proposed(call: Calls, found: tuple[Any, Any, Any]) -> None:
    plan, one, two = found
    ours, theirs = call.tabled("jp", one, "will", "should"), call.tabled("vn", one, "will", "may")
    text = one["text"].replace("will", "will endeavour to")
    path = f"plans/{plan['id']}/bridges"
    body = {"clause": one["id"], "revision": one["revision"], "amendments": [ours["id"], theirs["id"]], "text": text}
    call.post("delegate_sg", path, want=403, **body)
    for wrong in (
        {"text": one["text"]},
        {"text": text + " [JP: so"},
        {"amendments": [ours["id"]]},
        {"revision": two["revision"]},
    ):
        assert call.post("head_sg", path, want=422, **(body | wrong))["field"] in wrong
    bridge = call.post("head_sg", path, want=201, **body)
    assert (bridge["state"], bridge["proponents"]) == ("proposed", ["JP", "VN"])
    call.post("head_sg", f"bridges/{bridge['id']}/consent", want=403)
    call.post("head_jp", f"bridges/{bridge['id']}/consent")
    held = call.post("head_vn", f"bridges/{bridge['id']}/consent", consents=False, note="Not yet.")
    assert [(item["party"], item["consents"], item["note"]) for item in held["consents"]] == [
        ("JP", True, ""),
        ("VN", False, "Not yet."),
    ]
    agreed = call.post("head_vn", f"bridges/{bridge['id']}/consent", consents=True)
    assert agreed["state"] == "agreed"
    made = call.get("observer", f"amendments/{agreed['amendment']}")
    assert (made["text"], made["party"], made["supporters"], made["state"]) == (text, "JP", ["VN"], "tabled")
    assert call.get("observer", f"amendments/{ours['id']}")["state"] == "superseded"
    call.post("head_jp", f"bridges/{bridge['id']}/consent", want=409)
    call.post("head_sg", f"bridges/{bridge['id']}/withdraw", want=409)
    assert [item["id"] for item in call.items("observer", path)] == [bridge["id"]]


def test_what_a_circle_bundles_and_bridges_is_not_there_for_others(call: Calls, found: tuple[Any, Any, Any]) -> None:
    """Answers to Japan and the desk of everyone are byte for byte the same with and without."""
    plan, one, _two = found
    paths = [f"plans/{plan['id']}/{noun}" for noun in ("packages", "bridges", "events", "amendments")]
    paths += [f"clauses/{one['id']}", f"clauses/{one['id']}/overlay", f"plans/{plan['id']}"]

    def outside() -> list[bytes]:
        return [
            call(who, "GET", path, want=200).data for who in ("head_jp", "secretariat", "co_chair") for path in paths
        ]

    before = outside()
    mine = [call.tabled(party, one, "will", words, "ASEAN") for party, words in (("th", "should"), ("sg", "may"))]
    body = {"clause": one["id"], "revision": one["revision"], "amendments": [item["id"] for item in mine]}
    bridge = call.post("head_vn", f"plans/{plan['id']}/bridges", text=one["text"].replace("will", "shall"), **body)
    own = call.amend("th", one, "energy", "water")
    package = call.post("head_th", f"plans/{plan['id']}/packages", name="Hidden", amendments=[own["id"]])
    shared = call.post("head_th", f"plans/{plan['id']}/packages", name="Ours", amendments=[mine[0]["id"]])
    assert outside() == before
    for who in ("head_jp", "secretariat", "co_chair", "observer"):
        call(who, "GET", f"bridges/{bridge['id']}", want=404)
        call(who, "POST", f"bridges/{bridge['id']}/consent", want=404)
        call(who, "GET", f"packages/{package['id']}", want=404)
        call(who, "POST", f"packages/{shared['id']}/dissolve", want=404)
    call("head_sg", "GET", f"packages/{package['id']}", want=404)
    assert call.get("head_sg", f"packages/{shared['id']}")["name"] == "Ours"
