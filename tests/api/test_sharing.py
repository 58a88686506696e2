"""Between parties: a draft shared before it is tabled, a proposal entered for a party, one taken over from another."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls

HIDDEN = ("secretariat", "asean_desk", "observer", "co_chair", "head_vn", "delegate_th")


@pytest.fixture
def draft(call: Calls, clause: Any) -> Any:
    """Malaysia's draft."""
    return call.amend("my", clause, "in energy", "in clean energy")


def share(call: Calls, draft: Any, *parties: str, who: str = "head_my", want: int = 200) -> Any:
    return call.post(who, f"amendments/{draft['id']}/share", want=want, parties=list(parties))


def kinds(call: Calls, who: str, draft: Any) -> list[str]:
    """What happened to it, as somebody knows."""
    events = call.items(who, f"plans/{draft['plan']}/events")
    return [item["kind"].split(".")[1] for item in reversed(events) if item["subject"] == draft["id"]]


# --- shared -----------------------------------------------------------------------------------------------------------


def test_a_shared_draft_is_read_by_exactly_these_parties(call: Calls, draft: Any) -> None:
    made = share(call, draft, "JP", "SG")
    assert (made["state"], made["circle"]) == ("draft", "MY, SG, JP")
    for who in ("delegate_my", "official_jp", "delegate_sg"):
        assert call.get(who, f"amendments/{draft['id']}")["text"] == draft["text"], who
    for who in HIDDEN:
        call(who, "GET", f"amendments/{draft['id']}", want=404)
        assert "MY, SG, JP" not in str(call.items(who, f"plans/{draft['plan']}/circles"))
    assert share(call, call.amend("my", call.get("head_my", f"clauses/{draft['clause']}"), "will", "may"), "SG", "JP")
    assert (
        len([item for item in call.items("head_jp", f"plans/{draft['plan']}/circles") if item["kind"] == "shared"]) == 1
    )


@pytest.mark.parametrize(
    ("who", "parties", "want"),
    [
        ("delegate_my", ["JP"], 403),
        ("head_jp", ["JP"], 404),
        ("secretariat", ["JP"], 404),
        ("head_my", ["XX"], 422),
        ("head_my", [], 409),
        ("head_my", ["MY"], 409),
        ("head_my", ["MY", "JP"], 200),
    ],
)
def test_its_head_shares_it(call: Calls, draft: Any, who: str, parties: list[str], want: int) -> None:
    share(call, draft, *parties, who=who, want=want)


def test_only_its_own_party_changes_it(call: Calls, draft: Any) -> None:
    share(call, draft, "JP")
    for method, act in (
        ("PATCH", ""),
        ("POST", "/submit"),
        ("POST", "/withdraw"),
        ("POST", "/share"),
        ("POST", "/rebase"),
    ):
        call("head_jp", method, f"amendments/{draft['id']}{act}", {}, want=403)
    call("delegate_my", "PATCH", f"amendments/{draft['id']}", {"rationale": "Better."}, want=200)
    share(call, draft, "JP", want=409)


def test_who_would_support_it_does_once_it_is_tabled(call: Calls, draft: Any) -> None:
    path = f"amendments/{draft['id']}/support"
    call.post("head_jp", path, want=404)
    share(call, draft, "JP", "SG")
    call.post("delegate_jp", path, want=403)
    call.post("head_my", path, want=403)
    assert call.post("head_jp", path)["supporters"] == ["JP"]
    call.post("head_jp", path, want=409)
    call.post("head_sg", path)
    call("head_sg", "DELETE", path, want=200)
    tabled = call.table("my", draft)
    assert (tabled["supporters"], tabled["circle"]) == (["JP"], "all")
    assert kinds(call, "observer", draft) == ["tabled"]
    assert kinds(call, "head_jp", draft) == ["shared", "supported", "supported", "support_ended", "submitted", "tabled"]


def test_other_words_and_other_readers_have_no_supporters(call: Calls, draft: Any) -> None:
    share(call, draft, "JP", "SG")
    for who in ("head_jp", "head_sg"):
        call.post(who, f"amendments/{draft['id']}/support")
    assert share(call, draft, "SG")["supporters"] == ["SG"]
    call("head_my", "PATCH", f"amendments/{draft['id']}", {"rationale": "Better."}, want=200)
    assert call.get("head_sg", f"amendments/{draft['id']}")["supporters"] == ["SG"]
    changed = call("head_my", "PATCH", f"amendments/{draft['id']}", {"text": draft["text"] + " So be it."}, want=200)
    assert changed.json["supporters"] == []


def test_one_who_is_not_in_the_circle_it_is_tabled_in_does_not_support_it(call: Calls, draft: Any) -> None:
    share(call, draft, "JP", "SG")
    for who in ("head_jp", "head_sg"):
        call.post(who, f"amendments/{draft['id']}/support")
    assert call.table("my", draft, "ASEAN")["supporters"] == ["SG"]


def test_it_is_taken_back_and_that_it_was_seen_is_on_record(call: Calls, draft: Any) -> None:
    share(call, draft, "JP")
    call.post("head_jp", f"amendments/{draft['id']}/support")
    back = share(call, draft)
    assert (back["circle"], back["supporters"]) == ("MY", [])
    call("head_jp", "GET", f"amendments/{draft['id']}", want=404)
    assert kinds(call, "head_jp", draft) == ["shared", "supported", "unshared"]


def test_only_a_draft_is_shared(call: Calls, draft: Any) -> None:
    call.post("head_my", f"amendments/{draft['id']}/submit")
    problem = share(call, draft, "JP", want=409)
    assert "while it is draft" in problem["detail"]


def test_how_often_a_delegation_changed_a_draft_is_its_own(call: Calls, clause: Any, draft: Any) -> None:
    for reason in ("One.", "Two."):
        call("delegate_my", "PATCH", f"amendments/{draft['id']}", {"rationale": reason}, want=200)
    share(call, draft, "JP")
    assert call.get("head_jp", f"amendments/{draft['id']}")["version"] == 1
    assert call.table("my", draft)["version"] == 1
    assert call.get("head_my", f"amendments/{draft['id']}")["version"] == 4


# --- entered for a party ----------------------------------------------------------------------------------------------


def enter(call: Calls, clause: Any, who: str = "secretariat", want: int = 201, **more: Any) -> Any:
    body = {"revision": clause["revision"], "kind": "modify", "text": clause["text"] + " So be it.", "party": "MY"}
    return call.post(who, f"clauses/{clause['id']}/amendments", want=want, **{**body, **more})


def test_what_is_entered_waits_for_its_party(call: Calls, clause: Any) -> None:
    made = enter(call, clause, rationale="By letter of 3 May.")
    assert (made["party"], made["state"], made["unconfirmed"], made["circle"]) == ("MY", "submitted", True, "MY")
    for who in ("delegate_my", "official_my", "secretariat", "co_chair"):
        assert call.get(who, f"amendments/{made['id']}")["unconfirmed"] is True, who
    for who in ("head_jp", "head_vn", "asean_desk", "observer"):
        call(who, "GET", f"amendments/{made['id']}", want=404)
    call.post("secretariat", f"amendments/{made['id']}/table", want=409)
    call.post("head_my", f"amendments/{made['id']}/take_back", want=409)
    for who, want in (("delegate_my", 403), ("secretariat", 403), ("co_chair", 403), ("head_jp", 404)):
        call.post(who, f"amendments/{made['id']}/confirm", want=want)
    done = call.post("head_my", f"amendments/{made['id']}/confirm")
    assert (done["state"], done["unconfirmed"]) == ("submitted", False)
    call.post("head_my", f"amendments/{made['id']}/confirm", want=409)
    tabled = call.post("secretariat", f"amendments/{made['id']}/table")
    assert (tabled["party"], tabled["circle"], tabled["submitted_text"]) == ("MY", "all", made["text"])
    assert kinds(call, "head_my", made) == ["entered", "confirmed", "tabled"]


def test_its_head_may_change_or_decline_it(call: Calls, clause: Any) -> None:
    made = enter(call, clause)
    text = clause["text"] + " So it is."
    call("delegate_my", "PATCH", f"amendments/{made['id']}", {"text": text}, want=403)
    call("secretariat", "PATCH", f"amendments/{made['id']}", {"text": text}, want=403)
    call("head_my", "PATCH", f"amendments/{made['id']}", {"text": text}, want=200)
    assert call.post("head_my", f"amendments/{made['id']}/confirm")["submitted_text"] == text
    declined = enter(call, clause)
    assert call.post("head_my", f"amendments/{declined['id']}/withdraw")["state"] == "withdrawn"
    call.post("head_my", f"amendments/{declined['id']}/confirm", want=409)


def test_what_was_confirmed_may_be_taken_back_into_the_delegation(call: Calls, clause: Any) -> None:
    made = enter(call, clause)
    call.post("head_my", f"amendments/{made['id']}/confirm")
    assert call.post("head_my", f"amendments/{made['id']}/take_back")["state"] == "draft"
    for who in ("secretariat", "co_chair"):
        call(who, "GET", f"amendments/{made['id']}", want=404)
    call("delegate_my", "PATCH", f"amendments/{made['id']}", {"rationale": "Ours."}, want=200)


@pytest.mark.parametrize(
    ("who", "party", "want"),
    [
        ("secretariat", "XX", 422),
        ("secretariat", None, 403),
        ("asean_desk", "MY", 403),
        ("co_chair", "MY", 403),
        ("head_my", "MY", 403),
        ("delegate_jp", "MY", 403),
        ("observer", "MY", 403),
        ("stranger", "MY", 404),
    ],
)
def test_the_plans_desk_enters(call: Calls, clause: Any, who: str, party: str | None, want: int) -> None:
    enter(call, clause, who, want, party=party)


def test_a_new_clause_is_entered_likewise(call: Calls, clause: Any) -> None:
    body = {"kind": "insert", "after": clause["id"], "text": "They will meet each spring.", "party": "TH"}
    made = call.post("secretariat", f"plans/{clause['plan']}/amendments", want=201, **body)
    assert (made["kind"], made["party"], made["unconfirmed"]) == ("insert", "TH", True)
    call.post("head_th", f"amendments/{made['id']}/confirm")
    assert call.post("secretariat", f"amendments/{made['id']}/table")["circle"] == "all"


# --- taken over -------------------------------------------------------------------------------------------------------


@pytest.fixture
def withdrawn(call: Calls, clause: Any) -> Any:
    """Malaysia's, which Thailand and Viet Nam supported."""
    made = call.tabled("my", clause, "in energy", "in clean energy", rationale="Ours.")
    for who in ("head_th", "head_vn"):
        call.post(who, f"amendments/{made['id']}/support")
    return call.post("head_my", f"amendments/{made['id']}/withdraw")


def test_a_supporter_takes_it_over(call: Calls, clause: Any, withdrawn: Any) -> None:
    path = f"amendments/{withdrawn['id']}/take-over"
    for who in ("head_my", "head_jp", "delegate_th", "secretariat", "observer"):
        call.post(who, path, want=403)
    taken = call.post("head_th", path)
    assert (taken["party"], taken["state"], taken["supporters"]) == ("TH", "tabled", ["VN"])
    assert taken["text"] == withdrawn["text"]
    [place] = call.places(clause)
    assert place["variants"][0]["parties"] == ["TH", "VN"]
    call.post("head_vn", path, want=409)
    call.post("head_my", f"amendments/{taken['id']}/withdraw", want=403)
    call.post("head_my", f"amendments/{taken['id']}/support")
    [event] = [
        e for e in call.items("observer", f"plans/{clause['plan']}/events") if e["kind"] == "amendment.taken_over"
    ]
    assert (event["party"], event["data"]["party"], event["data"]["before"]) == ("TH", "TH", "MY")


def test_it_is_carried_to_the_text_as_it_is_by_then(call: Calls, clause: Any, withdrawn: Any) -> None:
    from .client import take

    call.tabled("jp", clause, "in health", "in public health")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    taken = call.post("head_vn", f"amendments/{withdrawn['id']}/take-over")
    now = call.again(clause)
    assert (taken["text"], taken["stale"]) == (now["text"].replace("in energy", "in clean energy"), False)
    assert taken["revision"] == now["revision"]


def test_what_never_was_tabled_is_not_taken_over(call: Calls, draft: Any) -> None:
    share(call, draft, "JP")
    call.post("head_jp", f"amendments/{draft['id']}/support")
    call.post("head_my", f"amendments/{draft['id']}/withdraw")
    problem = call.post("head_jp", f"amendments/{draft['id']}/take-over", want=409)
    assert "before it was tabled" in problem["detail"]
