"""People: parties, desks, accounts and their closing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import structlog
from sqlalchemy import func, select

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import PARTY_ROLES, Desk, OneTimeLink, Party, Role, User, UserRole
from ..policy import Permission, require
from ..text import check_text
from . import links, sessions

LONGEST_NAME = 120
_CODE = re.compile(r"[A-Z]{2,8}")
_ADDRESS = re.compile(r"[^@\s\x00-\x20\x7f<>\"(),:;\\\[\]]{1,64}@([\w-]{1,63}\.)+[\w-]{2,63}")

log = structlog.get_logger()


def ensure_party(code: str, name: str, *, bloc: str | None = None, position: int = 0) -> Party:
    """The party of this upper-case code, made when there is none. `Invalid` for a code of another form."""
    if not _CODE.fullmatch(code):
        raise Invalid(
            "%(code)s is no party's code: two to eight upper-case letters.", field="code", code=repr(code[:20])
        )
    found = session.scalars(select(Party).where(Party.code == code)).one_or_none()
    if found is None:
        found = Party(code=code, name=name, bloc=bloc, position=position)
        session.add(found)
        session.flush()
    return found


def ensure_desk(name: str, bloc: str | None = None) -> Desk:
    """The desk of this name, made when there is none; `bloc` says whose it is (None: everyone's)."""
    found = session.scalars(select(Desk).where(Desk.name == name)).one_or_none()
    if found is None:
        found = Desk(name=name, bloc=bloc)
        session.add(found)
        session.flush()
    return found


def add_user(
    email: str,
    name: str,
    roles: Sequence[Role],
    party: str | None = None,
    desks: Sequence[str] = (),
    password: str | None = None,
    title: str | None = None,
) -> User:
    """An account made by whoever runs the installation; further people are invited.

    `party` is a code; desks are made when there are none of these names. A short password is the runner's affair.
    Raises `Invalid` with the field.
    """
    email = check_email(email)
    refuse_known(email)
    for role in roles:
        check_party(role, party)
    if password is not None:
        sessions.check_storable(password)
    return make_user(
        email,
        line(name, "name"),
        roles,
        party=party_of(party) if party else None,
        desks=[ensure_desk(desk) for desk in desks or (["Secretariat"] if Role.SECRETARIAT in roles else [])],
        password=password,
        title=line(title, "title") if title else None,
    )


def make_user(
    email: str,
    name: str,
    roles: Sequence[Role],
    *,
    party: Party | None,
    desks: Sequence[Desk],
    password: str | None,
    title: str | None,
) -> User:
    user = User(
        email=email,
        name=name,
        title=title,
        password_hash=sessions.hashed(password) if password is not None else None,
        party=party,
        party_id=party.id if party else None,
        held_roles=[UserRole(role=role.value) for role in roles],
        desks=list(desks),
        active=True,
    )
    session.add(user)
    session.flush()
    return user


def deactivate(actor: User, user: User) -> None:
    """Close an account: its sessions, tokens, links and invitations end; what the person did stays."""
    require(actor, Permission.PEOPLE_MANAGE, user)
    if not user.active:
        raise Conflict("This account is closed already.")
    user.active = False
    sessions.revoke_all(user)
    links.close_others("reset", user.email)
    for link in links.open_links(OneTimeLink.made_by_id == user.id):
        link.withdrawn_at = now()
    log.info("people.deactivated", user=str(user.id), by=str(actor.id))


def activate(actor: User, user: User) -> None:
    """Open a closed account again; the person signs in anew."""
    require(actor, Permission.PEOPLE_MANAGE, user)
    if user.active:
        raise Conflict("This account is open already.")
    user.active = True
    log.info("people.activated", user=str(user.id), by=str(actor.id))


def check_email(given: str) -> str:
    """The address in lower case; `Invalid` when it is none."""
    email = given.strip().lower()
    if len(email) > 254 or not _ADDRESS.fullmatch(email):
        raise Invalid("Give an address such as name@ministry.example.", field="email")
    return email


def party_of(code: str) -> Party:
    """The party of this code; `Invalid` when there is none."""
    found = session.scalars(select(Party).where(Party.code == code.replace("\0", ""))).one_or_none()
    if found is None:
        raise Invalid("There is no party of this code.", field="party")
    return found


def check_party(role: Role, party: str | None) -> None:
    if role in PARTY_ROLES and not party:
        raise Invalid("Say for which party.", field="party")
    if role in (Role.SECRETARIAT, Role.OBSERVER) and party:
        raise Invalid("The secretariat and observers belong to no party.", field="party")


def line(given: str, field: str) -> str:
    text = check_text(" ".join(given.split(" ")).strip(), field)
    if len(text) > LONGEST_NAME or any(ord(sign) < 32 for sign in text):
        raise Invalid("Write one line of at most %(longest)s characters.", field=field, longest=LONGEST_NAME)
    return text


def known(email: str) -> User | None:
    return session.scalars(select(User).where(func.lower(User.email) == email)).unique().one_or_none()


def refuse_known(email: str) -> None:
    if known(email):
        raise Invalid("There is an account for this address already.", field="email")
