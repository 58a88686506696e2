"""Invitations: who is asked to come, by whom, and the account that comes of it."""

from __future__ import annotations

import structlog

from ..db import now, session
from ..errors import Closed, Conflict, Invalid, NotAllowed
from ..models import OneTimeLink, Party, Role, User
from ..policy import Permission, invitable, require
from . import links, people, sessions

log = structlog.get_logger()


def invite(
    actor: User, email: str, name: str, role: str, party: str | None = None, title: str | None = None
) -> tuple[OneTimeLink, str]:
    """Invite somebody; returns the link and its token, to be mailed or shown to who invites.

    The secretariat invites heads of any party, observers and colleagues, who join the inviter's desks; a head invites
    delegates and officials of the own party, which `party` (a code) need not name. Raises `Invalid` with the field.
    """
    require(actor, Permission.PEOPLE_INVITE)
    wanted = _role(role)
    if wanted not in invitable(actor):
        raise NotAllowed(
            "The secretariat invites heads of delegation, observers and colleagues; "
            "a head of delegation invites the own delegates and officials."
        )
    email = people.check_email(email)
    name = people.line(name, "name")
    title = people.line(title, "title") if title and title.strip() else None
    invited_to = _party_invited_to(actor, wanted, party)
    people.refuse_known(email)
    if links.open_links(
        OneTimeLink.purpose == "invitation", OneTimeLink.email == email, OneTimeLink.expires_at > now()
    ):
        raise Invalid("This address has an invitation that is still open.", field="email")
    link, token = links.make("invitation", email, name, made_by=actor, role=wanted.value, title=title, party=invited_to)
    log.info("people.invited", link=str(link.id), role=wanted.value, party=invited_to.code if invited_to else None)
    return link, token


def _party_invited_to(actor: User, role: Role, party: str | None) -> Party | None:
    if role in (Role.DELEGATE, Role.OFFICIAL):
        if actor.party is None or (party and party != actor.party.code):
            raise NotAllowed("A head of delegation invites people of the own party only.")
        return actor.party
    people.check_party(role, party)
    return people.party_of(party) if party else None


def withdraw_invitation(actor: User, link: OneTimeLink) -> None:
    """Take an invitation back; `Closed` when it was used or withdrawn before."""
    require(actor, Permission.INVITATION_WITHDRAW, link)
    session.refresh(link, with_for_update={"of": OneTimeLink})
    if link.used_at is not None:
        raise Closed("This invitation has been accepted already.")
    if link.withdrawn_at is not None:
        raise Closed("This invitation has been withdrawn already.")
    link.withdrawn_at = now()
    log.info("people.invitation_withdrawn", link=str(link.id))


def accept(token: str, name: str, password: str) -> User:
    """Make the account that an invitation is for; the link is used up by it.

    Raises `NotFound` or `Closed` for the link, `Invalid` with the field, `Conflict` when there is such an account.
    """
    link = links.opened("invitation", token, lock=True)
    name = people.line(name, "name")
    sessions.check_new(password, link.email)
    if people.known(link.email):
        raise Conflict("There is an account for this address already. Sign in with it, or reset its password.")
    role = Role(link.role or "")
    host = link.made_by
    user = people.make_user(
        link.email,
        name,
        [role],
        party=link.party,
        desks=list(host.desks) if host and role is Role.SECRETARIAT else [],
        password=password,
        title=link.title,
    )
    link.used_at = now()
    log.info("people.accepted", link=str(link.id), user=str(user.id), role=role.value)
    return user


def _role(given: str) -> Role:
    try:
        return Role(given)
    except ValueError:
        raise Invalid("Choose a role.", field="role") from None
