"""ASEAN settles among itself: what it takes to everyone, what stays among its members, taking it back."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls, take

OUTSIDE = ("secretariat", "head_jp", "observer", "co_chair")


@pytest.fixture
def asean(call: Calls, whole: Any) -> Any:
    """The circle."""
    found = call.items("asean_desk", f"plans/{whole['id']}/circles")
    return next(item for item in found if item["name"] == "ASEAN")


@pytest.fixture
def rivals(call: Calls, clause: Any) -> tuple[Any, Any]:
    """Two members' amendments in ASEAN: they differ in one place, and Viet Nam's has another one."""
    vn = call.tabled("vn", clause, "joint research in energy", "common research in clean energy", circle="ASEAN")
    th = call.tabled("th", clause, "in energy", "in green energy", circle="ASEAN")
    return vn, th


def laid(call: Calls, clause: Any, who: str = "asean_desk") -> list[Any]:
    parts = call.get(who, f"clauses/{clause['id']}/overlay?circle=ASEAN")["parts"]
    return [part for part in parts if "locus" in part]


def index_of(place: Any, party: str) -> int:
    return next(n for n, variant in enumerate(place["variants"]) if party in variant["parties"])


def settle(call: Calls, asean: Any, clause: Any, *choices: Any, want: int = 201, who: str = "asean_desk") -> Any:
    body = {"clause": clause["id"], "revision": clause["revision"], "choices": list(choices)}
    return call.post(who, f"circles/{asean['id']}/settle", want=want, **body)


def green(call: Calls, clause: Any) -> list[Any]:
    """Thailand's words where both want others, the words as they are where Viet Nam alone does."""
    one, two = laid(call, clause)
    return [take(one), take(two, variant=index_of(two, "TH"))]


def state(call: Calls, amendment: Any, who: str = "head_bn") -> str:
    found: str = call.get(who, f"amendments/{amendment['id']}")["state"]
    return found


def test_the_result_goes_to_everyone_as_aseans(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    before = call.again(clause)
    made = settle(call, asean, clause, *green(call, clause))
    assert (made["state"], made["clause"]) == ("recorded", clause["id"])
    assert call.again(clause) == before
    seen = call.get("secretariat", f"amendments/{made['amendment']}")
    assert (seen["party"], seen["state"], seen["circle"], seen["author"]) == (
        "ASEAN",
        "submitted",
        "ASEAN",
        "Asean Desk",
    )
    assert seen["text"] == clause["text"].replace("in energy", "in green energy")
    call(("head_jp"), "GET", f"amendments/{made['amendment']}", want=404)
    tabled = call.post("secretariat", f"amendments/{made['amendment']}/table")
    assert (tabled["party"], tabled["circle"], tabled["supporters"]) == ("ASEAN", "all", [])
    [place] = call.places(clause, "head_jp")
    assert [variant["parties"] for variant in place["variants"]] == [["ASEAN"]]
    call.merge(clause, take(place, variant=0))
    revision = call.items("head_jp", f"clauses/{clause['id']}/revisions")[-1]
    html = call.get("head_jp", f"clauses/{clause['id']}/redline?old={clause['revision']}&new={revision['id']}")["html"]
    assert "ASEAN" in html
    assert "TH" not in html
    assert state(call, made | {"id": made["amendment"]}) == "merged"


def test_members_amendments_end_where_all_their_places_are_settled(
    call: Calls, asean: Any, clause: Any, rivals: Any
) -> None:
    vn, th = rivals
    _, two = laid(call, clause)
    settle(call, asean, clause, take(two, variant=index_of(two, "TH")))
    assert (state(call, th), state(call, vn)) == ("merged", "tabled")
    [rest, again] = laid(call, clause)
    assert [variant["parties"] for variant in rest["variants"]] == [["VN"]]
    settle(call, asean, clause, take(rest), take(again))
    assert state(call, vn) == "superseded"


def test_that_the_words_stay_proposes_nothing(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *(take(place) for place in laid(call, clause)))
    assert made["amendment"] is None
    assert [state(call, item) for item in rivals] == ["superseded", "superseded"]


def test_nobody_outside_knows_who_was_behind_it(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *green(call, clause))
    call.post("secretariat", f"amendments/{made['amendment']}/table")
    for who in OUTSIDE:
        call(who, "GET", f"circles/{asean['id']}/settlements", want=404)
        for amendment in rivals:
            call(who, "GET", f"amendments/{amendment['id']}", want=404)
    told = call.items("head_jp", f"plans/{asean_plan(call)}/events")
    [event] = [item for item in told if item["subject"] == made["amendment"]]
    assert (event["kind"], event["actor"], event["party"], event["data"]["party"]) == (
        "amendment.tabled",
        "Secretariat",
        None,
        "ASEAN",
    )
    kept = call.items("head_bn", f"circles/{asean['id']}/settlements")
    assert [variant["parties"] for variant in kept[0]["settlements"][1]["variants"]] == [["VN"], ["TH"]]


def asean_plan(call: Calls) -> str:
    found: str = call.items("head_jp", "plans")[0]["id"]
    return found


def test_its_desk_withdraws_it_and_members_do_not_support_it(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *green(call, clause))["amendment"]
    call.post("secretariat", f"amendments/{made}/table")
    for who in ("head_vn", "head_th", "head_bn"):
        call.post(who, f"amendments/{made}/support", want=403)
        call.post(who, f"amendments/{made}/withdraw", want=403)
    assert call.post("head_jp", f"amendments/{made}/support")["supporters"] == ["JP"]
    call.post("secretariat", f"amendments/{made}/withdraw", want=403)
    assert call.post("asean_desk", f"amendments/{made}/withdraw")["state"] == "withdrawn"
    assert call.post("head_jp", f"amendments/{made}/take-over")["party"] == "JP"


def test_it_is_tabled_before_everyone_only(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *green(call, clause))["amendment"]
    call.post("secretariat", f"amendments/{made}/table", want=422, circle="ASEAN")


@pytest.mark.parametrize("who", ["secretariat", "head_jp", "observer", "co_chair"])
def test_who_is_outside_does_not_find_the_desk(call: Calls, asean: Any, clause: Any, rivals: Any, who: str) -> None:
    choices = green(call, clause)
    settle(call, asean, clause, *choices, want=404, who=who)
    problem = call.get(who, f"clauses/{clause['id']}/overlay?circle=ASEAN", want=422)
    assert problem["field"] == "circle"


@pytest.mark.parametrize("who", ["head_vn", "delegate_th", "official_th"])
def test_its_members_do_not_settle(call: Calls, asean: Any, clause: Any, rivals: Any, who: str) -> None:
    settle(call, asean, clause, *green(call, clause), want=403, who=who)


def test_what_cannot_be_settled(call: Calls, asean: Any, clause: Any, rivals: Any, whole: Any) -> None:
    one, _ = laid(call, clause)
    settle(call, asean, clause, want=422)
    settle(call, asean, clause, take(one) | {"take": "bracket"}, want=422)
    settle(call, asean, clause, take(one) | {"locus": "0" * 32}, want=409)
    settle(call, asean, clause | {"revision": "00000000-0000-4000-8000-000000000000"}, take(one), want=422)
    group = call.post("secretariat", f"plans/{whole['id']}/circles", name="Energy", parties=["TH", "JP"])
    settle(call, group, clause, take(one), want=409, who="secretariat")


def test_when_the_text_has_moved_both_are_there(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    choices = green(call, clause)
    moved = call.tabled("jp", clause, "in health", "in public health")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    problem = settle(call, asean, clause, *choices, want=409)
    assert problem["theirs"] == clause["text"].replace("in health", "in public health")
    assert problem["yours"] == clause["text"].replace("in energy", "in green energy")
    assert problem["merged"] == problem["yours"].replace("in health", "in public health")
    assert state(call, moved) == "merged"


@pytest.mark.parametrize("until", ["submitted", "tabled", "withdrawn"])
def test_it_is_taken_back_until_everyone_has_settled_it(
    call: Calls, asean: Any, clause: Any, rivals: Any, until: str
) -> None:
    made = settle(call, asean, clause, *green(call, clause))
    if until != "submitted":
        call.post("secretariat", f"amendments/{made['amendment']}/table")
    if until == "withdrawn":
        call.post("asean_desk", f"amendments/{made['amendment']}/withdraw")
    call.post("asean_desk", f"settlements/{made['id']}/undo", want=422, reason=" ")
    call.post("head_th", f"settlements/{made['id']}/undo", want=403, reason="No.")
    call.post("secretariat", f"settlements/{made['id']}/undo", want=404, reason="No.")
    undone = call.post("asean_desk", f"settlements/{made['id']}/undo", reason="Read wrongly.")
    assert (undone["state"], undone["reason"]) == ("undone", "Read wrongly.")
    assert state(call, {"id": made["amendment"]}) == "withdrawn"
    assert [state(call, item) for item in rivals] == ["tabled", "tabled"]
    assert len(laid(call, clause)) == 2
    call.post("asean_desk", f"settlements/{made['id']}/undo", want=409, reason="Again.")


def test_it_is_not_taken_back_once_it_is_in_the_text(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *green(call, clause))
    call.post("secretariat", f"amendments/{made['amendment']}/table")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    call.post("asean_desk", f"settlements/{made['id']}/undo", want=409, reason="Too late.")


def test_what_is_put_back_is_carried_to_the_text_as_it_is(call: Calls, asean: Any, clause: Any, rivals: Any) -> None:
    made = settle(call, asean, clause, *green(call, clause))
    call.tabled("jp", clause, "in health", "in public health")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    call.post("asean_desk", f"settlements/{made['id']}/undo", reason="Read wrongly.")
    text = clause["text"].replace("in health", "in public health")
    th = call.get("head_th", f"amendments/{rivals[1]['id']}")
    assert (th["text"], th["stale"]) == (text.replace("in energy", "in green energy"), False)


def test_a_deletion_and_a_new_clause_are_taken_to_everyone(call: Calls, asean: Any, clause: Any) -> None:
    body = {"revision": clause["revision"], "kind": "delete", "rationale": "Ours alone."}
    deletions = [call.post(f"delegate_{who}", f"clauses/{clause['id']}/amendments", **body) for who in ("vn", "th")]
    for who, item in zip(("vn", "th"), deletions, strict=True):
        call.table(who, item, "ASEAN")
    new = {"kind": "insert", "after": clause["id"], "text": "They will meet each spring."}
    insert = call.table("my", call.post("delegate_my", f"plans/{clause['plan']}/amendments", **new), "ASEAN")
    for item, kind in ((deletions[0], "delete"), (insert, "insert")):
        call.post("head_vn", f"amendments/{item['id']}/take-to-all", want=403)
        call.post("secretariat", f"amendments/{item['id']}/take-to-all", want=404)
        made = call.post("asean_desk", f"amendments/{item['id']}/take-to-all", basis="consent")
        seen = call.get("secretariat", f"amendments/{made['amendment']}")
        assert (seen["party"], seen["kind"], seen["state"], seen["rationale"]) == ("ASEAN", kind, "submitted", "")
        call.post("asean_desk", f"amendments/{item['id']}/take-to-all", want=409)
    assert [state(call, item) for item in (*deletions, insert)] == ["merged"] * 3
    call.post("asean_desk", f"settlements/{made['id']}/undo", reason="Not yet.")
    assert state(call, insert) == "tabled"
