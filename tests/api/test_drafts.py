"""Drafts: issued, frozen, signed off by the officials of the required parties with a fresh password."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from poa.actions import documents
from poa.actions.sessions import FAILURES_PER_ACCOUNT
from poa.db import transaction
from poa.models import Document
from poa.render.pdf import Pdf

from ..cast import CODES, PASSWORD
from ..databases import counted_queries
from .client import Calls
from .conftest import Queue

SHA256 = hashlib.sha256(b"%PDF-1.7 a stand-in").hexdigest()


def print_all() -> None:
    """Stand in for the worker: every queued document is the same small PDF."""
    with transaction() as session:
        for id in documents.waiting():
            document = documents.claim(id)
            assert isinstance(document, Document)
            documents.finish(document, Pdf(data=b"%PDF-1.7 a stand-in", sha256=SHA256, pages=1))
            session.flush()


@pytest.fixture
def draft(call: Calls, whole: Any) -> Any:
    """Rev.1, which Japan and Viet Nam must sign; its PDF is ready."""
    made = call.draft(whole, required=["VN", "JP"])
    print_all()
    return made


def signature(draft: Any, **change: Any) -> dict[str, Any]:
    return {"content_hash": draft["content_hash"], "pdf_sha256": SHA256, "password": PASSWORD} | change


def test_issuing(call: Calls, whole: Any, queue: Queue) -> None:
    made = call.post("secretariat", f"plans/{whole['id']}/drafts", want=201, name="Rev.1")
    assert (made["symbol"], made["stage"], made["circle"], made["base"]) == ("Rev.1", "revision", "all", None)
    assert made["required"] == CODES
    assert made["signoffs"] == []
    assert [(item["view"], item["state"]) for item in made["documents"]] == [("clean", "queued")]
    assert queue.woken == 1
    second = call.draft(whole, "Rev.2", stage="compilation", required=["JP"])
    assert (second["base"], second["required"], second["stage"]) == (made["id"], ["JP"], "compilation")
    assert [item["symbol"] for item in call.items("observer", f"plans/{whole['id']}/drafts")] == ["Rev.2", "Rev.1"]


def test_the_content_is_what_was_hashed(call: Calls, whole: Any, draft: Any) -> None:
    answer = call("observer", "GET", f"drafts/{draft['id']}/content", want=200)
    assert hashlib.sha256(answer.data).hexdigest() == draft["content_hash"]
    frozen = json.loads(answer.data)
    assert [item["text"] for item in frozen["clauses"]] == [item["text"] for item in whole["clauses"]]
    headers = {"If-None-Match": answer.headers["ETag"]}
    assert call("observer", "GET", f"drafts/{draft['id']}/content", headers=headers, want=304).data == b""


def test_later_edits_do_not_change_a_draft(call: Calls, clause: Any, draft: Any) -> None:
    before = call("observer", "GET", f"drafts/{draft['id']}/content").data
    body = {"revision": clause["revision"], "text": "Other words."}
    call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200)
    assert call("observer", "GET", f"drafts/{draft['id']}/content").data == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"stage": "last"}, "stage"),
        ({"circle": "JP"}, "circle"),
        ({"circle": "ASEAN"}, "circle"),
        ({"required": ["XX"]}, "required"),
        ({"required": []}, "required"),
        ({"required": "JP"}, "required"),
        ({"required": [5]}, "required.0"),
        ({"comments": 1.5}, "comments"),
        ({"hurry": True}, "hurry"),
    ],
)
def test_a_bad_draft_names_its_field(call: Calls, whole: Any, body: dict[str, Any], field: str) -> None:
    good = {"name": "Rev.1"}
    assert call.post("secretariat", f"plans/{whole['id']}/drafts", want=422, **(good | body))["field"] == field
    assert call.items("observer", f"plans/{whole['id']}/drafts") == []


def test_a_symbol_is_given_once(call: Calls, whole: Any, draft: Any) -> None:
    assert call.post("secretariat", f"plans/{whole['id']}/drafts", want=422, name="rev.1")["field"] == "name"


def test_only_the_desk_of_everyone_issues(call: Calls, whole: Any) -> None:
    for who in ("asean_desk", "head_jp", "official_jp", "observer"):
        call.post(who, f"plans/{whole['id']}/drafts", want=403, name="Rev.1")
    call.post("stranger", f"plans/{whole['id']}/drafts", want=404, name="Rev.1")
    call.post(None, f"plans/{whole['id']}/drafts", want=401, name="Rev.1")


def test_a_stranger_sees_no_draft(call: Calls, draft: Any) -> None:
    for path in ("", "/content"):
        call.get("stranger", f"drafts/{draft['id']}{path}", want=404)
    call.post("stranger", f"drafts/{draft['id']}/signoffs", want=404, **signature(draft))


def test_signing(call: Calls, draft: Any, queue: Queue) -> None:
    signed = call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=201, **signature(draft))
    assert (signed["party"], signed["person"], signed["title"]) == ("VN", "Official Vn", "Official in office")
    assert (signed["content_hash"], signed["pdf_sha256"]) == (draft["content_hash"], SHA256)
    assert signed["at"].endswith("Z")
    read = call.get("observer", f"drafts/{draft['id']}")
    assert read["signoffs"] == [signed]
    assert [item["view"] for item in read["documents"]] == ["clean"]
    call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=409, **signature(draft))


def test_the_last_signature_queues_the_final_document(call: Calls, draft: Any, queue: Queue) -> None:
    call.post("official_vn", f"drafts/{draft['id']}/signoffs", **signature(draft))
    call.post("secretariat", f"drafts/{draft['id']}/documents", want=409, view="final")
    woken = queue.woken
    call.post("official_jp", f"drafts/{draft['id']}/signoffs", **signature(draft))
    assert queue.woken > woken
    read = call.get("observer", f"drafts/{draft['id']}")
    assert [(item["view"], item["state"]) for item in read["documents"]] == [("clean", "ready"), ("final", "queued")]


def test_the_pdf_hash_may_be_left_out(call: Calls, draft: Any) -> None:
    body = {"content_hash": draft["content_hash"], "password": PASSWORD}
    assert call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=201, **body)["pdf_sha256"] == SHA256


@pytest.mark.parametrize(
    ("change", "want"),
    [
        ({"password": "wrong"}, 403),
        ({"content_hash": "0" * 64}, 409),
        ({"pdf_sha256": "0" * 64}, 409),
        ({"pdf_sha256": ""}, 409),
        ({"password": None}, 422),
        ({"content_hash": None}, 422),
        ({"kind": "recorded"}, 422),
        ({"until": "2040-01-01"}, 422),
        ({"kind": "signed_ad_ref", "until": "2001-01-01"}, 422),
    ],
)
def test_nothing_is_signed(call: Calls, draft: Any, change: dict[str, Any], want: int) -> None:
    call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=want, **signature(draft, **change))
    assert call.get("observer", f"drafts/{draft['id']}")["signoffs"] == []


def test_nothing_is_signed_before_it_can_be_read(call: Calls, whole: Any) -> None:
    draft = call.draft(whole)
    call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=409, **signature(draft))


def test_who_is_not_required_does_not_sign(call: Calls, draft: Any) -> None:
    for who in ("official_th", "head_vn", "delegate_jp", "secretariat", "observer"):
        call(who, "POST", f"drafts/{draft['id']}/signoffs", data="{junk", content_type="application/json", want=403)


def test_guessing_the_password_is_slowed_down(call: Calls, draft: Any) -> None:
    wrong = signature(draft, password="wrong")
    for _ in range(FAILURES_PER_ACCOUNT):
        call.post("official_vn", f"drafts/{draft['id']}/signoffs", want=403, **wrong)
    answer = call("official_vn", "POST", f"drafts/{draft['id']}/signoffs", signature(draft), want=429)
    assert int(answer.headers["Retry-After"]) > 0


def test_lists_take_as_many_queries_however_many_drafts(call: Calls, whole: Any, draft: Any) -> None:
    def queries() -> int:
        with counted_queries() as sent:
            assert call.items("observer", f"plans/{whole['id']}/drafts")
        return len(sent)

    call.get("observer", "me")
    call.post("official_vn", f"drafts/{draft['id']}/signoffs", **signature(draft))
    before = queries()
    for name in ("Rev.2", "Rev.3", "Rev.4"):
        more = call.draft(whole, name, required=["JP", "TH"])
        print_all()
        call.post("official_th", f"drafts/{more['id']}/signoffs", **signature(more))
    assert queries() == before
