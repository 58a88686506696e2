"""One's own account: its sessions, here and elsewhere, and its password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import sessions
from poa.db import session
from poa.models import Session, SignInFailure
from tests.cast import PASSWORD, Cast, email_of
from tests.client import Client
from tests.doubles import Clock

NEW = "seven quiet mountains"


def sign_in(client: Client, name: str = "head_jp", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"email": email_of(name), "password": password, **more})


def test_the_account_page_lists_my_sessions_only(
    client: Client, cast: Cast, signed_in: Callable[[str], Client]
) -> None:
    signed_in("delegate_id")
    cast.token("head_jp")
    firefox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"}
    client.post("/login", data={"email": email_of("head_jp"), "password": PASSWORD}, headers=firefox)
    page = client.get("/account")
    assert "Firefox on Windows" in page.text
    assert "A program, by token" in page.text
    assert page.text.count("/revoke") == 3  # two sessions, and all the others


def test_signing_out_ends_the_session_on_the_server(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("head_jp")
    kept = client.get_cookie("poa_session")
    assert kept is not None
    assert client.post("/logout").location == "/login"
    client.set_cookie("poa_session", kept.value)
    assert client.get("/account").status_code == 302


def test_a_session_ends_by_itself(signed_in: Callable[[str], Client], clock: Clock) -> None:
    client = signed_in("head_jp")
    clock.forward(hours=11, minutes=59)
    assert client.get("/account").status_code == 200
    clock.forward(minutes=1)
    assert client.get("/account").status_code == 302


def revoke_url(cast: Cast, name: str) -> str:
    held = session.scalars(select(Session).where(Session.user_id == cast.ids[name])).unique().first()
    assert held is not None
    return f"/account/sessions/{held.id}/revoke"


def test_i_end_my_own_session(signed_in: Callable[[str], Client], cast: Cast) -> None:
    client = signed_in("head_jp")
    answer = client.post(revoke_url(cast, "head_jp"))
    assert answer.location == "/login"
    assert client.get("/account").status_code == 302


def test_a_session_of_mine_elsewhere_ends_at_once(
    client: Client, signed_in: Callable[[str], Client], cast: Cast
) -> None:
    elsewhere = signed_in("head_jp")
    url = revoke_url(cast, "head_jp")
    sign_in(client)
    assert client.post(url).location == "/account"
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_all_the_others_end(client: Client, signed_in: Callable[[str], Client], cast: Cast) -> None:
    elsewhere, token = signed_in("head_jp"), cast.token("head_jp")
    sign_in(client)
    assert client.post("/account/sessions/revoke-others").location == "/account"
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("name", ["colleague_jp", "head_jp", "secretariat", "observer"])
def test_nobody_else_finds_a_session_of_mine(signed_in: Callable[[str], Client], cast: Cast, name: str) -> None:
    signed_in("delegate_jp")
    assert signed_in(name).post(revoke_url(cast, "delegate_jp")).status_code == 404


def test_a_session_id_that_is_none(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("head_jp")
    assert client.post("/account/sessions/00000000-0000-4000-8000-000000000000/revoke").status_code == 404
    assert client.post("/account/sessions/7/revoke").status_code == 404


@pytest.mark.parametrize("path", ["/logout", "/account/sessions/revoke-others", "/account/password"])
def test_acts_on_the_account_are_posted_with_a_token(signed_in: Callable[[str], Client], path: str) -> None:
    client = signed_in("head_jp")
    assert client.get(path).status_code == 405
    assert client.post(path, csrf=False).status_code == 400
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("path", ["/login", "/reset"])
def test_public_forms_need_their_token_too(client: Client, path: str) -> None:
    assert client.post(path, data={"email": "head.jp@poa.example"}, csrf=False).status_code == 400


# --- changing the password --------------------------------------------------------------------------------------------


def change(client: Client, current: str = PASSWORD, new: str = NEW):
    return client.post("/account/password", data={"current": current, "password": new})


def test_a_new_password_ends_the_other_sessions(client: Client, signed_in: Callable[[str], Client], cast: Cast) -> None:
    elsewhere = signed_in("head_jp")
    sign_in(client)
    assert change(client).location == "/account"
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert sign_in(elsewhere).status_code == 422
    assert sign_in(elsewhere, password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short", "12 characters or more"),
        ("aaaaaaaaaaaaaaaa", "12 characters or more"),
        ("", "Give a password"),
        ("x" * 20 + "\0", "NUL"),
        ("xyz1" * 300, "at most 1,024"),
        ("Head.JP@poa.example", "Your address"),
    ],
)
def test_a_bad_new_password_is_refused_by_name(
    signed_in: Callable[[str], Client], cast: Cast, new: str, said: str
) -> None:
    client = signed_in("head_jp")
    answer = change(client, new=new)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="password-error"' in answer.text
    assert sessions.check_password(cast.head_jp, PASSWORD)


def test_a_wrong_current_password_is_refused_and_counted(signed_in: Callable[[str], Client], cast: Cast) -> None:
    client = signed_in("head_jp")
    answer = change(client, current="not my password")
    assert answer.status_code == 422
    assert 'id="current-error"' in answer.text
    assert session.scalars(select(SignInFailure.account)).all() == ["head.jp@poa.example"]
    for _ in range(sessions.FAILURES_PER_ACCOUNT):
        answer = change(client, current="not my password")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
