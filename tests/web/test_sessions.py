"""Signing in: what is asked, what is refused, where one goes, how guessing is slowed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import sessions
from poa.db import session, transaction
from poa.models import Session, SignInFailure
from tests.cast import PASSWORD, Cast, email_of
from tests.client import Client, said
from tests.doubles import Clock


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
    assert said(known).replace("head.jp@", "headlike@") == said(unknown)


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
