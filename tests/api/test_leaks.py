"""What a circle keeps to itself changes nothing that anybody else can read, anywhere in the API."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from .client import Calls, take


def everything(call: Calls, who: str) -> dict[str, str]:
    """All that somebody can read: every list and every single thing in it, as it was answered."""
    read: dict[str, str] = {}

    def fetch(path: str) -> Any:
        answer = call(who, "GET", path, want=200)
        read[path] = answer.text
        return answer.json

    for plan in fetch("plans")["items"]:
        root = f"plans/{plan['id']}"
        for part in ("circles", "events", "amendments", "drafts"):
            for item in fetch(f"{root}/{part}")["items"]:
                if part in ("amendments", "drafts"):
                    fetch(f"{part}/{item['id']}")
                if part == "drafts":
                    fetch(f"drafts/{item['id']}/content")
        for clause in fetch(root)["clauses"]:
            here = f"clauses/{clause['id']}"
            for part in ("", "/revisions", "/amendments", "/comments", "/events", "/overlay"):
                fetch(here + part)
    return read


@pytest.fixture
def busy(call: Calls, whole: Any, clause: Any) -> Any:
    """A plan with something in it for everybody."""
    call.tabled("th", clause, "will", "should")
    call.comment("delegate_th", clause, quote="health")
    call.draft(whole)
    return whole


@pytest.mark.parametrize("outsider", ["secretariat", "asean_desk", "observer", "head_vn"])
def test_a_delegations_own_work(call: Calls, busy: Any, clause: Any, outsider: str) -> None:
    before = everything(call, outsider)
    thread = call.comment("delegate_jp", clause, "own", body="Our red line.", quote="energy")
    call.post("head_jp", f"comments/{thread['id']}/replies", body="Say nothing.")
    call.post("head_jp", f"comments/{thread['id']}/resolve")
    draft = call.amend("jp", clause, "energy", "nuclear energy")
    call("colleague_jp", "PATCH", f"amendments/{draft['id']}", {"rationale": "Secret."}, want=200)
    body = {"kind": "insert", "after": clause["id"], "text": "A clause in secret."}
    call.post("delegate_jp", f"plans/{busy['id']}/amendments", **body)
    withdrawn = call.amend("jp", clause, "health", "secret health")
    call.post("delegate_jp", f"amendments/{withdrawn['id']}/withdraw")
    assert everything(call, outsider) == before
    assert everything(call, "delegate_jp") != before


@pytest.mark.parametrize("outsider", ["secretariat", "observer", "delegate_jp", "head_jp"])
def test_what_asean_settles_among_itself(call: Calls, busy: Any, clause: Any, outsider: str) -> None:
    before = everything(call, outsider)
    thread = call.comment("delegate_vn", clause, "ASEAN", body="Before Japan sees it.")
    call.post("asean_desk", f"comments/{thread['id']}/replies", body="Noted.")
    made = call.tabled("vn", clause, "energy", "clean energy", circle="ASEAN")
    call.post("head_bn", f"amendments/{made['id']}/support")
    assert everything(call, outsider) == before
    assert made["id"] in str(everything(call, "delegate_bn"))


def test_a_submission_is_seen_by_its_desk_and_nobody_else(call: Calls, busy: Any, clause: Any) -> None:
    others = ("asean_desk", "observer", "head_vn")
    before = [everything(call, who) for who in others]
    made = call.submitted("jp", clause, "energy", "clean energy")
    assert [everything(call, who) for who in others] == before
    assert call.get("secretariat", f"amendments/{made['id']}")["state"] == "submitted"


def test_a_submission_to_asean_is_not_seen_by_the_desk_of_everyone(call: Calls, busy: Any, clause: Any) -> None:
    made = call.amend("vn", clause, "energy", "clean energy")
    before = everything(call, "secretariat")
    call.post("head_vn", f"amendments/{made['id']}/submit", circle="ASEAN")
    assert everything(call, "secretariat") == before
    assert call.get("asean_desk", f"amendments/{made['id']}")["state"] == "submitted"


def test_private_work_on_a_clause_leaves_no_trace_in_its_settlement(call: Calls, busy: Any, clause: Any) -> None:
    secret = call.amend("jp", clause, "will", "shall")
    hidden = call.tabled("vn", clause, "energy", "clean energy", circle="ASEAN")
    made = call.merge(clause, take(call.places(clause)[0], variant=0))
    assert (made["settled"], made["open"]) == (1, 0)
    for who in ("secretariat", "observer"):
        said = str(everything(call, who))
        assert secret["id"] not in said
        assert hidden["id"] not in said
        assert "shall" not in said
        assert "clean energy" not in said


def test_an_issued_draft_prints_only_its_circles_comments(call: Calls, whole: Any, clause: Any) -> None:
    call.comment("delegate_jp", clause, "own", body="Our red line.")
    call.comment("delegate_vn", clause, "ASEAN", body="Before Japan sees it.")
    call.comment("delegate_vn", clause, "all", body="For all to read.")
    draft = call.draft(whole, comments=True)
    said = call("observer", "GET", f"drafts/{draft['id']}/content").text
    assert "For all to read." in said
    assert "red line" not in said
    assert "Before Japan" not in said


def test_what_is_hidden_is_answered_like_what_is_not(call: Calls, clause: Any) -> None:
    secret = call.amend("jp", clause, "will", "shall")["id"]
    whisper = call.comment("delegate_jp", clause, "own")["id"]
    nothing = str(uuid.uuid4())
    for method, path in (
        ("GET", "amendments/{}"),
        ("PATCH", "amendments/{}"),
        ("POST", "amendments/{}/support"),
        ("POST", "amendments/{}/table"),
    ):
        for who in ("secretariat", "head_vn", "observer"):
            answers = [call(who, method, path.format(id), want=404).json for id in (secret, nothing)]
            assert answers[0] == answers[1]
    for who in ("secretariat", "head_vn", "observer"):
        answers = [call(who, "POST", f"comments/{id}/replies", want=404).json for id in (whisper, nothing)]
        assert answers[0] == answers[1]
