"""Signing in and out, one's own sessions and password, throttling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import sessions
from poa.db import session, transaction
from poa.models import Session, SignInFailure
from tests.cast import PASSWORD, Cast, email_of
from tests.client import Client
from tests.doubles import Clock

NEW = "seven quiet mountains"


def sign_in(client: Client, name: str = "head_jp", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"email": email_of(name), "password": password, **more})


def test_the_page_has_the_fields_that_are_asked_for(client: Client) -> None:
    page = client.get("/login")
    assert page.status_code == 200
    assert '<label for="email">Email</label>' in page.text
    assert '<label for="password">Password</label>' in page.text
    assert ">Sign in</button>" in page.text
    assert 'href="/reset"' in page.text


def test_signing_in_leads_to_the_plans(client: Client, cast: Cast) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").status_code == 200


def test_case_and_space_in_the_address_do_not_matter(client: Client, cast: Cast) -> None:
    answer = client.post("/login", data={"email": " Head.JP@POA.example ", "password": PASSWORD})
    assert answer.status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_holds_no_password(client: Client, cast: Cast) -> None:
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in cookie


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("head.jp@poa.example", "wrong password here"),
        ("nobody@poa.example", PASSWORD),
        ("", ""),
        ("head.jp@poa.example", PASSWORD + "\0"),
        ("head.jp@poa.example\0", PASSWORD),
        ("head.jp@poa.example", "x" * 5000),
        ("x" * 5000 + "@poa.example", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_a_wrong_one_is_refused_and_the_address_kept(client: Client, cast: Cast, email: str, password: str) -> None:
    answer = client.post("/login", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert "do not match an account" in answer.text
    if email.isprintable() and email.isascii() and "'" not in email:
        assert f'value="{email}"' in answer.text
    if password:
        assert password not in answer.text
    assert session.scalars(select(Session)).first() is None


def test_unknown_and_known_addresses_are_answered_alike(client: Client, cast: Cast) -> None:
    known = sign_in(client, password="wrong password here")
    unknown = client.post("/login", data={"email": "headlike@poa.example", "password": "wrong password here"})
    assert known.text.replace("head.jp@", "headlike@") == unknown.text


def test_a_password_is_looked_at_for_unknown_addresses_too(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    honest = sessions.HASHER

    class Watched:
        check_needs_rehash = staticmethod(honest.check_needs_rehash)

        def verify(self, kept: str, given: bytes) -> bool:
            looked.append(kept)
            return honest.verify(kept, given)

    monkeypatch.setattr(sessions, "HASHER", Watched())
    client.post("/login", data={"email": "nobody@poa.example", "password": PASSWORD})
    assert looked == [sessions._NOBODY]


def test_a_closed_account_does_not_get_in(client: Client, cast: Cast) -> None:
    with transaction():
        cast.head_jp.active = False
    assert sign_in(client).status_code == 422


def test_a_password_typed_on_another_keyboard_is_the_same(client: Client, cast: Cast) -> None:
    with transaction():
        cast.head_jp.password_hash = sessions.hashed("Việt Nam ｶﾀｶﾅ")
    assert sign_in(client, password="Việt Nam カタカナ").status_code == 302


def test_a_hash_with_old_parameters_is_renewed(client: Client, cast: Cast) -> None:
    from argon2 import PasswordHasher

    with transaction():
        cast.head_jp.password_hash = old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    assert sign_in(client).status_code == 302
    assert cast.head_jp.password_hash != old
    assert sessions.check_password(cast.head_jp, PASSWORD)


# --- where to go afterwards -------------------------------------------------------------------------------------------


def test_one_comes_back_to_where_one_was(client: Client, cast: Cast) -> None:
    away = client.get("/account?x=1")
    assert (away.status_code, away.location) == (302, "/login?next=/account?x%3D1")
    assert sign_in(client, next="/account?x=1").location == "/account?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "evil",
        " /x",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, cast: Cast, target: str) -> None:
    assert sign_in(client, next=target).location == "/"


def test_the_sign_in_page_sends_on_who_is_signed_in(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("head_jp").get("/login?next=/account").location == "/account"


def test_signing_in_anew_ends_the_session_before(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("head_jp")
    sign_in(client, "delegate_id")
    ended = [held.revoked_at is not None for held in session.scalars(select(Session).order_by(Session.created_at))]
    assert ended == [True, False]


# --- throttling -------------------------------------------------------------------------------------------------------


def test_an_account_is_closed_to_guessing_and_opens_again(client: Client, cast: Cast, clock: Clock) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT):
        assert sign_in(client, password="wrong password here").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == sessions.WINDOW.total_seconds() + 1
    assert 'value="head.jp@poa.example"' in answer.text
    clock.forward(minutes=14)
    assert int(sign_in(client).headers["Retry-After"]) == 61
    clock.forward(seconds=61)
    assert sign_in(client).status_code == 302


def test_an_unknown_account_is_throttled_alike(client: Client, cast: Cast) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT):
        client.post("/login", data={"email": "nobody@poa.example", "password": "wrong"})
    assert client.post("/login", data={"email": "Nobody@poa.example", "password": "wrong"}).status_code == 429


def test_success_counts_for_nothing(client: Client, cast: Cast) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT + 5):
        assert sign_in(client).status_code == 302
    assert session.scalars(select(SignInFailure)).first() is None


def test_one_person_locked_out_does_not_lock_out_the_delegation(client: Client, cast: Cast) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT + 1):
        sign_in(client, "delegate_jp", password="wrong password here")
    for name in ("head_jp", "official_jp", "colleague_jp"):
        assert sign_in(client, name).status_code == 302


def test_an_address_that_tries_many_accounts_is_stopped(client: Client, cast: Cast) -> None:
    with transaction():
        for n in range(sessions.FAILURES_PER_ADDRESS):
            sessions.fail(f"guess{n}@poa.example", "127.0.0.1")
    assert sign_in(client).status_code == 429
    elsewhere = client.post(
        "/login",
        data={"email": email_of("head_jp"), "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 302


def test_the_api_shares_the_count(client: Client, cast: Cast) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT):
        sign_in(client, password="wrong password here")
    answer = client.post("/api/v1/tokens", json={"email": email_of("head_jp"), "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


# --- one's own account ------------------------------------------------------------------------------------------------


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
