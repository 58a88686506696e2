"""New passwords: by a link, by knowing the one before."""

from __future__ import annotations

import structlog

from ..db import now
from ..errors import Closed, Conflict
from ..models import OneTimeLink, User
from ..policy import Permission, require
from . import links, people, sessions

log = structlog.get_logger()


def request_reset(email: str, address: str) -> tuple[OneTimeLink, str] | None:
    """A link for a new password, to be mailed; None when there is no such account, which the asker must not learn.

    Each request counts against the account and the address; `TooMany` when there were too many of late.
    """
    account = sessions.account_of(email)
    sessions.throttle(f"reset {account}", address, per_account=sessions.RESETS_PER_ACCOUNT)
    sessions.fail(f"reset {account}", address)
    user = people.known(account)
    if user is None or not user.active:
        return None
    made = links.make("reset", user.email, user.name, made_by=None)
    log.info("people.reset_requested", user=str(user.id))
    return made


def make_reset_link(actor: User, user: User) -> tuple[OneTimeLink, str]:
    """A link for a new password, to be shown to who may manage the account (where no mail is sent).

    Earlier ones end: of those that are handed over, only the last one works.
    """
    require(actor, Permission.PEOPLE_MANAGE, user)
    if not user.active:
        raise Conflict("This account is closed. Open it again first.")
    links.close_others("reset", user.email)
    made = links.make("reset", user.email, user.name, made_by=actor)
    log.info("people.reset_link_made", user=str(user.id), by=str(actor.id))
    return made


def reset(token: str, password: str) -> User:
    """Set a new password by a link, which is used up; all sessions of the account end, and other reset links too."""
    link = links.opened("reset", token, lock=True)
    user = people.known(link.email)
    if user is None or not user.active:
        raise Closed("This account is closed. Ask who invited you.")
    sessions.check_new(password, user.email)
    user.password_hash = sessions.hashed(password)
    link.used_at = now()
    links.close_others("reset", link.email, but=link)
    sessions.revoke_all(user)
    sessions.forgive(user.email)
    log.info("people.password_reset", user=str(user.id))
    return user


def change_password(actor: User, current: str, new: str, *, address: str, keep: str) -> bool:
    """Set a new password knowing the current one; the sessions other than that of the token `keep` end.

    False, with the failure counted, when `current` is wrong. Raises `Invalid` for the new one, `TooMany`.
    """
    sessions.check_new(new, actor.email)
    if sessions.prove_again(actor, current, address) is None:
        return False
    actor.password_hash = sessions.hashed(new)
    links.close_others("reset", actor.email)
    sessions.revoke_all(actor, but=keep)
    log.info("people.password_changed", user=str(actor.id))
    return True
