"""The sample's accounts, as they stand in the database."""

from __future__ import annotations

import re

from sqlalchemy import select

from ..actions import sessions
from ..db import session
from ..models import User

DOMAIN = "poa.example"
_DEMO = re.compile(rf"(secretariat|asean\.desk|observer|(delegate|head|official)\.[a-z]{{2}})@{DOMAIN}")


def accounts() -> list[User]:
    """The demo accounts: the desks and the observer first, then by party and role."""
    query = select(User).where(User.email.like(f"%@{DOMAIN}"), User.active)
    found = [user for user in session.scalars(query).unique() if _DEMO.fullmatch(user.email)]
    return sorted(found, key=lambda user: (user.party.position if user.party else 0, user.email))


def described(user: User) -> str:
    """Who somebody is, in a few words."""
    role = ", ".join("head of delegation" if role == "head" else role for role in user.roles)
    return f"{role}, {user.party.name}" if user.party else ", ".join([role, *(desk.name for desk in user.desks)])


def set_password(password: str) -> None:
    """Give all demo accounts one password, unless they have it already."""
    found = accounts()
    if found and not sessions.check_password(found[0], password):
        kept = sessions.hashed(password)
        for user in found:
            user.password_hash = kept
