"""New passwords by link: who gets one, what each state of it allows, what it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from poa.actions import links, passwords, people, sessions
from poa.db import session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed, NotFound, PoaError, TooMany
from poa.models import OneTimeLink, SignInFailure, User
from tests.cast import PASSWORD, Cast, email_of
from tests.doubles import Clock

NEW = "seven quiet mountains"
HERE = "192.0.2.7"


def asked(name: str = "head_jp") -> str:
    """The token of a link that this person asked for."""
    with transaction():
        made = passwords.request_reset(email_of(name), HERE)
    assert made is not None
    return made[1]


def test_a_link_sets_the_password_once_and_ends_all_sessions(cast: Cast) -> None:
    token, kept = asked(), cast.token("head_jp")
    with transaction():
        passwords.reset(token, NEW)
    assert sessions.check_password(cast.head_jp, NEW)
    assert not sessions.check_password(cast.head_jp, PASSWORD)
    assert sessions.lookup(kept, "token") is None
    with pytest.raises(Closed), transaction():
        passwords.reset(token, "eight quiet mountains")


def test_setting_one_ends_the_other_links_of_the_account_only(cast: Cast) -> None:
    first, second, other = asked(), asked(), asked("head_id")
    with transaction():
        passwords.reset(second, NEW)
    with pytest.raises(Closed):
        links.opened("reset", first)
    assert links.opened("reset", other).email == email_of("head_id")


def test_nobody_learns_who_has_an_account(cast: Cast) -> None:
    with transaction():
        assert passwords.request_reset("nobody@poa.example", HERE) is None
        people.deactivate(cast.secretariat, cast.head_jp)
        assert passwords.request_reset(email_of("head_jp"), HERE) is None
    assert session.scalars(select(OneTimeLink)).first() is None
    assert len(session.scalars(select(SignInFailure)).all()) == 2, "both count alike"


@pytest.mark.parametrize("email", ["head.jp@poa.example", "nobody@poa.example", "nobody\0@poa.example"])
def test_asking_is_throttled_for_known_and_unknown_alike(cast: Cast, clock: Clock, email: str) -> None:
    for _ in range(sessions.RESETS_PER_ACCOUNT):
        with transaction():
            passwords.request_reset(email, HERE)
    with pytest.raises(TooMany) as stopped, transaction():
        passwords.request_reset(email, "198.51.100.1")
    assert stopped.value.retry_after == 901
    clock.forward(minutes=16)
    with transaction():
        passwords.request_reset(email, HERE)


def test_asking_does_not_lock_the_account(cast: Cast) -> None:
    for _ in range(sessions.RESETS_PER_ACCOUNT):
        asked()
    with transaction():
        assert sessions.prove(email_of("head_jp"), PASSWORD, HERE) is not None


def test_a_new_password_opens_an_account_that_was_locked_by_guessing(cast: Cast) -> None:
    token = asked()
    with transaction():
        for _ in range(sessions.FAILURES_PER_ACCOUNT):
            sessions.fail(email_of("head_jp"), HERE)
    with pytest.raises(TooMany), transaction():
        sessions.prove(email_of("head_jp"), PASSWORD, HERE)
    with transaction():
        passwords.reset(token, NEW)
    with transaction():
        assert sessions.prove(email_of("head_jp"), NEW, HERE) is not None


@pytest.mark.parametrize("password", ["short", "", "good enough, but\0", "abcd" * 300, "Head.JP@poa.example"])
def test_a_bad_password_leaves_the_link_and_the_old_one(cast: Cast, password: str) -> None:
    token = asked()
    with pytest.raises(Invalid) as refused, transaction():
        passwords.reset(token, password)
    assert refused.value.field == "password"
    assert sessions.check_password(cast.head_jp, PASSWORD)
    with transaction():
        passwords.reset(token, NEW)


# --- the states of a link ---------------------------------------------------------------------------------------------

OUTCOMES = {
    "open": None,
    "used": Closed,
    "withdrawn": Closed,
    "expired": Closed,
    "unknown": NotFound,
    "account closed": Closed,
    "password changed": Closed,
}


@pytest.mark.parametrize("state", OUTCOMES)
def test_setting_a_password_in_each_state(cast: Cast, clock: Clock, state: str) -> None:
    token = asked()
    with transaction():
        if state == "used":
            passwords.reset(token, "six quiet mountains")
        elif state == "withdrawn":
            links.close_others("reset", email_of("head_jp"))
        elif state == "account closed":
            people.deactivate(cast.secretariat, cast.head_jp)
        elif state == "password changed":
            passwords.change_password(cast.head_jp, PASSWORD, "six quiet mountains", address=HERE, keep="")
    clock.forward(hours=24 if state == "expired" else 23.9)
    found: type[PoaError] | None = None
    try:
        with transaction():
            passwords.reset("none" if state == "unknown" else token, NEW)
    except PoaError as error:
        found = type(error)
    assert found is OUTCOMES[state]
    assert sessions.check_password(cast.head_jp, NEW) is (OUTCOMES[state] is None and cast.head_jp.active)


# --- links that are handed over ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "user"), [("secretariat", "head_jp"), ("head_jp", "delegate_jp"), ("head_jp", "official_jp")]
)
def test_who_invited_hands_over_a_link(cast: Cast, actor: str, user: str) -> None:
    with transaction():
        link, token = passwords.make_reset_link(getattr(cast, actor), getattr(cast, user))
        assert link.made_by is getattr(cast, actor)
    with transaction():
        assert passwords.reset(token, NEW) is getattr(cast, user)


@pytest.mark.parametrize(
    ("actor", "user"),
    [
        ("secretariat", "delegate_jp"),
        ("secretariat", "secretariat"),
        ("head_jp", "delegate_id"),
        ("head_jp", "head_id"),
        ("head_jp", "head_jp"),
        ("head_jp", "secretariat"),
        ("delegate_jp", "official_jp"),
        ("official_jp", "delegate_jp"),
        ("observer", "observer"),
    ],
)
def test_nobody_else_does(cast: Cast, actor: str, user: str) -> None:
    with pytest.raises(NotAllowed), transaction():
        passwords.make_reset_link(getattr(cast, actor), getattr(cast, user))
    assert session.scalars(select(OneTimeLink)).first() is None


def test_only_the_last_link_that_was_made_works(cast: Cast) -> None:
    with transaction():
        _, first = passwords.make_reset_link(cast.head_jp, cast.delegate_jp)
        _, second = passwords.make_reset_link(cast.head_jp, cast.delegate_jp)
    with pytest.raises(Closed), transaction():
        passwords.reset(first, NEW)
    with transaction():
        passwords.reset(second, NEW)


def test_no_link_for_a_closed_account(cast: Cast) -> None:
    with transaction():
        people.deactivate(cast.head_jp, cast.delegate_jp)
    with pytest.raises(Conflict), transaction():
        passwords.make_reset_link(cast.head_jp, cast.delegate_jp)


def test_a_user_without_a_password_gets_the_first_one_by_link(cast: Cast) -> None:
    with transaction():
        cast.delegate_jp.password_hash = None
        _, token = passwords.make_reset_link(cast.head_jp, cast.delegate_jp)
    with transaction():
        passwords.reset(token, NEW)
    made = session.scalars(select(User).where(User.email == email_of("delegate_jp"))).unique().one()
    assert sessions.check_password(made, NEW)
