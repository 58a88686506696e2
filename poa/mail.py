"""Mail by SMTP: rows written with what they belong to are sent by the worker, and tried again when that fails."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import or_, select

from .config import Settings
from .db import now, session, transaction
from .models import Mail

ATTEMPTS = 5
BATCH = 20
TIMEOUT = 15
LEASE = dt.timedelta(minutes=10)
PORTS = {"smtp": 25, "smtps": 465}

log = structlog.get_logger()


@dataclass(frozen=True)
class Server:
    """Where mail leaves; `encryption` is none, starttls or tls."""

    host: str
    port: int
    encryption: str
    user: str | None
    password: str


def server(url: str) -> Server:
    """Read `smtp://user:password@host:port`, `smtps://…` or `smtp://…?starttls`; `ValueError` when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("POA_SMTP_URL: smtp://user:password@host:port is expected, or smtps://, or smtp://…?starttls")
    encryption = "tls" if parts.scheme == "smtps" else "starttls" if "starttls" in parts.query else "none"
    return Server(
        host=parts.hostname,
        port=parts.port or (587 if encryption == "starttls" else PORTS[parts.scheme]),
        encryption=encryption,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
    )


def send(settings: Settings, mail: Mail) -> None:
    """Hand one message to the SMTP server; `OSError` (of which `SMTPException` is one) when that fails."""
    if settings.smtp_url is None:
        raise OSError("no mail server is configured")
    to = server(settings.smtp_url)
    with _connect(to) as connection:
        if to.encryption == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if to.user is not None:
            connection.login(to.user, to.password)
        connection.send_message(message(settings, mail))


def _connect(to: Server) -> smtplib.SMTP:
    if to.encryption == "tls":
        return smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)


def message(settings: Settings, mail: Mail) -> EmailMessage:
    """The message as it travels; its id is the row's, so that one sent twice is seen to be one."""
    made = EmailMessage()
    made["From"] = settings.mail_from
    made["To"] = mail.recipient
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(mail.created_at)
    made["Message-ID"] = f"<{mail.id}@{settings.mail_from.rpartition('@')[2].rstrip('>')}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    return made


def deliver_waiting(settings: Settings) -> int:
    """Send what waits, each once at a time; returns how many were sent. Without a server nothing is tried."""
    if settings.smtp_url is None:
        return 0
    return sum(_deliver(settings, mail_id) for mail_id in _lease())


def has_fresh() -> bool:
    """Whether there is mail that nobody has tried to send yet."""
    return (
        session.scalars(select(Mail.id).where(Mail.sent_at.is_(None), Mail.attempts == 0).limit(1)).first() is not None
    )


def _lease() -> list[uuid.UUID]:
    """Take the waiting messages for this worker; a lease that ran out counts as an attempt that failed."""
    with transaction():
        waiting = session.scalars(
            select(Mail)
            .where(
                Mail.sent_at.is_(None),
                Mail.attempts < ATTEMPTS,
                or_(Mail.leased_until.is_(None), Mail.leased_until <= now()),
            )
            .order_by(Mail.created_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for mail in waiting:
            mail.attempts += 1
            mail.leased_until = now() + LEASE
        return [mail.id for mail in waiting]


def _deliver(settings: Settings, mail_id: uuid.UUID) -> bool:
    mail = session.get_one(Mail, mail_id)
    try:
        send(settings, mail)
    except (OSError, ValueError) as error:
        with transaction():
            _failed(session.get_one(Mail, mail_id), error)
        return False
    with transaction():
        _sent(session.get_one(Mail, mail_id))
    return True


def _sent(mail: Mail) -> None:
    """Record it; the body, which may hold a one-time link, is not kept."""
    mail.sent_at = now()
    mail.leased_until = None
    mail.error = None
    mail.body = ""
    log.info("mail.sent", mail=str(mail.id), attempts=mail.attempts)


def _failed(mail: Mail, error: Exception) -> None:
    """Record why, and wait 1, 2, 4, 8 minutes before the next attempt; after the last one the body is dropped."""
    mail.error = f"{type(error).__name__}: {error}"[:500]
    mail.leased_until = now() + dt.timedelta(minutes=2 ** (mail.attempts - 1))
    if mail.attempts >= ATTEMPTS:
        mail.body = ""
    log.warning("mail.failed", mail=str(mail.id), attempts=mail.attempts, error=type(error).__name__)
