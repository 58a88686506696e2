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
from poa.actions import invitations
from poa.actions import people as actions
from poa.db import session, transaction
from poa.models import Mail, OneTimeLink, Plan, Role, User
from tests.cast import Cast, email_of, make_invitation
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
    "delegate_jp": {"delegate_jp", "colleague_jp", "official_jp", "co_chair_jp"},
    "head_jp": {"delegate_jp", "colleague_jp", "official_jp", "co_chair_jp"},
    "official_jp": {"delegate_jp", "colleague_jp", "official_jp", "co_chair_jp"},
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
    signing_in = client.post("/login", data={"email": email_of("delegate_jp"), "password": NEW})
    assert signing_in.status_code == 302


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
