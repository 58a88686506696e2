"""Invitations: who invites whom, what is refused, and what each state of a link allows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from poa.actions import invitations, links, people, sessions
from poa.db import session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed, NotFound, PoaError
from poa.models import OneTimeLink, User
from tests.cast import Cast, email_of, make_invitation
from tests.doubles import Clock

PASSWORD = "seven quiet mountains"
ROLES = ["delegate", "head", "official", "co_chair", "secretariat", "observer"]

# (who, for which party) → the roles that they may invite to
MAY = {
    ("secretariat", "JP"): {"head"},
    ("secretariat", None): {"observer", "secretariat"},
    ("asean_desk", "ID"): {"head"},
    ("head_jp", "JP"): {"delegate", "official"},
    ("head_jp", None): {"delegate", "official"},
    ("head_jp", "ID"): set(),
    ("head_id", "ID"): {"delegate", "official"},
    ("delegate_jp", "JP"): set(),
    ("official_jp", "JP"): set(),
    ("observer", None): set(),
}


@pytest.mark.parametrize(("who", "party"), MAY)
def test_who_invites_whom(cast: Cast, who: str, party: str | None) -> None:
    invited = set()
    for role in ROLES:
        try:
            with transaction():
                invitations.invite(getattr(cast, who), f"new.{role}@poa.example", "New Person", role, party)
        except (NotAllowed, Invalid):
            continue
        invited.add(role)
    assert invited == MAY[who, party]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a@poa.example\0"}, "email"),
        ({"email": email_of("head_jp")}, "email"),
        ({"email": email_of("delegate_id").upper()}, "email"),
        ({"email": "invited@poa.example"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"title": "x" * 121}, "title"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "head\0"}, "role"),
        ({"party": None}, "party"),
        ({"party": "XX"}, "party"),
        ({"role": "observer"}, "party"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_field(cast: Cast, given: dict, field: str) -> None:
    make_invitation("invited@poa.example")
    values = {"email": "a@poa.example", "name": "A", "role": "head", "party": "JP"}
    with pytest.raises(Invalid) as refused, transaction():
        invitations.invite(cast.secretariat, **(values | given))
    assert refused.value.field == field


def test_the_token_is_kept_as_a_hash_only(cast: Cast) -> None:
    link, token = make_invitation()
    assert token not in str({column: getattr(link, column) for column in OneTimeLink.__table__.columns.keys()})  # noqa: SIM118
    assert link.token_sha256 == sessions.digest(token)


def test_accepting_makes_the_account(cast: Cast) -> None:
    with transaction():
        link, token = invitations.invite(
            cast.head_jp, "Hana@MEXT.example", "H. Sato", "official", title="Senior Official"
        )
    with transaction():
        invitations.accept(token, "Hana Sato", PASSWORD)
    made = session.scalars(select(User).where(User.email == "hana@mext.example")).unique().one()
    assert made.party is not None
    assert (made.name, made.title, made.party.code, made.roles) == ("Hana Sato", "Senior Official", "JP", ["official"])
    assert sessions.check_password(made, PASSWORD)
    assert session.get_one(OneTimeLink, link.id).used_at is not None


def test_a_colleague_joins_the_desk_of_who_invites(cast: Cast) -> None:
    with transaction():
        _, token = invitations.invite(cast.asean_desk, "new@asean.example", "New", "secretariat")
    with transaction():
        made = invitations.accept(token, "New", PASSWORD)
    assert [desk.name for desk in made.desks] == ["ASEAN desk"]


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [
        ("", PASSWORD, "name"),
        ("A", "short", "password"),
        ("A", PASSWORD + "\0", "password"),
        ("A", "z" * 2000, "password"),
    ],
)
def test_a_bad_form_leaves_the_link_unused(cast: Cast, name: str, password: str, field: str) -> None:
    _, token = make_invitation()
    with pytest.raises(Invalid) as refused, transaction():
        invitations.accept(token, name, password)
    assert refused.value.field == field
    with transaction():
        invitations.accept(token, "A", PASSWORD)


def test_an_account_made_meanwhile_wins(cast: Cast) -> None:
    _, token = make_invitation("twice@poa.example")
    with transaction():
        people.add_user("Twice@poa.example", "Somebody", [], password=PASSWORD)
    with pytest.raises(Conflict, match="There is an account"), transaction():
        invitations.accept(token, "A", PASSWORD)


# --- the states of a link ---------------------------------------------------------------------------------------------


def in_state(state: str, cast: Cast, clock: Clock) -> str:
    """An invitation's token, the link being in this state."""
    link, token = make_invitation()
    with transaction():
        if state == "used":
            invitations.accept(token, "First", PASSWORD)
        elif state == "withdrawn":
            invitations.withdraw_invitation(cast.head_jp, session.get_one(OneTimeLink, link.id))
    clock.forward(**{"days": 7} if state == "expired" else {"days": 6, "hours": 23, "minutes": 59})
    return "none" if state == "unknown" else token


ACCEPTED = {"open": None, "used": Closed, "withdrawn": Closed, "expired": Closed, "unknown": NotFound}
WITHDRAWN = {"open": None, "used": Closed, "withdrawn": Closed, "expired": None}


@pytest.mark.parametrize("state", ACCEPTED)
def test_accepting_in_each_state(cast: Cast, clock: Clock, state: str) -> None:
    token = in_state(state, cast, clock)
    assert outcome(lambda: invitations.accept(token, "A", PASSWORD)) is ACCEPTED[state]


@pytest.mark.parametrize("state", WITHDRAWN)
def test_withdrawing_in_each_state(cast: Cast, clock: Clock, state: str) -> None:
    in_state(state, cast, clock)
    link = session.scalars(select(OneTimeLink)).unique().one()
    assert outcome(lambda: invitations.withdraw_invitation(cast.head_jp, link)) is WITHDRAWN[state]


def outcome(act) -> type[PoaError] | None:
    """The error that an act ends with, or None."""
    try:
        with transaction():
            act()
    except PoaError as error:
        return type(error)
    return None


@pytest.mark.parametrize("state", ["expired", "withdrawn"])
def test_the_same_person_is_invited_anew(cast: Cast, clock: Clock, state: str) -> None:
    old = in_state(state, cast, clock)
    _, new = make_invitation()
    assert outcome(lambda: invitations.accept(old, "A", PASSWORD)) is Closed
    assert outcome(lambda: invitations.accept(new, "A", PASSWORD)) is None


def test_an_invitation_is_no_reset_link_and_the_other_way_round(cast: Cast) -> None:
    _, token = make_invitation()
    with pytest.raises(NotFound):
        links.opened("reset", token)


@pytest.mark.parametrize("who", ["head_id", "delegate_jp", "secretariat", "observer"])
def test_only_those_who_send_the_like_withdraw_it(cast: Cast, who: str) -> None:
    link, _ = make_invitation()
    with pytest.raises(NotAllowed), transaction():
        invitations.withdraw_invitation(getattr(cast, who), session.get_one(OneTimeLink, link.id))
