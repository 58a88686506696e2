"""People: parties, desks, users with their roles, sessions, invitations, failed sign-ins."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, now


class Role(StrEnum):
    """What a person may be; the words of the field."""

    DELEGATE = "delegate"
    HEAD = "head"
    OFFICIAL = "official"
    CO_CHAIR = "co_chair"
    SECRETARIAT = "secretariat"
    OBSERVER = "observer"


PARTY_ROLES = frozenset({Role.DELEGATE, Role.HEAD, Role.OFFICIAL})


class Party(Identified):
    """A party to instruments, by its upper-case ISO code; `bloc` names the side it settles with first."""

    __tablename__ = "parties"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    bloc: Mapped[str | None]
    position: Mapped[int]


desk_members = Table(
    "desk_members",
    Base.metadata,
    Column("desk_id", ForeignKey("desks.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True),
)


class Desk(Identified):
    """A desk of the secretariat; it serves circles, and `bloc` says whose (None: everyone's)."""

    __tablename__ = "desks"
    name: Mapped[str] = mapped_column(unique=True)
    bloc: Mapped[str | None]


class User(Identified):
    """A person. `email` is kept in lower case; without a password nobody signs in."""

    __tablename__ = "users"
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    title: Mapped[str | None]
    password_hash: Mapped[str | None]
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    language: Mapped[str | None]  # en | ja; None: as the browser asks
    time_zone: Mapped[str | None]  # an IANA name; None: as the browser says
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    party: Mapped[Party | None] = relationship(lazy="joined")
    held_roles: Mapped[list[UserRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    desks: Mapped[list[Desk]] = relationship(secondary=desk_members, lazy="selectin")

    @property
    def roles(self) -> list[str]:
        """The roles held today, in the order of `Role`."""
        today = now()
        held = {r.role for r in self.held_roles if r.since <= today and (r.until is None or today < r.until)}
        return [role.value for role in Role if role.value in held]

    def has(self, *roles: Role) -> bool:
        """Whether one of `roles` is held today."""
        held = self.roles
        return any(role.value in held for role in roles)


class UserRole(Identified):
    """A role with its dates: offices rotate."""

    __tablename__ = "user_roles"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str]
    since: Mapped[dt.datetime] = mapped_column(default=now)
    until: Mapped[dt.datetime | None]


class Session(Identified):
    """A signed-in browser or a bearer token, held here and revocable; the token is kept as its SHA-256."""

    __tablename__ = "sessions"
    token_sha256: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # browser | token
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    agent: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class OneTimeLink(Identified):
    """An invitation or a password reset: used once, until it expires; the token is kept as its SHA-256."""

    __tablename__ = "one_time_links"
    token_sha256: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]  # invitation | reset
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    role: Mapped[str | None]
    title: Mapped[str | None]
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    party: Mapped[Party | None] = relationship(lazy="joined")
    made_by: Mapped[User | None] = relationship()


class SignInFailure(Identified):
    """A failed proof of identity, counted to slow guessing."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))
    account: Mapped[str]
    address: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)


class Mail(Identified):
    """A message to be sent by the worker, written with what it belongs to; `brings` is the link or question in it."""

    __tablename__ = "mails"
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    error: Mapped[str | None]
    brings: Mapped[uuid.UUID | None] = mapped_column(index=True)


__all__ = [
    "PARTY_ROLES",
    "Desk",
    "Mail",
    "OneTimeLink",
    "Party",
    "Role",
    "Session",
    "SignInFailure",
    "User",
    "UserRole",
    "desk_members",
]
