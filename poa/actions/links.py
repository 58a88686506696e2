"""One-time links: an invitation or a password reset, used once, until it expires."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

import structlog
from sqlalchemy import ColumnElement, select

from ..db import now, session
from ..errors import Closed, NotFound
from ..models import Mail, OneTimeLink, User
from .sessions import digest

LIFETIME = {"invitation": dt.timedelta(days=7), "reset": dt.timedelta(hours=24)}

log = structlog.get_logger()


def make(purpose: str, email: str, name: str, *, made_by: User | None, **more: object) -> tuple[OneTimeLink, str]:
    """A new link and its token, which is kept only as a hash: it can be shown or mailed now, never again."""
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_sha256=digest(token),
        purpose=purpose,
        email=email,
        name=name,
        made_by=made_by,
        expires_at=now() + LIFETIME[purpose],
        **more,
    )
    session.add(link)
    session.flush()
    return link, token


def opened(purpose: str, token: str, *, lock: bool = False) -> OneTimeLink:
    """The live link of a token. `NotFound` when there never was one, `Closed` when it is used, withdrawn or expired.

    `lock` takes it for writing, so that of two who use it at once the second finds it used.
    """
    query = select(OneTimeLink).where(OneTimeLink.token_sha256 == digest(token), OneTimeLink.purpose == purpose)
    if lock:
        query = query.with_for_update(of=OneTimeLink).execution_options(populate_existing=True)
    link = session.scalars(query).unique().one_or_none()
    if link is None:
        raise NotFound("There is no such link. It may have been cut off on the way: copy the whole of it.")
    if link.used_at is not None:
        raise Closed("This link has been used already; it works once.")
    if link.withdrawn_at is not None:
        raise Closed("This link has been withdrawn.")
    if link.expires_at <= now():
        raise Closed("This link has expired.")
    return link


def open_links(*conditions: ColumnElement[bool]) -> Sequence[OneTimeLink]:
    """The links for which these hold, and which were neither used nor withdrawn; some may have expired."""
    query = select(OneTimeLink).where(OneTimeLink.used_at.is_(None), OneTimeLink.withdrawn_at.is_(None), *conditions)
    return session.scalars(query).unique().all()


def close_others(purpose: str, email: str, but: OneTimeLink | None = None) -> None:
    """Withdraw the open links of this purpose to an address, except one."""
    for link in open_links(OneTimeLink.purpose == purpose, OneTimeLink.email == email):
        if link is not but:
            link.withdrawn_at = now()


def post(link: OneTimeLink, url: str) -> Mail:
    """Write the message that brings the link to its address, in the transaction that made the link."""
    until = f"{link.expires_at.day} {link.expires_at:%B %Y, %H:%M} UTC"
    if link.purpose == "invitation":
        subject = "You are invited to the Plan of Action"
        by = f"{link.made_by.name} invites you" if link.made_by else "You are invited"
        body = f"{link.name},\n\n{by} to take part in drafting a plan of action.\nSet up your account here:\n\n"
    else:
        subject = "A new password for the Plan of Action"
        body = f"{link.name},\n\nset a new password here:\n\n"
    body += f"{url}\n\nThe link works once, until {until}. If you did not expect it, do nothing.\n"
    mail = Mail(recipient=link.email, subject=subject, body=body)
    session.add(mail)
    log.info("mail.written", link=str(link.id), purpose=link.purpose)
    return mail
