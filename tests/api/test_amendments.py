"""Amendments: drafted by a delegate, submitted by the head, tabled by the desk; refused to everyone else."""

from __future__ import annotations

from typing import Any

import pytest

from ..databases import counted_queries
from .client import Calls, take


@pytest.fixture
def draft(call: Calls, clause: Any) -> Any:
    """Japan's draft: `should` for `will`."""
    return call.amend("jp", clause, "will", "should")


@pytest.fixture
def tabled(call: Calls, draft: Any) -> Any:
    """The same, tabled to all."""
    return call.table("jp", draft)


def test_a_draft_in_the_delegations_own_circle(call: Calls, clause: Any, draft: Any) -> None:
    assert (draft["kind"], draft["party"], draft["state"], draft["circle"]) == ("modify", "JP", "draft", "JP")
    assert (draft["clause"], draft["revision"], draft["after"]) == (clause["id"], clause["revision"], None)
    assert (draft["stale"], draft["package"], draft["supporters"]) == (False, False, [])
    assert draft["author"] == "Delegate Jp"
    assert call.get("colleague_jp", f"amendments/{draft['id']}") == draft
    assert [item["id"] for item in call.items("head_jp", f"clauses/{clause['id']}/amendments")] == [draft["id"]]


def test_the_way_to_the_table(call: Calls, draft: Any) -> None:
    submitted = call.post("head_jp", f"amendments/{draft['id']}/submit", want=200)
    assert (submitted["state"], submitted["circle"], submitted["intended"]) == ("submitted", "JP", "all")
    assert submitted["submitted_text"] == draft["text"]
    tabled = call.post("secretariat", f"amendments/{draft['id']}/table", want=200)
    assert (tabled["state"], tabled["circle"]) == ("tabled", "all")
    assert tabled["submitted_at"] <= tabled["tabled_at"]
    others = {name: value for name, value in tabled.items() if name not in ("late", "admitted_at")}
    assert call.get("observer", f"amendments/{draft['id']}") == others | {"created_at": None, "submitted_at": None}


def test_a_submission_may_be_taken_back(call: Calls, draft: Any) -> None:
    call.post("head_jp", f"amendments/{draft['id']}/submit")
    call.post("delegate_jp", f"amendments/{draft['id']}/take_back", want=403)
    assert call.post("head_jp", f"amendments/{draft['id']}/take_back", want=200)["state"] == "draft"
    call.get("secretariat", f"amendments/{draft['id']}", want=404)


def test_tabled_in_asean_alone(call: Calls, clause: Any) -> None:
    made = call.tabled("vn", clause, "will", "should", circle="ASEAN")
    assert made["circle"] == "ASEAN"
    for who, want in (("delegate_bn", 200), ("asean_desk", 200), ("delegate_jp", 404), ("secretariat", 404)):
        call.get(who, f"amendments/{made['id']}", want=want)


def test_japan_cannot_go_to_asean(call: Calls, draft: Any) -> None:
    problem = call.post("head_jp", f"amendments/{draft['id']}/submit", want=422, circle="ASEAN")
    assert problem["field"] == "circle"


def test_editing_a_draft(call: Calls, clause: Any, draft: Any) -> None:
    body = {"text": clause["text"].replace("will", "may"), "rationale": "Softer.", "version": draft["version"]}
    edited = call("colleague_jp", "PATCH", f"amendments/{draft['id']}", body, want=200).json or {}
    assert (edited["text"], edited["rationale"], edited["version"]) == (body["text"], "Softer.", 2)
    problem = call("delegate_jp", "PATCH", f"amendments/{draft['id']}", body, want=409).json or {}
    assert problem["theirs"] == body["text"]


def test_a_colleague_between_brings_both_texts_and_the_merge(call: Calls, draft: Any) -> None:
    url, began, version = f"amendments/{draft['id']}", draft["text"], draft["version"]
    theirs, mine = f"{began} Theirs.", f"Mine. {began}"
    call("colleague_jp", "PATCH", url, {"text": theirs, "version": version}, want=200)
    told = call("delegate_jp", "PATCH", url, {"text": mine, "version": version}, want=409).json or {}
    assert (told["theirs"], told["yours"], told["merged"]) == (theirs, mine, f"Mine. {began} Theirs.")
    again = {"text": told["merged"], "version": int(told["current"])}
    edited = call("delegate_jp", "PATCH", url, again, want=200).json or {}
    assert edited["text"] == told["merged"]


def test_what_is_submitted_is_not_edited(call: Calls, draft: Any) -> None:
    call.post("head_jp", f"amendments/{draft['id']}/submit")
    call("head_jp", "PATCH", f"amendments/{draft['id']}", {"rationale": "Later."}, want=409)


def test_a_deletion(call: Calls, clause: Any) -> None:
    made = call.deletion("jp", clause)
    assert (made["kind"], made["text"], made["state"]) == ("delete", "", "tabled")


def test_a_new_clause(call: Calls, whole: Any, clause: Any) -> None:
    made = call.insertion("jp", clause, "They will share what they learn.")
    assert (made["kind"], made["after"], made["clause"], made["revision"]) == ("insert", clause["id"], None, None)
    assert made["clause_kind"] == "clause"
    assert [item["id"] for item in call.items("observer", f"plans/{whole['id']}/amendments")] == [made["id"]]


def test_a_new_clause_at_the_beginning(call: Calls, whole: Any) -> None:
    body = {"kind": "insert", "after": None, "text": "Mindful of the sea,", "clause_kind": "preamble"}
    assert call.post("delegate_jp", f"plans/{whole['id']}/amendments", want=201, **body)["after"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"revision": None}, "revision"),
        ({"revision": "x"}, "revision"),
        ({"kind": "insert"}, "kind"),
        ({"kind": None}, "kind"),
        ({"text": ""}, "text"),
        ({"text": None}, "text"),
        ({"text": "   \n"}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\u202eb"}, "text"),
        ({"text": "a&#x202e;b"}, "text"),
        ({"text": "a\u200bb"}, "text"),
        ({"text": "\ud83d"}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": ["x"]}, "text"),
        ({"rationale": "a\x00b"}, "rationale"),
        ({"rationale": "x" * 10_001}, "rationale"),
        ({"package": "yes"}, "package"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_amendment_names_its_field(call: Calls, clause: Any, body: dict[str, Any], field: str) -> None:
    good = {"revision": clause["revision"], "kind": "modify", "text": clause["text"] + " Soon.", "rationale": "Yes."}
    problem = call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=422, **(good | body))
    assert problem["field"] == field
    assert call.items("delegate_jp", f"clauses/{clause['id']}/amendments") == []


def test_bidi_controls_are_refused_by_name(call: Calls, clause: Any) -> None:
    body = {"revision": clause["revision"], "kind": "modify", "text": "a\u202eb"}
    problem = call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=422, **body)
    assert "RIGHT-TO-LEFT OVERRIDE" in problem["detail"].upper()


def test_nothing_changed(call: Calls, clause: Any) -> None:
    body = {"revision": clause["revision"], "kind": "modify", "text": clause["text"]}
    assert call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=422, **body)["field"] == "text"


def test_a_revision_of_another_clause(call: Calls, whole: Any, clause: Any) -> None:
    body = {"revision": call.clause(whole, "They should")["revision"], "kind": "modify", "text": "Other words."}
    assert call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=422, **body)["field"] == "revision"


def test_a_stale_base_brings_both_texts(call: Calls, clause: Any, tabled: Any) -> None:
    call.merge(clause, take(call.places(clause)[0], variant=0))
    now = call.again(clause)
    mine = clause["text"].replace("energy", "clean energy")
    body = {"revision": clause["revision"], "kind": "modify", "text": mine}
    problem = call.post("delegate_vn", f"clauses/{clause['id']}/amendments", want=409, **body)
    assert (problem["current"], problem["theirs"], problem["yours"]) == (now["revision"], now["text"], mine)
    assert problem["merged"] == now["text"].replace("energy", "clean energy")
    clash = {**body, "text": clause["text"].replace("will", "may")}
    assert "merged" not in call.post("delegate_vn", f"clauses/{clause['id']}/amendments", want=409, **clash)


def test_a_stale_one_is_rebased_in_new_words(call: Calls, clause: Any, tabled: Any) -> None:
    waiting = call.amend("vn", clause, "will", "may")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    now = call.again(clause)
    assert call.get("head_vn", f"amendments/{waiting['id']}")["stale"] is True
    problem = call.post("delegate_vn", f"amendments/{waiting['id']}/rebase", want=409)
    assert (problem["current"], problem["theirs"], problem["yours"]) == (now["revision"], now["text"], waiting["text"])
    assert call.post("head_vn", f"amendments/{waiting['id']}/submit", want=409)["theirs"] == now["text"]
    words = {"text": now["text"].replace("should", "may"), "revision": now["revision"]}
    rebased = call.post("delegate_vn", f"amendments/{waiting['id']}/rebase", want=200, **words)
    assert (rebased["stale"], rebased["revision"], rebased["text"]) == (False, now["revision"], words["text"])


def test_a_clean_one_is_carried_along(call: Calls, clause: Any, tabled: Any) -> None:
    waiting = call.amend("vn", clause, "energy", "clean energy")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    now = call.again(clause)
    carried = call.get("head_vn", f"amendments/{waiting['id']}")
    assert (carried["stale"], carried["revision"]) == (False, now["revision"])
    assert carried["text"] == now["text"].replace("energy", "clean energy")


def test_support_and_its_end(call: Calls, tabled: Any) -> None:
    assert call.post("head_bn", f"amendments/{tabled['id']}/support", want=200)["supporters"] == ["BN"]
    call.post("head_bn", f"amendments/{tabled['id']}/support", want=409)
    call.post("head_jp", f"amendments/{tabled['id']}/support", want=403)
    call.post("delegate_vn", f"amendments/{tabled['id']}/support", want=403)
    assert call.post("head_vn", f"amendments/{tabled['id']}/support")["supporters"] == ["BN", "VN"]
    ended = call("head_bn", "DELETE", f"amendments/{tabled['id']}/support", want=200).json or {}
    assert ended["supporters"] == ["VN"]
    call("head_bn", "DELETE", f"amendments/{tabled['id']}/support", want=409)


def test_only_tabled_ones_are_supported(call: Calls, clause: Any) -> None:
    made = call.tabled("vn", clause, "will", "should", circle="ASEAN")
    call.post("head_vn", f"amendments/{made['id']}/withdraw")
    call.post("head_bn", f"amendments/{made['id']}/support", want=409)


def test_withdrawing(call: Calls, whole: Any, clause: Any, tabled: Any) -> None:
    call.post("delegate_jp", f"amendments/{tabled['id']}/withdraw", want=403)
    assert call.post("head_jp", f"amendments/{tabled['id']}/withdraw", want=200)["state"] == "withdrawn"
    call.post("head_jp", f"amendments/{tabled['id']}/withdraw", want=409)
    assert call.again(clause)["status"] == "open"


@pytest.mark.parametrize(
    ("verb", "who"), [("submit", "head_jp"), ("table", "secretariat"), ("take_back", "head_jp"), ("rebase", "head_jp")]
)
def test_a_verb_out_of_its_state(call: Calls, tabled: Any, verb: str, who: str) -> None:
    call.post(who, f"amendments/{tabled['id']}/{verb}", want=409)


@pytest.mark.parametrize("circle", ["own", "JP", "Chairs", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_a_circle_that_is_none(call: Calls, clause: Any, circle: str) -> None:
    made = call.submitted("jp", clause, "will", "should")
    assert call.post("secretariat", f"amendments/{made['id']}/table", want=422, circle=circle)["field"] == "circle"


def test_refusals_come_before_body_and_state(call: Calls, clause: Any, tabled: Any) -> None:
    junk = {"data": "{nothing", "content_type": "application/json"}
    for who, method, path in (
        ("official_jp", "POST", f"clauses/{clause['id']}/amendments"),
        ("observer", "POST", f"clauses/{clause['id']}/amendments"),
        ("delegate_jp", "POST", f"amendments/{tabled['id']}/submit"),
        ("head_jp", "POST", f"amendments/{tabled['id']}/table"),
        ("asean_desk", "POST", f"amendments/{tabled['id']}/table"),
        ("head_vn", "PATCH", f"amendments/{tabled['id']}"),
        ("head_vn", "POST", f"amendments/{tabled['id']}/rebase"),
    ):
        call(who, method, path, want=403, **junk)


def test_lists_take_as_many_queries_however_long(call: Calls, whole: Any, clause: Any) -> None:
    def queries() -> list[int]:
        counts = []
        for path in (f"clauses/{clause['id']}/amendments", f"plans/{whole['id']}/amendments"):
            with counted_queries() as sent:
                assert call.items("observer", path)
            counts.append(len(sent))
        return counts

    call.get("observer", "me")
    call.tabled("jp", clause, "will", "should")
    before = queries()
    for party in ("vn", "bn", "th"):
        made = call.tabled(party, clause, "energy", f"energy of {party}")
        call.post("head_my", f"amendments/{made['id']}/support")
    assert queries() == before


def test_a_move_and_an_alternative_are_adopted_as_one(call: Calls, whole: Any, clause: Any) -> None:
    goal = call.clause(whole, "Set up")
    body = {"revision": clause["revision"], "kind": "move", "after": goal["id"]}
    made = call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=201, **body)
    assert (made["kind"], made["after"], made["text"]) == ("move", goal["id"], "")
    other = {"revision": clause["revision"], "kind": "alternative", "text": "They will do it together."}
    instead = call.post("delegate_vn", f"clauses/{clause['id']}/amendments", want=201, **other)
    for party, item in (("jp", made), ("vn", instead)):
        call.post(f"head_{party}", f"amendments/{item['id']}/submit")
        call.post("secretariat", f"amendments/{item['id']}/table", circle="all")
        call.post("secretariat", f"amendments/{item['id']}/adopt", want=201, basis="session")
    texts = [item["text"] for item in call.get("observer", f"plans/{whole['id']}")["clauses"]]
    assert texts[-2:] == [goal["text"], "They will do it together."]
    refused = call.post("delegate_jp", f"clauses/{goal['id']}/amendments", want=422, **(body | {"kind": "insert"}))
    assert refused["field"] == "kind"
