"""Every page and form for every kind of user, as one table; a route that is not in it fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask import Flask
from sqlalchemy import select

from poa.actions import amendments, comments, invitations, people, plans, sessions
from poa.db import session, transaction
from poa.models import Plan, Session
from poa.policy import Permission
from tests.cast import PASSWORD, Cast, clause_of, make_amendment, make_comment, make_draft, make_invitation, person
from tests.client import Client
from tests.web.rows import ALL, DRAFTERS, EVERYBODY, INVITERS, KINDS, OURS, SPEAKERS, Row, nouns

TABLE = [
    Row("GET", "/", EVERYBODY, 200),
    Row("GET", "/account", EVERYBODY, 200),
    Row("GET", "/components", EVERYBODY, 200),
    Row("POST", "/account/password", EVERYBODY, 422),
    Row("POST", "/account/time-zone", EVERYBODY, 302),
    Row("POST", "/account/sessions/revoke-others", EVERYBODY, 302),
    Row("POST", "/account/sessions/{ended}/revoke", "delegate", 409, "delegate"),
    Row("GET", "/plans/new", "secretariat desk stranger", 200, EVERYBODY),
    Row("POST", "/plans/new", "secretariat desk stranger", 422, EVERYBODY),
    Row("GET", "/plans/{plan}", ALL, 200),
    Row("GET", "/plans/{plan}/amend", DRAFTERS, 200),
    Row("POST", "/plans/{plan}/amend", DRAFTERS, 422),
    Row("GET", "/plans/{plan}/amendments", ALL, 200),
    Row("GET", "/plans/{plan}/desk", "secretariat", 200),
    Row("GET", "/plans/{plan}/drafts", ALL, 200),
    Row("POST", "/plans/{plan}/drafts", "secretariat", 422),
    Row("GET", "/plans/{plan}/history", ALL, 200),
    Row("GET", "/plans/{plan}/structure", "secretariat", 200),
    Row("POST", "/plans/{plan}/structure", "secretariat", 422),
    Row("GET", "/plans/{plan}/people", ALL, 200),
    Row("POST", "/plans/{plan}/people/invitations", INVITERS, 422),
    Row("POST", "/plans/{plan}/people/invitations/{withdrawn_link}/withdraw", "head", 409, "head"),
    Row("POST", "/plans/{plan}/people/{open_account}/activate", "head", 409, OURS),
    Row("POST", "/plans/{plan}/people/{closed_account}/deactivate", "head", 409, "head"),
    Row("POST", "/plans/{plan}/people/{closed_account}/reset-link", "head", 409, "head"),
    Row("GET", "/plans/{plan}/goto", ALL, 404),
    Row("GET", "/clauses/{clause}", ALL, 200),
    Row("GET", "/clauses/{clause}/notes", ALL, 302),
    Row("GET", "/clauses/{clause}/history", ALL, 200),
    Row("GET", "/clauses/{clause}/amend", DRAFTERS, 200),
    Row("POST", "/clauses/{clause}/amend", DRAFTERS, 422),
    Row("POST", "/clauses/{clause}/comments", SPEAKERS, 422),
    Row("GET", "/clauses/{clause}/comments/new", SPEAKERS, 200),
    Row("GET", "/clauses/{clause}/mentions", SPEAKERS, 200),
    Row("GET", "/clauses/{clause}/edit", "secretariat", 200),
    Row("POST", "/clauses/{clause}/edit", "secretariat", 422),
    Row("GET", "/clauses/{clause}/merge", "secretariat", 200),
    Row("POST", "/clauses/{clause}/merge", "secretariat", 422),
    Row("POST", "/clauses/{clause}/merge/preview", "secretariat", 200),
    Row("POST", "/clauses/{clause}/move", "secretariat", 422, data=(("after", "{clause}"),)),
    Row("POST", "/clauses/{retired}/retire", "secretariat", 409),
    Row("POST", "/clauses/{clause}/restore", "secretariat", 409),
    Row("POST", "/revisions/{revision}/undo", "secretariat", 422),
    Row("GET", "/amendments/{tabled}", ALL, 200),
    Row("GET", "/amendments/{tabled}/edit", "delegate head", 409),
    Row("POST", "/amendments/{tabled}/edit", "delegate head", 409),
    Row("POST", "/amendments/{tabled}/submit", "head", 409),
    Row("POST", "/amendments/{tabled}/take-back", "head", 409),
    Row("POST", "/amendments/{tabled}/table", "secretariat", 409),
    Row("GET", "/amendments/{tabled}/rebase", "head", 409),
    Row("POST", "/amendments/{tabled}/rebase", "head", 409),
    Row("POST", "/amendments/{withdrawn}/withdraw", "head", 409),
    Row("POST", "/amendments/{withdrawn}/support", "ally", 409),
    Row("POST", "/amendments/{tabled}/end-support", "ally", 409),
    Row("POST", "/amendments/{tabled}/adopt", "secretariat", 422),
    Row("POST", "/amendments/{tabled}/leave", "secretariat", 422),
    Row("GET", "/amendments/{own}", OURS, 200, OURS),
    Row("GET", "/amendments/{own}/edit", "delegate head", 200, OURS),
    Row("POST", "/amendments/{own}/edit", "delegate head", 422, OURS),
    Row("POST", "/amendments/{own}/take-back", "head", 409, OURS),
    Row("POST", "/amendments/{own}/table", "", 0, OURS),
    Row("POST", "/amendments/{own}/support", "", 0, OURS),
    Row("POST", "/amendments/{own}/adopt", "", 0, OURS),
    Row("GET", "/amendments/{submitted}", OURS + " secretariat", 200, OURS + " secretariat"),
    Row("POST", "/amendments/{submitted}/submit", "head", 409, OURS + " secretariat"),
    Row("POST", "/comments/{open}/reply", SPEAKERS, 422),
    Row("POST", "/comments/{resolved}/resolve", "delegate head secretariat", 409),
    Row("POST", "/comments/{open}/reopen", "delegate head secretariat", 409),
    Row("POST", "/comments/{open}/seen", ALL, 302),
    Row("POST", "/comments/{resolved}/withdraw", "delegate", 409),
    Row("POST", "/comments/{whisper}/reply", "delegate head", 422, OURS),
    Row("POST", "/comments/{whisper}/reopen", "delegate head", 409, OURS),
    Row("POST", "/comments/{whisper}/seen", OURS, 302, OURS),
    Row("GET", "/drafts/{draft}", ALL, 200),
    Row("GET", "/drafts/{draft}/text", ALL, 200),
    Row("GET", "/drafts/{draft}/content", ALL, 200),
    Row("POST", "/drafts/{draft}/documents", "delegate head official ally secretariat desk chair", 422),
    Row("POST", "/drafts/{draft}/signoffs", "official", 409, data=(("password", PASSWORD), ("content_hash", "0" * 64))),
    Row("GET", "/documents/{document}", ALL, 200),
    Row("GET", "/documents/{document}/file", ALL, 409),
    *(row for module in nouns() for row in module.ROWS),
]
ITSELF = {("POST", "/logout")}  # ends the session that it is asked with: in test_sessions.py


@pytest.fixture
def ids(plan: Plan, cast: Cast) -> dict[str, object]:
    """What the table's names stand for."""
    clause, other = clause_of(plan, "ASEAN and Japan should"), clause_of(plan, "Each party")
    withdrawn = make_amendment(clause, "Nothing is shared.")
    resolved, link = make_comment(clause), make_invitation()[0]
    ended = cast.token("delegate_jp")
    with transaction():
        plans.retire_clause(cast.secretariat, other, reason="Said twice.")
        amendments.withdraw(cast.head_jp, withdrawn)
        comments.resolve(cast.secretariat, resolved)
        invitations.withdraw_invitation(cast.head_jp, link)
        people.deactivate(cast.head_jp, cast.colleague_jp)
        sessions.sign_out(ended)
    draft = make_draft(plan)
    found: dict[str, Any] = {
        "plan": plan,
        "clause": clause,
        "revision": clause.revision,
        "retired": other,
        "tabled": make_amendment(clause, "ASEAN and Japan will share all results of common interest."),
        "submitted": make_amendment(clause, "ASEAN and Japan may share results.", state="submitted"),
        "own": make_amendment(clause, "ASEAN and Japan share results.", state="draft"),
        "withdrawn": withdrawn,
        "open": make_comment(clause),
        "resolved": resolved,
        "whisper": make_comment(clause, circle="own"),
        "withdrawn_link": link,
        "open_account": person("delegate_jp"),
        "closed_account": person("colleague_jp"),
        "draft": draft,
        "document": draft.documents[0],
    }
    for module in nouns():
        found |= module.made(found)
    return {name: row.id for name, row in found.items()} | {"ended": _session_of(ended)}


def _session_of(token: str) -> object:
    query = select(Session.id).where(Session.token_sha256 == sessions.digest(token))
    return session.scalars(query).one()


def shape(path: str) -> str:
    """A path with each id as a star."""
    return re.sub(r"[<{][^>}]*[>}]", "*", path)


def test_every_page_and_form_is_in_the_table(app: APIFlask) -> None:
    tabled = {(row.method, shape(row.path)) for row in TABLE} | ITSELF
    assert routes(app) - tabled == set()
    assert tabled - routes(app) == set()


def routes(app: Flask) -> set[tuple[str, str]]:
    """Method and shape of every route for people that is not public."""
    return {
        (method, shape(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/api/")
        and getattr(app.view_functions[rule.endpoint], "permission", None) is not Permission.PUBLIC
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_user_gets_what_the_table_says(
    ids: dict[str, object], signed_in: Callable[[str], Client], kind: str
) -> None:
    client, wrong = signed_in(KINDS[kind]), []
    for row in TABLE:
        seen = kind in row.seen_by.split() or "{" not in row.path
        want = row.status if kind in row.who.split() else 403 if seen else 404
        path = row.path.format(**ids)
        data = {name: value.format(**ids) for name, value in row.data}
        got = (client.get(path) if row.method == "GET" else client.post(path, data=data)).status_code
        if got != want:
            wrong.append(f"{row.method} {row.path}: {got}, not {want}")
    assert wrong == []
