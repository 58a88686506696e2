"""The pages behind one-time links, and asking for a new password."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from poa import mail
from poa.actions import invitations, links, passwords, sessions
from poa.actions import people as actions
from poa.db import now, session, transaction
from poa.models import Mail, OneTimeLink, Plan
from tests.cast import PASSWORD, Cast, clause_of, email_of, make_invitation
from tests.client import Client, said
from tests.doubles import Clock, Smtp

from .checklist import words

Browsers = Callable[[str], Client]
NEW = "seven quiet mountains"


def page_of(plan: Plan) -> str:
    return f"/plans/{plan.id}/people"


def make_link(purpose: str, state: str, cast: Cast, clock: Clock) -> str:
    """The path of a link in this state."""
    if purpose == "invitation":
        link, token = make_invitation()
    else:
        with transaction():
            link, token = passwords.make_reset_link(cast.head_jp, cast.delegate_jp)
    with transaction():
        if state == "used" and purpose == "invitation":
            invitations.accept(token, "First", NEW)
        elif state == "used":
            passwords.reset(token, NEW)
        elif state == "withdrawn":
            session.get_one(OneTimeLink, link.id).withdrawn_at = clock.now
    if state == "expired":
        clock.forward(seconds=links.LIFETIME[purpose].total_seconds())
    shown = "x" * 43 if state == "unknown" else token
    return f"/{'invitations' if purpose == 'invitation' else 'reset'}/{shown}"


STATES = {"open": (200, 302), "used": (410, 410), "withdrawn": (410, 410), "expired": (410, 410), "unknown": (404, 404)}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("purpose", ["invitation", "reset"])
def test_a_link_in_each_state(client: Client, cast: Cast, clock: Clock, purpose: str, state: str) -> None:
    path = make_link(purpose, state, cast, clock)
    seen, done = STATES[state]
    assert client.get(path).status_code == seen
    assert client.post(path, data={"name": "Hana", "password": "eight quiet rivers"}).status_code == done
    assert client.post(path, data={"name": "Hana", "password": "eight quiet rivers"}).status_code in (404, 410)


@pytest.mark.parametrize("purpose", ["invitation", "reset"])
def test_following_a_link_changes_nothing(client: Client, cast: Cast, clock: Clock, purpose: str) -> None:
    path = make_link(purpose, "open", cast, clock)
    client.get(path)
    client.head(path)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("purpose", ["invitation", "reset"])
def test_the_forms_behind_links_need_their_token(client: Client, cast: Cast, clock: Clock, purpose: str) -> None:
    path = make_link(purpose, "open", cast, clock)
    assert client.post(path, data={"name": "Hana", "password": NEW}, csrf=False).status_code == 400
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("purpose", ["invitation", "reset"])
@pytest.mark.parametrize("password", ["short", "", "nul in the middle\0", "long " * 300])
def test_a_bad_password_keeps_the_name_and_the_link(
    client: Client, cast: Cast, clock: Clock, purpose: str, password: str
) -> None:
    path = make_link(purpose, "open", cast, clock)
    answer = client.post(path, data={"name": "Somchai Wong", "password": password})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert ("Somchai Wong" in answer.text) is (purpose == "invitation")
    if len(password) > 5:
        assert password not in answer.text
    assert client.get(path).status_code == 200


def test_accepting_signs_out_who_was_signed_in(signed_in: Browsers, cast: Cast) -> None:
    client = signed_in("observer")
    _, token = make_invitation()
    client.post(f"/invitations/{token}", data={"name": "Hana", "password": NEW})
    assert "new.delegate@poa.example" in client.get("/account").text


def test_an_address_that_got_an_account_meanwhile(client: Client, cast: Cast) -> None:
    _, token = make_invitation("twice@poa.example")
    with transaction():
        actions.add_user("twice@poa.example", "Somebody", [], password=PASSWORD)
    answer = client.post(f"/invitations/{token}", data={"name": "Hana", "password": NEW})
    assert answer.status_code == 410
    assert "There is an account for this address already" in answer.text


# --- asking for a new password ----------------------------------------------------------------------------------------


def ask(client: Client, email: str):
    return client.post("/reset", data={"email": email})


@pytest.mark.parametrize("mailing", [True, False])
def test_known_and_unknown_addresses_are_answered_alike(
    client: Client, cast: Cast, request: pytest.FixtureRequest, mailing: bool
) -> None:
    if mailing:
        request.getfixturevalue("smtp")
    known, unknown = ask(client, "head.jp@poa.example"), ask(client, "nobody@poa.example")
    assert known.status_code == unknown.status_code == 200
    assert said(known).replace("head.jp@", "nobody@") == said(unknown)
    assert session.scalar(select(func.count()).select_from(Mail)) == (1 if mailing else 0)


def test_a_mailed_link_sets_the_password(client: Client, cast: Cast, smtp: Smtp) -> None:
    ask(client, " Head.JP@poa.example")
    mail.deliver_waiting(client.application.config["POA_SETTINGS"])
    path = re.search(r"http://localhost(/reset/\S+)", smtp.messages[0].content.decode())
    assert path
    client.post(path.group(1), data={"password": NEW})
    assert sessions.check_password(cast.head_jp, NEW)


def test_without_mail_who_invited_sees_the_request(plan: Plan, client: Client, signed_in: Browsers) -> None:
    ask(client, email_of("delegate_jp"))
    said = "asks for a new password"
    assert said in signed_in("head_jp").get(page_of(plan)).text
    assert said not in signed_in("colleague_jp").get(page_of(plan)).text
    assert said not in signed_in("secretariat").get(page_of(plan)).text


def test_asking_too_often_keeps_the_address(client: Client, cast: Cast) -> None:
    for _ in range(sessions.RESETS_PER_ACCOUNT):
        ask(client, email_of("head_jp"))
    answer = ask(client, email_of("head_jp"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert f'value="{email_of("head_jp")}"' in answer.text


def test_no_address_is_refused(client: Client) -> None:
    answer = ask(client, "nobody")
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text


@pytest.mark.parametrize("kind", ["invitation", "question"])
def test_a_link_whose_mail_no_server_took_is_said_to_be_kept(
    app: APIFlask, plan: Plan, signed_in: Browsers, smtp: Smtp, clock: Clock, kind: str
) -> None:
    head, address = signed_in("head_jp"), "hana@mext.example"
    page = page_of(plan) if kind == "invitation" else f"/plans/{plan.id}/consultations"
    smtp.refused = {address}
    if kind == "invitation":
        head.post(f"{page}/invitations", data={"email": address, "name": "Hana Sato", "role": "delegate"})
    else:
        clause, due = clause_of(plan, "Each party"), (now() + dt.timedelta(days=9)).date()
        head.post(page, data={"email": address, "ministry": "MEXT", "due": str(due), "clauses": str(clause.id)})
    told = f"The mail could not be sent. The {kind} is kept."
    for _attempt in range(mail.ATTEMPTS):
        assert told not in words(head.get(page))
        mail.deliver_waiting(app.config["POA_SETTINGS"])
        clock.forward(minutes=20)
    assert told in words(head.get(page))
    assert told not in words(signed_in("head_vn").get(page))
