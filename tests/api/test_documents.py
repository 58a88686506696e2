"""Documents: asked for, waited for, downloaded once, tried again."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest

from poa.actions import documents
from poa.db import session, transaction
from poa.models import Document

from .client import Calls
from .conftest import Queue
from .test_drafts import SHA256, print_all


@pytest.fixture
def draft(call: Calls, whole: Any) -> Any:
    """Rev.1; its PDF is queued."""
    return call.draft(whole)


def test_a_document_on_its_way(call: Calls, draft: Any) -> None:
    queued = draft["documents"][0]
    assert call.get("observer", f"documents/{queued['id']}") == queued
    assert (queued["state"], queued["sha256"], queued["pages"], queued["progress"]) == ("queued", None, None, 0)
    problem = call("observer", "GET", f"documents/{queued['id']}/file", want=409)
    assert problem.content_type == "application/problem+json"
    print_all()
    ready = call.get("observer", f"documents/{queued['id']}")
    assert (ready["state"], ready["sha256"], ready["pages"], ready["progress"]) == ("ready", SHA256, 1, 100)


def test_the_file(call: Calls, draft: Any) -> None:
    print_all()
    document = draft["documents"][0]
    answer = call("observer", "GET", f"documents/{document['id']}/file", want=200)
    assert hashlib.sha256(answer.data).hexdigest() == SHA256
    assert answer.content_type == "application/pdf"
    assert answer.headers["ETag"] == f'"{SHA256}"'
    assert document["file_name"] in answer.headers["Content-Disposition"]
    assert "private" in answer.headers["Cache-Control"]
    assert document["file_name"].startswith("PA_Rev1_clean_as-of-")


@pytest.mark.parametrize(
    ("tag", "want"), [(f'"{SHA256}"', 304), (f'W/"{SHA256}"', 304), (f'"x", "{SHA256}"', 304), ("*", 304), ('"x"', 200)]
)
def test_a_file_that_the_client_has(call: Calls, draft: Any, tag: str, want: int) -> None:
    print_all()
    path = f"documents/{draft['documents'][0]['id']}/file"
    answer = call("observer", "GET", path, headers={"If-None-Match": tag}, want=want)
    assert answer.headers["ETag"] == f'"{SHA256}"'
    assert (answer.data == b"") is (want == 304)


def test_asking_twice_is_asking_once(call: Calls, draft: Any, queue: Queue) -> None:
    same = call.post("official_jp", f"drafts/{draft['id']}/documents", want=202, view="clean")
    assert same["id"] == draft["documents"][0]["id"]
    print_all()
    woken = queue.woken
    assert call.post("official_jp", f"drafts/{draft['id']}/documents", want=202, view="clean")["state"] == "ready"
    assert queue.woken == woken


def test_a_redline_against_an_earlier_draft(call: Calls, whole: Any, draft: Any) -> None:
    second = call.draft(whole, "Rev.2")
    third = call.draft(whole, "Rev.3")
    by_default = call.post("delegate_jp", f"drafts/{third['id']}/documents", want=202, view="redline")
    assert by_default["against"] == second["id"]
    named = call.post("delegate_jp", f"drafts/{third['id']}/documents", want=202, view="redline", against=draft["id"])
    assert named["against"] == draft["id"]
    assert named["id"] != by_default["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "view"),
        ({"view": "minutes"}, "view"),
        ({"view": "redline"}, "against"),
        ({"view": "redline", "against": str(uuid.uuid4())}, "against"),
        ({"view": "redline", "against": "Rev.0"}, "against"),
        ({"view": "clean", "comments": True}, "comments"),
        ({"view": "clean", "paper": "A3"}, "paper"),
    ],
)
def test_a_bad_request_names_its_field(call: Calls, draft: Any, body: dict[str, Any], field: str) -> None:
    assert call.post("official_jp", f"drafts/{draft['id']}/documents", want=422, **body)["field"] == field


def test_no_final_before_all_have_signed(call: Calls, draft: Any) -> None:
    problem = call.post("official_jp", f"drafts/{draft['id']}/documents", want=409, view="final")
    assert "JP" in problem["detail"]


def test_a_failed_one_says_why_and_is_tried_again(call: Calls, draft: Any, queue: Queue) -> None:
    id = draft["documents"][0]["id"]
    with transaction():
        documents.fail(session.get_one(Document, uuid.UUID(id)), "The table on page 3 is too wide.")
    assert call.get("observer", f"documents/{id}")["state"] == "failed"
    assert "too wide" in call.get("observer", f"documents/{id}/file", want=409)["detail"]
    woken = queue.woken
    again = call.post("official_jp", f"drafts/{draft['id']}/documents", want=202, view="clean")
    assert (again["id"], again["state"], again["error"]) == (id, "queued", None)
    assert queue.woken == woken + 1


def test_who_sees_a_document(call: Calls, draft: Any) -> None:
    id = draft["documents"][0]["id"]
    for path in ("", "/file"):
        call.get("stranger", f"documents/{id}{path}", want=404)
        call.get("head_jp", f"documents/{uuid.uuid4()}{path}", want=404)
        call.get(None, f"documents/{id}{path}", want=401)
    call.post("observer", f"drafts/{draft['id']}/documents", want=403, view="clean")
    call.post("stranger", f"drafts/{draft['id']}/documents", want=404, view="clean")
