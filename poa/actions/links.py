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
from ..phrases import Listed, Words
from . import mails
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
    once = Words("The link works once, until %(at)s. If you did not expect it, do nothing.", at=link.expires_at)
    if link.purpose == "invitation":
        subject = Words("You are invited to the Plan of Action")
        asks = _invites(link.made_by)
    else:
        subject = Words("A new password for the Plan of Action")
        asks = Words("Set a new password here:")
    person = session.scalars(select(User).where(User.email == link.email)).unique().one_or_none()
    mail = mails.post(
        link.email, link.name, subject, Listed([asks, url, once], "paragraphs"), mails.tongue(person), link.id
    )
    log.info("mail.written", link=str(link.id), purpose=link.purpose)
    return mail


def _invites(by: User | None) -> Words:
    whole = Words("You are invited to take part in drafting a plan of action.")
    if by is not None:
        whole = Words("%(name)s invites you to take part in drafting a plan of action.", name=by.name)
    return Listed([whole, Words("Set up your account here:")], "lines")
