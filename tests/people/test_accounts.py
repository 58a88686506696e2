"""Accounts made by whoever runs the installation, and their closing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from poa.actions import invitations, people, sessions
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Desk, OneTimeLink, Party, Role, User
from tests.cast import PASSWORD, Cast, make_invitation
from tests.databases import Database


def test_a_party_and_a_desk_are_made_once(database: Database) -> None:
    with transaction():
        party, desk = people.ensure_party("JP", "Japan", position=12), people.ensure_desk("ASEAN desk", bloc="ASEAN")
        assert people.ensure_party("JP", "Another") is party
        assert people.ensure_desk("ASEAN desk") is desk
    assert session.scalar(select(func.count()).select_from(Party)) == 1
    assert session.scalars(select(Desk.bloc)).all() == ["ASEAN"]


def test_an_account_that_is_added_may_sign_in(cast: Cast) -> None:
    with transaction():
        people.add_user("  Hana.Sato@MEXT.example ", "Hana Sato", [Role.HEAD], party="JP", password="short")
    made = session.scalars(select(User).where(User.email == "hana.sato@mext.example")).unique().one()
    assert made.party is not None
    assert (made.party.code, made.roles, made.active) == ("JP", ["head"], True)
    assert sessions.check_password(made, "short")


def test_without_a_password_nobody_signs_in(cast: Cast) -> None:
    with transaction():
        made = people.add_user("hana@mext.example", "Hana Sato", [Role.HEAD], party="JP")
    assert made.password_hash is None
    assert not sessions.check_password(made, "")


def test_the_secretariat_is_at_a_desk_which_is_made(database: Database) -> None:
    with transaction():
        first = people.add_user("a@poa.example", "A", [Role.SECRETARIAT])
        second = people.add_user("b@poa.example", "B", [Role.SECRETARIAT], desks=["ASEAN desk"])
    assert [desk.name for desk in first.desks] == ["Secretariat"]
    assert [desk.name for desk in second.desks] == ["ASEAN desk"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a b@poa.example"}, "email"),
        ({"email": "a@b@poa.example"}, "email"),
        ({"email": "a@localhost"}, "email"),
        ({"email": "a@poa.example\nBcc: x@evil.example"}, "email"),
        ({"email": "a\0@poa.example"}, "email"),
        ({"email": "x" * 300 + "@poa.example"}, "email"),
        ({"email": "head.jp@poa.example"}, "email"),
        ({"email": "HEAD.jp@poa.example"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"title": "x" * 121}, "title"),
        ({"party": None}, "party"),
        ({"party": "XX"}, "party"),
        ({"party": "jp\0"}, "party"),
        ({"roles": [Role.OBSERVER]}, "party"),
        ({"password": ""}, "password"),
        ({"password": "good enough\0"}, "password"),
        ({"password": "x" * 1025}, "password"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_field(cast: Cast, given: dict, field: str) -> None:
    values = {"email": "a@poa.example", "name": "A", "roles": [Role.HEAD], "party": "JP", "password": PASSWORD}
    with pytest.raises(Invalid) as refused, transaction():
        people.add_user(**(values | given))
    assert refused.value.field == field


# --- closing ----------------------------------------------------------------------------------------------------------

MANAGES = {
    "head_jp": {"delegate_jp", "official_jp", "colleague_jp"},
    "secretariat": {"head_jp", "head_id", "observer", "asean_desk", "stranger"},
    "asean_desk": {"head_jp", "head_id", "observer", "secretariat", "stranger"},
    "delegate_jp": set(),
    "official_jp": set(),
    "observer": set(),
}
SUBJECTS = ["delegate_jp", "official_jp", "colleague_jp", "head_jp", "head_id", "delegate_id", "observer", "asean_desk"]
SUBJECTS += ["secretariat", "stranger"]


@pytest.mark.parametrize("actor", MANAGES)
def test_who_closes_whose_account(cast: Cast, actor: str) -> None:
    closed = set()
    for subject in SUBJECTS:
        try:
            with transaction():
                people.deactivate(getattr(cast, actor), getattr(cast, subject))
        except NotAllowed:
            assert getattr(cast, subject).active
        else:
            assert not getattr(cast, subject).active
            closed.add(subject)
    assert closed == MANAGES[actor]


def test_closing_ends_sessions_tokens_and_links(cast: Cast) -> None:
    token = cast.token("head_jp")
    invitation, _ = make_invitation(by="head_jp")
    with transaction():
        browser = sessions.begin(cast.head_jp, kind="browser", agent="")
        people.deactivate(cast.secretariat, cast.head_jp)
    assert sessions.lookup(token, "token") is None
    assert sessions.lookup(browser, "browser") is None
    assert session.get_one(OneTimeLink, invitation.id).withdrawn_at is not None
    with transaction():
        people.activate(cast.secretariat, cast.head_jp)
    assert sessions.lookup(token, "token") is None, "opening an account again brings no session back"
    assert sessions.check_password(cast.head_jp, PASSWORD)


def test_closing_and_opening_twice_is_a_conflict(cast: Cast) -> None:
    with pytest.raises(Conflict), transaction():
        people.activate(cast.head_jp, cast.delegate_jp)
    with transaction():
        people.deactivate(cast.head_jp, cast.delegate_jp)
    with pytest.raises(Conflict), transaction():
        people.deactivate(cast.head_jp, cast.delegate_jp)


def test_a_closed_head_invites_nobody(cast: Cast) -> None:
    with transaction():
        people.deactivate(cast.secretariat, cast.head_jp)
    with pytest.raises(NotAllowed), transaction():
        invitations.invite(cast.head_jp, "a@poa.example", "A", "delegate")


def test_the_log_holds_ids_and_no_secret(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    _, token = make_invitation("a@poa.example")
    with transaction():
        invitations.accept(token, "Somchai Wong", "seven quiet mountains")
    said = capsys.readouterr().err
    assert "people.invited" in said
    assert "people.accepted" in said
    for secret in (token, "seven quiet mountains", "a@poa.example", "Somchai"):
        assert secret not in said
