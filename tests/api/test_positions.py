"""Positions and reservations: who may say what to whom, what is read of it, and by whom it is not."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls
from .test_leaks import everything


def read(call: Calls, who: str, plan: Any, clause: Any) -> str:
    """All that somebody reads, with what this noun adds to it."""
    root, here = f"plans/{plan['id']}", f"clauses/{clause['id']}"
    more = [f"{root}/{part}" for part in ("positions", "reservations", "gate", "ad-refs", "adoption")]
    more += [f"{here}/positions", f"{here}/status"]
    return str(everything(call, who)) + "".join(call(who, "GET", path, want=200).text for path in more)


def cells(call: Calls, who: str, plan: Any, query: str = "") -> list[tuple[str, str]]:
    found = call.get(who, f"plans/{plan['id']}/positions{query}")["cells"]
    return [(cell["party"], cell["position"]) for cell in found]


def test_the_default_is_the_own_delegation_and_the_co_chairs(call: Calls, whole: Any, clause: Any) -> None:
    others = ("observer", "asean_desk", "head_jp", "delegate_th")
    before = {who: read(call, who, whole, clause) for who in others}
    said = call.post("head_vn", f"clauses/{clause['id']}/positions", want=201, position="oppose", note="Costs.")
    assert (said["state"], said["circle"], said["party"]) == ("oppose", "VN", "VN")
    for who in ("delegate_vn", "co_chair", "secretariat"):
        assert cells(call, who, whole) == [("VN", "oppose")]
    assert {who: read(call, who, whole, clause) for who in others} == before


def test_what_asean_says_and_agrees_among_itself(call: Calls, whole: Any, clause: Any) -> None:
    made = call.tabled("th", clause, "will", "should", circle="ASEAN")
    others = ("observer", "secretariat", "co_chair", "head_jp")
    before = {who: read(call, who, whole, clause) for who in others}
    call.post("head_vn", f"clauses/{clause['id']}/positions", position="reserve", circle="ASEAN")
    call.post("head_vn", f"amendments/{made['id']}/positions", position="oppose", note="Not so.")
    call.post("head_sg", f"amendments/{made['id']}/positions", position="support")
    status = f"clauses/{clause['id']}/status"
    call.post("asean_desk", status, want=201, status="agreed_in_group", ad_ref=[{"party": "MY", "until": "2999-01-01"}])
    assert call.get("head_vn", status)["label"] == "agreed in group, ad ref MY"
    call.post("head_my", f"clauses/{clause['id']}/ad-refs/confirm", confirmed=True)
    call.post("head_th", status, status="open", reason="One word.")
    assert {who: read(call, who, whole, clause) for who in others} == before
    assert cells(call, "head_bn", whole) == [("VN", "reserve")]
    found = call.get("head_bn", f"plans/{whole['id']}/positions")["amendments"]
    assert [(cell["party"], cell["position"]) for cell in found] == [("VN", "oppose"), ("SG", "support")]


@pytest.mark.parametrize("circle", ["all", "chairs"])
def test_nobody_hears_of_an_amendment_by_what_is_said_of_it(call: Calls, whole: Any, clause: Any, circle: str) -> None:
    made = call.tabled("th", clause, "will", "should", circle="ASEAN")
    path = f"amendments/{made['id']}/positions"
    refused = call.post("head_vn", path, want=422, position="oppose", circle=circle)
    assert refused["field"] == "circle"
    call.post("head_jp", path, want=404, position="oppose")


def test_the_latest_counts_and_the_earlier_are_kept(call: Calls, whole: Any, clause: Any) -> None:
    path = f"clauses/{clause['id']}/positions"
    for position, circle in (("pending_capital", "all"), ("oppose", "own"), ("can_accept", "all")):
        call.post("head_vn", path, position=position, circle=circle)
    call.post("head_vn", path, position="reserve")
    assert cells(call, "observer", whole) == [("VN", "can_accept")]
    assert cells(call, "head_vn", whole) == [("VN", "reserve")]
    said = [item["position"] for item in call.items("delegate_vn", path)]
    assert said == ["reserve", "can_accept", "oppose", "pending_capital"]
    assert [item["position"] for item in call.items("observer", path)] == ["can_accept", "pending_capital"]
    assert cells(call, "head_vn", whole, "?circle=own") == [("VN", "oppose")]
    assert cells(call, "head_vn", whole, "?position=oppose") == []
    assert cells(call, "head_vn", whole, "?party=JP") == []
    matrix = call.get("observer", f"plans/{whole['id']}/positions")
    [line] = [line for line in matrix["clauses"] if line["id"] == clause["id"]]
    assert "VN" not in line["silent"]
    assert len(line["silent"]) == len(matrix["parties"]) - 1
    sections = [item for item in whole["clauses"] if item["kind"] == "section"]
    inside = {section["text"]: cells(call, "observer", whole, f"?area={section['id']}") for section in sections}
    assert inside == {"Preamble": [], "Research": [("VN", "can_accept")]}


def test_to_support_an_amendment_is_to_be_its_supporter(call: Calls, whole: Any, clause: Any) -> None:
    made = call.tabled("jp", clause, "will", "should")
    path = f"amendments/{made['id']}/positions"

    def both(who: str = "observer") -> tuple[list[str], list[tuple[str, str]]]:
        found = call.get(who, f"plans/{whole['id']}/positions")["amendments"]
        supporters = call.get(who, f"amendments/{made['id']}")["supporters"]
        return supporters, [(cell["party"], cell["position"]) for cell in found]

    call.post("head_vn", path, want=201, position="support", note="As we said.")
    assert both() == (["VN"], [("VN", "support")])
    call.post("head_vn", path, want=409, position="support")
    call("head_vn", "DELETE", f"amendments/{made['id']}/support", want=200)
    assert both() == ([], [])
    call.post("head_vn", f"amendments/{made['id']}/support")
    assert both() == (["VN"], [("VN", "support")])
    call.post("head_vn", path, position="reserve")
    assert both() == (["VN"], [("VN", "support")])
    assert both("co_chair") == (["VN"], [("VN", "reserve")])
    call.post("head_vn", path, position="oppose", circle="all")
    assert both() == ([], [("VN", "oppose")])
    call.post("head_jp", path, want=403, position="support")
    draft = call.amend("vn", clause, "energy", "water")
    call.post("head_vn", f"amendments/{draft['id']}/positions", want=409, position="can_accept")


@pytest.mark.parametrize(
    ("body", "want", "field"),
    [
        ({"position": "maybe"}, 422, "position"),
        ({}, 422, "position"),
        ({"position": "oppose", "circle": "Chairs"}, 422, "circle"),
        ({"position": "oppose", "note": "a\u202eb"}, 422, "note"),
        ({"position": "oppose", "party": "JP"}, 403, None),
    ],
)
def test_what_cannot_be_said(call: Calls, clause: Any, body: dict[str, Any], want: int, field: str | None) -> None:
    problem = call.post("head_vn", f"clauses/{clause['id']}/positions", want=want, **body)
    assert problem.get("field") == field


def test_a_reservation_has_the_usual_words_or_its_own(call: Calls, whole: Any, clause: Any) -> None:
    path = f"plans/{whole['id']}/reservations"
    for body in ({}, {"clause": clause["id"], "kind": "scrutiny"}, {"kind": "parliamentary", "text": "The Diet."}):
        call.post("head_jp", path, want=201, **body)
    assert [item["text"] for item in call.items("observer", path)] == [
        "Japan enters a general reservation on the text as a whole.",
        f"Japan enters a scrutiny reservation on paragraph {clause['label']}.",
        "The Diet.",
    ]
    assert call.post("head_jp", path, want=422, clause=whole["id"])["field"] == "clause"
    call.post("head_jp", path, want=403, party="VN")
