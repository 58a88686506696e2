"""Every route of the API for every kind of user, as one table; a route that is not in it fails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from apiflask import APIFlask

from poa.policy import Permission

from .client import Calls
from .rows import ALL, DESK, DESKS, KINDS, Row, nouns
from .test_drafts import print_all

TABLE = [
    Row("GET", "me", ALL + " stranger", 200),
    Row("GET", "plans", ALL + " stranger", 200),
    Row("POST", "plans", DESKS, 422),
    Row("GET", "plans/{plan}", ALL, 200),
    Row("GET", "plans/{plan}/circles", ALL, 200),
    Row("GET", "plans/{plan}/amendments", ALL, 200),
    Row("POST", "plans/{plan}/amendments", "delegate head ally", 422),
    Row("GET", "plans/{plan}/drafts", ALL, 200),
    Row("POST", "plans/{plan}/drafts", DESK, 422),
    Row("GET", "plans/{plan}/events", ALL, 200),
    Row("POST", "plans/{plan}/clauses", DESK, 422),
    Row("GET", "clauses/{clause}", ALL, 200),
    Row("GET", "clauses/{clause}/revisions", ALL, 200),
    Row("GET", "clauses/{clause}/redline", ALL, 200, "?old={revision}&new={revision}"),
    Row("GET", "clauses/{clause}/events", ALL, 200),
    Row("GET", "clauses/{clause}/overlay", ALL, 200),
    Row("GET", "clauses/{clause}/comments", ALL, 200),
    Row("POST", "clauses/{clause}/comments", "delegate head ally secretariat desk", 422),
    Row("GET", "clauses/{clause}/amendments", ALL, 200),
    Row("POST", "clauses/{clause}/amendments", "delegate head ally", 422),
    Row("POST", "clauses/{clause}/merge", DESK, 422),
    Row("POST", "clauses/{clause}/merge/preview", DESK, 422),
    Row("PUT", "clauses/{clause}/text", DESK, 422),
    Row("POST", "clauses/{clause}/move", DESK, 422),
    Row("POST", "clauses/{retired}/retire", DESK, 409),
    Row("POST", "clauses/{clause}/restore", DESK, 409),
    Row("POST", "revisions/{revision}/undo", DESK, 422),
    Row("GET", "amendments/{tabled}", ALL, 200),
    Row("PATCH", "amendments/{tabled}", "delegate head", 409),
    Row("POST", "amendments/{tabled}/submit", "head", 409),
    Row("POST", "amendments/{tabled}/take_back", "head", 409),
    Row("POST", "amendments/{tabled}/table", DESK, 409),
    Row("POST", "amendments/{tabled}/rebase", "head", 409),
    Row("POST", "amendments/{withdrawn}/withdraw", "head", 409),
    Row("POST", "amendments/{withdrawn}/support", "ally", 409),
    Row("DELETE", "amendments/{tabled}/support", "ally", 409),
    Row("POST", "amendments/{tabled}/adopt", DESK, 422),
    Row("POST", "amendments/{tabled}/leave", DESK, 422),
    Row("GET", "comments/{open}", ALL, 200),
    Row("POST", "comments/{open}/replies", "delegate head ally secretariat desk", 422),
    Row("POST", "comments/{resolved}/resolve", "delegate head secretariat", 409),
    Row("POST", "comments/{open}/reopen", "delegate head secretariat", 409),
    Row("POST", "comments/{resolved}/withdraw", "delegate", 409),
    Row("GET", "drafts/{draft}", ALL, 200),
    Row("GET", "drafts/{draft}/content", ALL, 200),
    Row("POST", "drafts/{draft}/documents", "delegate head official ally secretariat desk chair", 422),
    Row("POST", "drafts/{draft}/signoffs", "official", 422),
    Row("GET", "documents/{document}", ALL, 200),
    Row("GET", "documents/{document}/file", ALL, 200),
    *(row for module in nouns() for row in module.ROWS),
]
# JP's own draft and what it says to itself: everybody else is a stranger to it.
OWN = [
    Row("GET", "amendments/{own}", "delegate head official", 200),
    Row("POST", "amendments/{own}/submit", "head", 422, body=(("circle", "Chairs"),)),
    Row("POST", "amendments/{own}/take_back", "head", 409),
    Row("POST", "amendments/{own}/table", "", 0),
    Row("POST", "amendments/{own}/rebase", "delegate head", 409),
    Row("POST", "amendments/{own}/support", "", 0),
    Row("POST", "amendments/{own}/adopt", "", 0),
    Row("GET", "comments/{whisper}", "delegate head official", 200),
    Row("POST", "comments/{whisper}/replies", "delegate head", 422),
    Row("POST", "comments/{whisper}/reopen", "delegate head", 409),
    *(row for module in nouns() for row in getattr(module, "OWN", [])),
]
PUBLIC = {("POST", "tokens")}
ITSELF = {("DELETE", "tokens/current")}  # ends the token it is asked with: in test_tokens.py


@pytest.fixture
def ids(call: Calls, whole: Any, clause: Any) -> dict[str, str]:
    """What the table's names stand for."""
    gone = call.clause(whole, "They should")
    call.post("secretariat", f"clauses/{gone['id']}/retire", reason="Said twice.")
    withdrawn = call.tabled("jp", clause, "energy", "water")
    call.post("head_jp", f"amendments/{withdrawn['id']}/withdraw")
    resolved = call.comment("delegate_jp", clause)
    call.post("secretariat", f"comments/{resolved['id']}/resolve")
    draft = call.draft(whole)
    print_all()
    found = {
        "plan": whole["id"],
        "clause": clause["id"],
        "revision": clause["revision"],
        "retired": gone["id"],
        "tabled": call.tabled("jp", clause, "will", "should")["id"],
        "withdrawn": withdrawn["id"],
        "own": call.amend("jp", clause, "health", "public health")["id"],
        "open": call.comment("delegate_jp", clause)["id"],
        "resolved": resolved["id"],
        "whisper": call.comment("delegate_jp", clause, "own")["id"],
        "draft": draft["id"],
        "document": draft["documents"][0]["id"],
    }
    for module in nouns():
        found |= module.made(call, found)
    return found


def differences(call: Calls, ids: dict[str, str], rows: list[Row], unseen: set[str]) -> list[str]:
    """Where an answer is not the table's."""
    wrong = []
    for row in rows:
        path = (row.path + row.query).format(**ids)
        for kind, who in KINDS.items():
            want = 401 if kind == "nobody" else 404 if kind in unseen and "{" in row.path else 403
            want = row.status if kind in row.who.split() else want
            got = call(who, row.method, path, dict(row.body) if row.body else None).status_code
            if got != want:
                wrong.append(f"{row.method} {row.path} as {kind}: {got}, not {want}")
    return wrong


@pytest.mark.slow
def test_what_everybody_sees(call: Calls, ids: dict[str, str]) -> None:
    assert differences(call, ids, TABLE, {"stranger"}) == []


def test_what_only_one_delegation_sees(call: Calls, ids: dict[str, str]) -> None:
    assert differences(call, ids, OWN, {"stranger", "observer", "ally", "secretariat", "desk", "chair"}) == []


def shape(path: str) -> str:
    """A path with its ids left out."""
    return re.sub(r"<[^<>]+>|\{[^{}]+\}", "ID", path)


def test_every_route_is_in_the_table(app: APIFlask) -> None:
    routes = {
        (method, shape(rule.rule.removeprefix("/api/v1/")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(row.method, shape(row.path)) for row in (*TABLE, *OWN)} | PUBLIC | ITSELF


def test_every_route_declares_its_permission(app: APIFlask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec":
            permission = getattr(app.view_functions[rule.endpoint], "permission", None)
            assert permission is not None, rule.rule
            public = permission is Permission.PUBLIC
            assert public is (("POST", rule.rule.removeprefix("/api/v1/")) in PUBLIC), rule.rule
