"""Tokens: asked for with a password, throttled, ended; and what is answered without one."""

from __future__ import annotations

import pytest

from poa.actions import sessions
from poa.actions.sessions import FAILURES_PER_ACCOUNT
from poa.db import transaction

from ..cast import PASSWORD, Cast
from .client import Calls

HEAD = {"email": "head.jp@poa.example", "password": PASSWORD}


def test_a_token_opens_the_api(call: Calls) -> None:
    token = (call(None, "POST", "tokens", HEAD, want=201).json or {})["token"]
    me = call(None, "GET", "me", headers={"Authorization": f"Bearer {token}"}, want=200).json
    assert me is not None
    assert (me["email"], me["party"], me["roles"]) == ("head.jp@poa.example", "JP", ["head"])
    assert me["name"] == "Head Jp"


def test_the_secretariat_has_no_party_but_a_desk(call: Calls) -> None:
    me = call.get("asean_desk", "me")
    assert (me["party"], me["roles"], me["desks"]) == (None, ["secretariat"], ["ASEAN desk"])


def test_an_ended_token_is_none(call: Calls) -> None:
    token = (call(None, "POST", "tokens", HEAD, want=201).json or {})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert call(None, "DELETE", "tokens/current", headers=headers, want=204).data == b""
    call(None, "GET", "me", headers=headers, want=401)


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "nobody@poa.example"}])
def test_wrong_credentials(call: Calls, wrong: dict[str, str]) -> None:
    answer = call(None, "POST", "tokens", HEAD | wrong, want=401)
    assert answer.content_type == "application/problem+json"
    assert "Email and password" in (answer.json or {})["detail"]


def test_guessing_is_slowed_down_for_that_account_only(call: Calls) -> None:
    for _ in range(FAILURES_PER_ACCOUNT):
        call(None, "POST", "tokens", HEAD | {"password": "wrong"}, want=401)
    answer = call(None, "POST", "tokens", HEAD, want=429)
    assert int(answer.headers["Retry-After"]) > 0
    call(None, "POST", "tokens", HEAD | {"email": "head.vn@poa.example"}, want=201)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "email"),
        ({"email": "a@b.example"}, "password"),
        ({"email": 7, "password": "x"}, "email"),
        ({"email": "a\x00b", "password": "x"}, "email"),
        ({"email": "a@b.example", "password": "\ud800"}, "password"),
        (HEAD | {"remember": True}, "remember"),
    ],
)
def test_a_bad_body_names_the_field(call: Calls, body: dict[str, object], field: str) -> None:
    problem = call(None, "POST", "tokens", body, want=422).json or {}
    assert problem["field"] == field
    assert problem["errors"][0]["field"] == field
    assert problem["status"] == 422


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("{not json", "application/json"),
        ("[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        ("email=x&password=y", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_not_json(call: Calls, data: str, content_type: str) -> None:
    answer = call(None, "POST", "tokens", data=data, content_type=content_type, want=400)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic aGVhZA==", "Bearer \xe9\xe9", "Bearer a b"])
def test_no_or_a_bad_token(call: Calls, header: str) -> None:
    answer = call(None, "GET", "me", headers={"Authorization": header}, want=401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content_type == "application/problem+json"


def test_a_browser_session_is_no_token(call: Calls, cast: Cast) -> None:
    with transaction():
        token = sessions.begin(cast.head_jp, kind="browser", agent="tests")
    call(None, "GET", "me", headers={"Authorization": f"Bearer {token}"}, want=401)


def test_an_unknown_path_and_method_are_problems(call: Calls) -> None:
    assert call("head_jp", "GET", "nonsense", want=404).content_type == "application/problem+json"
    answer = call("head_jp", "DELETE", "me", want=405)
    assert answer.content_type == "application/problem+json"
    assert "GET" in answer.headers["Allow"]
