"""Settling: the overlay, places settled one by one, two at the same desk, whole clauses, undo."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Calls, take


@pytest.fixture
def contested(call: Calls, clause: Any) -> Any:
    """Japan and Viet Nam at one word, Viet Nam (with Brunei) at another; by id of the amendment."""
    jp = call.tabled("jp", clause, "will", "should")
    text = clause["text"].replace("will", "may").replace("energy", "clean energy")
    body = {"revision": clause["revision"], "kind": "modify", "text": text, "rationale": "Clean is clear."}
    vn = call.table("vn", call.post("delegate_vn", f"clauses/{clause['id']}/amendments", **body))
    call.post("head_bn", f"amendments/{vn['id']}/support")
    return {"jp": jp["id"], "vn": vn["id"]}


def test_the_overlay(call: Calls, clause: Any, contested: Any) -> None:
    over = call.get("observer", f"clauses/{clause['id']}/overlay")
    assert over["revision"] == clause["revision"]
    assert "".join(part.get("common", "") + part.get("base", "") for part in over["parts"]) == clause["text"]
    word, energy = (part for part in over["parts"] if "locus" in part)
    assert word["base"] == "will"
    assert {tuple(variant["parties"]): variant["text"] for variant in word["variants"]} == {
        ("JP",): "should",
        ("VN", "BN"): "may",
    }
    assert [variant["amendments"] for variant in energy["variants"]] == [[contested["vn"]]]
    assert all(set(part) in ({"common"}, {"locus", "base", "variants"}) for part in over["parts"])


def test_an_overlay_of_nothing(call: Calls, clause: Any) -> None:
    assert call.get("observer", f"clauses/{clause['id']}/overlay")["parts"] == [{"common": clause["text"]}]


def test_everybody_has_the_places_that_the_desk_has(call: Calls, clause: Any, contested: Any) -> None:
    assert call.places(clause, "delegate_jp") == call.places(clause, "secretariat")


def test_what_asean_keeps_to_itself_is_not_settled_for_all(call: Calls, clause: Any, contested: Any) -> None:
    kept = call.tabled("th", clause, "health", "public health", circle="ASEAN")
    inside = call.places(clause, "delegate_bn")
    assert kept["id"] in [id for place in inside for variant in place["variants"] for id in variant["amendments"]]
    for who in ("secretariat", "delegate_jp", "observer"):
        assert len(call.places(clause, who)) == 2
        assert kept["id"] not in str(call.get(who, f"clauses/{clause['id']}/overlay"))


def test_one_place_is_settled_and_the_other_stays_open(call: Calls, clause: Any, contested: Any) -> None:
    word, _energy = call.places(clause)
    index = next(n for n, variant in enumerate(word["variants"]) if variant["text"] == "should")
    made = call.merge(clause, {**take(word, variant=index), "note": "Second session."})
    assert made["text"] == clause["text"].replace("will", "should")
    assert (made["settled"], made["open"]) == (1, 1)
    assert call.again(clause)["revision"] == made["revision"]
    assert call.get("observer", f"amendments/{contested['jp']}")["state"] == "merged"
    left = call.get("observer", f"amendments/{contested['vn']}")
    assert (left["state"], left["revision"]) == ("tabled", made["revision"])
    assert left["text"] == made["text"].replace("energy", "clean energy")
    assert left["submitted_text"] == clause["text"].replace("will", "may").replace("energy", "clean energy")
    assert call.again(clause)["status"] == "contested"


def test_all_places_are_settled(call: Calls, clause: Any, contested: Any) -> None:
    word, energy = call.places(clause)
    made = call.merge(clause, take(word, text="intend to", basis="consent"), take(energy, basis="silence"))
    assert made["text"] == clause["text"].replace("will", "intend to")
    assert (made["settled"], made["open"]) == (2, 0)
    assert {call.get("observer", f"amendments/{id}")["state"] for id in contested.values()} == {"superseded"}
    assert call.again(clause)["status"] == "open"


def test_an_amendment_of_which_words_were_taken_before_ends_as_merged(call: Calls, clause: Any, contested: Any) -> None:
    _word, energy = call.places(clause)
    call.merge(clause, take(energy, variant=0))
    now = call.again(clause)
    made = call.merge(now, take(call.places(now)[0], text="intend to"))
    assert call.get("observer", f"amendments/{contested['vn']}")["state"] == "merged"
    assert call.get("observer", f"amendments/{contested['jp']}")["state"] == "superseded"
    call.post("secretariat", f"revisions/{made['revision']}/undo", reason="Read back wrongly.")
    now = call.again(clause)
    call.merge(now, take(call.places(now)[0], text="plan to"))
    assert call.get("observer", f"amendments/{contested['vn']}")["state"] == "merged"


def test_an_undone_settlement_took_nothing(call: Calls, clause: Any, contested: Any) -> None:
    _word, energy = call.places(clause)
    made = call.merge(clause, take(energy, variant=0))
    call.post("secretariat", f"revisions/{made['revision']}/undo", reason="Read back wrongly.")
    now = call.again(clause)
    call.merge(now, *(take(place) for place in call.places(now)))
    assert call.get("observer", f"amendments/{contested['vn']}")["state"] == "superseded"


def test_a_preview_records_nothing(call: Calls, clause: Any, contested: Any) -> None:
    word, _energy = call.places(clause)
    body = {"revision": clause["revision"], "choices": [take(word, text="intend to")]}
    seen = call.post("secretariat", f"clauses/{clause['id']}/merge/preview", want=200, **body)
    assert seen == {"text": clause["text"].replace("will", "intend to")}
    assert call.again(clause) == {**clause, "status": "contested", "status_label": "contested"}


def test_the_second_at_the_desk_gets_both_texts(call: Calls, clause: Any, contested: Any) -> None:
    word, energy = call.places(clause)
    first = call.merge(clause, take(word, text="intend to"))
    problem = call.merge(clause, take(energy, text="solar "), want=409)
    assert (problem["current"], problem["theirs"]) == (first["revision"], first["text"])
    assert problem["yours"] == clause["text"].replace("energy", "solar energy")
    assert problem["merged"] == first["text"].replace("energy", "solar energy")
    assert call.again(clause)["text"] == first["text"]


def test_a_place_that_changed_is_unknown(call: Calls, clause: Any, contested: Any) -> None:
    word, _energy = call.places(clause)
    call.tabled("th", clause, "will", "shall")
    call.merge(clause, take(word, variant=0), want=409)
    assert call.again(clause)["number"] == 1


def test_a_revision_of_another_clause(call: Calls, whole: Any, clause: Any, contested: Any) -> None:
    other = call.clause(whole, "They should")
    choice = take(call.places(clause)[0], variant=0)
    assert call.merge({**clause, "revision": other["revision"]}, choice, want=422)["field"] == "revision"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"take": "all"}, "choices.0.take"),
        ({"basis": "vote"}, "choices.0.basis"),
        ({"basis": None}, "choices.0.basis"),
        ({"locus": 5}, "choices.0.locus"),
        ({"variant": "0"}, "choices.0.variant"),
        ({"variant": 7}, "variant"),
        ({"variant": -1}, "variant"),
        ({"variant": None}, "variant"),
        ({"take": "text", "text": None}, "text"),
        ({"take": "text", "text": "a\u202eb"}, "text"),
        ({"note": "a\x00"}, "choices.0.note"),
        ({"vote": 1}, "choices.0.vote"),
    ],
)
def test_a_bad_choice_names_its_field(
    call: Calls, clause: Any, contested: Any, change: dict[str, Any], field: str
) -> None:
    problem = call.merge(clause, take(call.places(clause)[0], variant=0) | change, want=422)
    assert problem["field"] == field
    assert call.again(clause)["number"] == 1


def test_no_choice_and_one_place_twice(call: Calls, clause: Any, contested: Any) -> None:
    assert call.merge(clause, want=422)["field"] == "choices"
    word = take(call.places(clause)[0], variant=0)
    assert call.merge(clause, word, word, want=422)["field"] == "choices"


def test_a_package_is_settled_whole(call: Calls, clause: Any) -> None:
    text = clause["text"].replace("will", "should").replace("energy", "clean energy")
    body = {"revision": clause["revision"], "kind": "modify", "text": text, "package": True}
    made = call.table("jp", call.post("delegate_jp", f"clauses/{clause['id']}/amendments", **body))
    first, second = call.places(clause)
    assert call.merge(clause, take(first, variant=0), want=422)["field"] == "choices"
    call.merge(clause, take(first, variant=0), take(second, variant=0))
    assert call.get("observer", f"amendments/{made['id']}")["state"] == "merged"


def test_only_the_desk_of_everyone_settles(call: Calls, clause: Any, contested: Any) -> None:
    body = {"revision": clause["revision"], "choices": []}
    for who in ("head_jp", "asean_desk", "observer", "official_jp"):
        call.post(who, f"clauses/{clause['id']}/merge", want=403, **body)
    call.post("stranger", f"clauses/{clause['id']}/merge", want=404, **body)


# --- whole clauses ---------------------------------------------------------------------------------------------------


def test_adopting_a_deletion(call: Calls, whole: Any, clause: Any) -> None:
    made = call.deletion("jp", clause)
    assert call.post("secretariat", f"amendments/{made['id']}/adopt", want=422, basis="vote")["field"] == "basis"
    body = {"revision": clause["revision"], "basis": "session"}
    done = call.post("secretariat", f"amendments/{made['id']}/adopt", want=201, **body)
    assert (done["clause"], done["text"]) == (clause["id"], "")
    assert call.again(clause)["retired"] is True
    assert call.get("observer", f"amendments/{made['id']}")["state"] == "merged"


def test_adopting_a_deletion_of_another_text(call: Calls, clause: Any, contested: Any) -> None:
    made = call.deletion("th", clause)
    call.merge(clause, take(call.places(clause)[0], variant=0))
    body = {"revision": clause["revision"], "basis": "session"}
    problem = call.post("secretariat", f"amendments/{made['id']}/adopt", want=409, **body)
    assert problem["theirs"] == call.again(clause)["text"]


def test_adopting_a_new_clause(call: Calls, whole: Any, clause: Any) -> None:
    made = call.insertion("jp", clause, "They will share what they learn.")
    done = call.post("secretariat", f"amendments/{made['id']}/adopt", want=201, basis="consent", note="By letter.")
    ids = [item["id"] for item in call.get("observer", f"plans/{whole['id']}")["clauses"]]
    assert ids.index(done["clause"]) == ids.index(clause["id"]) + 1
    call.post("secretariat", f"amendments/{made['id']}/adopt", want=409, basis="consent")


def test_leaving_one(call: Calls, clause: Any) -> None:
    made = call.deletion("jp", clause)
    left = call.post("secretariat", f"amendments/{made['id']}/leave", want=200, basis="session")
    assert left["state"] == "superseded"
    assert call.again(clause)["retired"] is False
    call.post("secretariat", f"amendments/{made['id']}/leave", want=409, basis="session")


def test_words_are_settled_at_their_places(call: Calls, clause: Any, contested: Any) -> None:
    call.post("secretariat", f"amendments/{contested['jp']}/adopt", want=409, basis="session")
    call.post("secretariat", f"amendments/{contested['jp']}/leave", want=409, basis="session")
    call.post("head_jp", f"amendments/{contested['jp']}/adopt", want=403, basis="session")


# --- undo ------------------------------------------------------------------------------------------------------------


def test_undo(call: Calls, clause: Any, contested: Any) -> None:
    made = call.merge(clause, take(call.places(clause)[0], variant=0))
    assert call.post("secretariat", f"revisions/{made['revision']}/undo", want=422)["field"] == "reason"
    assert call.post("secretariat", f"revisions/{made['revision']}/undo", want=422, reason=" ")["field"] == "reason"
    call.post("head_jp", f"revisions/{made['revision']}/undo", want=403, reason="No.")
    call.post("stranger", f"revisions/{made['revision']}/undo", want=404, reason="No.")
    undone = call.post("secretariat", f"revisions/{made['revision']}/undo", want=201, reason="Read back wrongly.")
    assert (undone["clause"], undone["number"], undone["text"]) == (clause["id"], 3, clause["text"])
    assert {call.get("observer", f"amendments/{id}")["state"] for id in contested.values()} == {"tabled"}
    assert [place["base"] for place in call.places(clause)] == ["will", ""]
    call.post("secretariat", f"revisions/{made['revision']}/undo", want=409, reason="Again.")


def test_no_undo_once_a_draft_stands_on_it(call: Calls, whole: Any, clause: Any, contested: Any) -> None:
    made = call.merge(clause, take(call.places(clause)[0], variant=0))
    call.draft(whole)
    problem = call.post("secretariat", f"revisions/{made['revision']}/undo", want=409, reason="Too late.")
    assert "Rev.1" in problem["detail"]
