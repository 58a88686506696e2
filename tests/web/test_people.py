"""The people page, invitations and new passwords, as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import func, select

from poa import mail
from poa.actions import invitations, links, passwords, sessions
from poa.actions import people as actions
from poa.db import session, transaction
from poa.models import Mail, OneTimeLink, Plan, Role, User
from tests.cast import PASSWORD, Cast, email_of, make_invitation
from tests.client import Client
from tests.databases import counted_queries
from tests.doubles import Clock, Smtp

Browsers = Callable[[str], Client]
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
NEW = "seven quiet mountains"
GIVEN = {"email": "hana@mext.example", "name": "Hana Sato", "role": "delegate", "title": "Officer"}


def page_of(plan: Plan) -> str:
    return f"/plans/{plan.id}/people"


def shown_link(text: str) -> str:
    """The path of the one-time link that a page shows."""
    found = re.search(r'id="one-time-link"[^>]* value="([^"]+)"', text)
    assert found, "the page shows no link"
    return urlsplit(unescape(found.group(1))).path


# --- who sees whom ----------------------------------------------------------------------------------------------------

SEEN = {
    "delegate_jp": {"delegate_jp", "colleague_jp", "official_jp"},
    "head_jp": {"delegate_jp", "colleague_jp", "official_jp"},
    "official_jp": {"delegate_jp", "colleague_jp", "official_jp"},
    "delegate_id": {"delegate_id", "official_id"},
    "secretariat": set(),
    "asean_desk": set(),
    "observer": set(),
}
ALWAYS = {"head_jp", "head_id", "head_vn", "secretariat", "asean_desk", "observer"}


@pytest.mark.parametrize("reader", SEEN)
def test_each_sees_the_own_delegation_and_the_heads_of_the_others(
    plan: Plan, signed_in: Browsers, cast: Cast, reader: str
) -> None:
    text = signed_in(reader).get(page_of(plan)).text
    names = {name: cast.__getattr__(name).name for name in cast.ids}
    listed = set(re.findall(r"<strong>([^<]+)</strong>(?: \(you\))?,", text))
    shown = {name for name in cast.ids if names[name] in listed}
    assert shown >= ALWAYS | SEEN[reader]
    assert {name for name in shown if not name.startswith("head")} == (SEEN[reader] | ALWAYS) - {
        name for name in ALWAYS if name.startswith("head")
    }


def test_addresses_are_for_the_own_delegation_and_for_who_invites(plan: Plan, signed_in: Browsers) -> None:
    text = signed_in("delegate_jp").get(page_of(plan)).text
    assert email_of("head_jp") in text
    assert email_of("head_id") not in text
    assert email_of("head_id") in signed_in("secretariat").get(page_of(plan)).text


def test_a_stranger_finds_no_such_plan(plan: Plan, signed_in: Browsers) -> None:
    assert signed_in("stranger").get(page_of(plan)).status_code == 404
    assert signed_in("stranger").post(f"{page_of(plan)}/invitations", data=GIVEN).status_code == 404


def test_the_page_asks_as_much_of_the_database_for_more_people(plan: Plan, signed_in: Browsers, cast: Cast) -> None:
    client = signed_in("head_jp")
    with counted_queries() as few:
        client.get(page_of(plan))
    with transaction():
        for n in range(10):
            actions.add_user(f"more{n}@poa.example", f"More {n}", [], party="JP")
            invitations.invite(cast.head_jp, f"asked{n}@poa.example", f"Asked {n}", "delegate")
    with counted_queries() as many:
        client.get(page_of(plan))
    assert len(many) == len(few)


def test_an_empty_delegation_is_told_what_to_do(plan: Plan, signed_in: Browsers) -> None:
    with transaction():
        for user in session.scalars(select(User)).unique():
            if user.party and user.party.code == "JP" and not user.has(Role.HEAD):
                user.party = None
    text = signed_in("head_jp").get(page_of(plan)).text
    assert "Your delegation is you so far" in text
    assert "No invitation is open" in text


# --- inviting ---------------------------------------------------------------------------------------------------------


def test_without_mail_the_link_is_shown_once_and_works(plan: Plan, signed_in: Browsers, client: Client) -> None:
    answer = signed_in("head_jp").post(f"{page_of(plan)}/invitations", data=GIVEN)
    assert answer.status_code == 201
    path = shown_link(answer.text)
    again = signed_in("head_jp").get(page_of(plan)).text
    assert path not in again
    assert "hana@mext.example" in again
    form = client.get(path)
    assert form.status_code == 200
    assert "Head Jp invites you" in form.text
    assert 'value="Hana Sato"' in form.text
    accepted = client.post(path, data={"name": "Hana Sato", "password": NEW})
    assert accepted.location == "/"
    assert "Welcome, Hana Sato" in client.get("/").text
    assert client.get(f"/plans/{plan.id}").status_code == 200
    assert session.scalar(select(func.count()).select_from(Mail)) == 0


def test_with_mail_the_link_travels_by_it_and_is_not_shown(
    plan: Plan, signed_in: Browsers, client: Client, smtp: Smtp
) -> None:
    head = signed_in("head_jp")
    answer = head.post(f"{page_of(plan)}/invitations", data=GIVEN)
    assert answer.location == page_of(plan)
    page = head.get(page_of(plan)).text
    assert "on its way to hana@mext.example" in page
    assert "one-time-link" not in page
    mail.deliver_waiting(client.application.config["POA_SETTINGS"])
    [envelope] = smtp.messages
    assert envelope.rcpt_tos == ["hana@mext.example"]
    path = re.search(r"http://localhost(/invitations/\S+)", envelope.content.decode())
    assert path, envelope.content
    assert client.post(path.group(1), data={"name": "Hana", "password": NEW}).location == "/"


def test_mailed_links_begin_as_the_installation_is_known(
    plan: Plan, signed_in: Browsers, client: Client, smtp: Smtp
) -> None:
    config = client.application.config
    config["POA_SETTINGS"] = replace(config["POA_SETTINGS"], base_url="https://poa.example/")
    client.post("/reset", data={"email": email_of("head_jp")})
    assert "https://poa.example/reset/" in session.scalars(select(Mail.body)).one()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": email_of("delegate_id")}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x\0"}, "name"),
        ({"role": ""}, "role"),
        ({"title": "x" * 200}, "title"),
    ],
)
def test_what_is_refused_is_named_and_the_rest_kept(
    plan: Plan, signed_in: Browsers, given: dict[str, str], field: str
) -> None:
    answer = signed_in("head_jp").post(f"{page_of(plan)}/invitations", data=GIVEN | given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    kept = {name: value for name, value in GIVEN.items() if name not in given and name != "role"}
    for value in kept.values():
        assert f'value="{value}"' in answer.text
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


@pytest.mark.parametrize("who", ["delegate_jp", "official_jp", "observer"])
def test_who_invites_nobody_has_no_form_and_is_refused(plan: Plan, signed_in: Browsers, who: str) -> None:
    client = signed_in(who)
    assert 'id="invite"' not in client.get(page_of(plan)).text
    assert client.post(f"{page_of(plan)}/invitations", data=GIVEN).status_code == 403


def test_a_head_cannot_invite_a_head_or_for_another_party(plan: Plan, signed_in: Browsers) -> None:
    client = signed_in("head_jp")
    assert client.post(f"{page_of(plan)}/invitations", data=GIVEN | {"role": "head"}).status_code == 403
    assert client.post(f"{page_of(plan)}/invitations", data=GIVEN | {"party": "ID"}).status_code == 403


def test_the_secretariat_invites_a_head(plan: Plan, signed_in: Browsers, client: Client) -> None:
    answer = signed_in("secretariat").post(f"{page_of(plan)}/invitations", data=GIVEN | {"role": "head", "party": "TL"})
    client.post(shown_link(answer.text), data={"name": "Hana", "password": NEW})
    assert "Timor-Leste" in client.get("/account").text


# --- withdrawing, closing, handing over -------------------------------------------------------------------------------


def test_a_withdrawn_invitation_stands_there_no_more(plan: Plan, signed_in: Browsers, client: Client) -> None:
    link, token = make_invitation()
    head = signed_in("head_jp")
    assert head.post(f"{page_of(plan)}/invitations/{link.id}/withdraw").location == page_of(plan)
    assert "new.delegate@poa.example" not in head.get(page_of(plan)).text
    assert client.get(f"/invitations/{token}").status_code == 410
    assert head.post(f"{page_of(plan)}/invitations/{link.id}/withdraw").status_code == 409


def test_an_expired_invitation_says_so(plan: Plan, signed_in: Browsers, clock: Clock) -> None:
    make_invitation()
    clock.forward(days=8)
    assert "<strong>expired</strong>" in signed_in("head_jp").get(page_of(plan)).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("head_id", 404), ("delegate_jp", 404), ("official_jp", 404), ("observer", 404), ("secretariat", 404)],
)
def test_nobody_else_finds_our_invitations(plan: Plan, signed_in: Browsers, who: str, status: int) -> None:
    link, _ = make_invitation("known.to.us@poa.example")
    client = signed_in(who)
    assert client.post(f"{page_of(plan)}/invitations/{link.id}/withdraw").status_code == status
    assert "known.to.us" not in client.get(page_of(plan)).text


def test_a_second_secretariat_colleague_may_withdraw_the_desks_invitation(plan: Plan, signed_in: Browsers) -> None:
    link, _ = make_invitation(by="secretariat", role="head", party="TL")
    assert signed_in("asean_desk").post(f"{page_of(plan)}/invitations/{link.id}/withdraw").status_code == 302


def test_a_closed_account_is_signed_out_at_once_and_opens_again(plan: Plan, signed_in: Browsers, cast: Cast) -> None:
    theirs, head, url = signed_in("delegate_jp"), signed_in("head_jp"), f"{page_of(plan)}/{cast.ids['delegate_jp']}"
    assert head.post(f"{url}/deactivate").location == page_of(plan)
    assert theirs.get("/account").status_code == 302
    assert "account closed" in head.get(page_of(plan)).text
    assert "Delegate Jp" not in signed_in("official_jp").get(page_of(plan)).text
    assert head.post(f"{url}/deactivate").status_code == 409
    assert head.post(f"{url}/activate").location == page_of(plan)
    theirs.sign_in("delegate_jp")


def test_a_link_for_a_new_password_is_handed_over(plan: Plan, signed_in: Browsers, client: Client, cast: Cast) -> None:
    answer = signed_in("head_jp").post(f"{page_of(plan)}/{cast.ids['delegate_jp']}/reset-link")
    assert answer.status_code == 201
    path = shown_link(answer.text)
    assert email_of("delegate_jp") in client.get(path).text
    assert client.post(path, data={"password": NEW}).location == "/login"
    assert "Your new password is set" in client.get("/login").text
    client.sign_in("delegate_jp", NEW)


@pytest.mark.parametrize("act", ["reset-link", "deactivate", "activate"])
@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("head_jp", "delegate_id", 404),
        ("head_jp", "head_id", 403),
        ("head_jp", "head_jp", 403),
        ("head_jp", "secretariat", 403),
        ("delegate_jp", "colleague_jp", 403),
        ("official_jp", "delegate_jp", 403),
        ("secretariat", "delegate_jp", 404),
        ("secretariat", "secretariat", 403),
        ("observer", "head_jp", 403),
        ("observer", "delegate_jp", 404),
    ],
)
def test_who_may_not_is_refused(
    plan: Plan, signed_in: Browsers, cast: Cast, who: str, whom: str, status: int, act: str
) -> None:
    assert signed_in(who).post(f"{page_of(plan)}/{cast.ids[whom]}/{act}").status_code == status
    assert cast.__getattr__(whom).active


@pytest.mark.parametrize(
    "path",
    ["invitations", "invitations/{id}/withdraw", "{id}/reset-link", "{id}/deactivate", "{id}/activate"],
)
def test_acts_are_posted_with_a_token_on_what_there_is(plan: Plan, signed_in: Browsers, path: str) -> None:
    client, url = signed_in("head_jp"), f"{page_of(plan)}/{path.format(id=NOBODY)}"
    assert client.get(url).status_code == 405
    assert client.post(url, csrf=False).status_code == 400
    if "{id}" in path:
        assert client.post(url).status_code == 404
        assert client.post(f"{page_of(plan)}/{path.format(id='7')}").status_code == 404
    assert client.post(url.replace(str(plan.id), str(NOBODY)), data=GIVEN).status_code == 404


def test_an_act_with_a_foreign_plan_in_its_address_does_nothing(plan: Plan, signed_in: Browsers, cast: Cast) -> None:
    url = f"/plans/{NOBODY}/people/{cast.ids['delegate_jp']}"
    assert signed_in("head_jp").post(f"{url}/deactivate").status_code == 404
    assert cast.delegate_jp.active


# --- the pages behind links -------------------------------------------------------------------------------------------


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
    assert known.text.replace("head.jp@", "nobody@") == unknown.text
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
