"""Mail: a real server takes it, refuses it, is away; nothing is sent twice, nothing tried for ever."""

from __future__ import annotations

import email
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from apiflask import APIFlask
from sqlalchemy import select

from poa import config, mail
from poa.config import Settings
from poa.db import session, transaction
from poa.models import Mail
from tests.doubles import Clock, Smtp, mail_server


@pytest.fixture
def settings(app: APIFlask) -> Settings:
    """The settings that the application has at the moment: ask for `smtp` first."""
    found = app.config["POA_SETTINGS"]
    assert isinstance(found, Settings)
    return found


def write(recipient: str = "hana@mext.example", subject: str = "Invitation", body: str = "Follow the link.\n") -> Mail:
    with transaction():
        made = Mail(recipient=recipient, subject=subject, body=body)
        session.add(made)
    return made


def read(envelope: Any) -> EmailMessage:
    message = email.message_from_bytes(envelope.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_waits_is_sent_once(smtp: Smtp, settings: Settings) -> None:
    made = write(subject="会議 ก", body="ສະບາຍດີ, 日本\n")
    assert mail.deliver_waiting(settings) == 1
    assert mail.deliver_waiting(settings) == 0
    [envelope] = smtp.messages
    message = read(envelope)
    assert envelope.rcpt_tos == ["hana@mext.example"]
    assert envelope.mail_from == "plan-of-action@localhost"
    assert (message["Subject"], message.get_content().replace("\r\n", "\n")) == ("会議 ก", "ສະບາຍດີ, 日本\n")
    assert message["Message-ID"] == f"<{made.id}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    session.refresh(made)
    assert made.sent_at is not None
    assert made.body == "", "a one-time link is not kept in the database"


def test_the_oldest_goes_first(smtp: Smtp, settings: Settings, clock: Clock) -> None:
    for name in ("first", "second", "third"):
        write(f"{name}@poa.example")
        clock.forward(seconds=1)
    mail.deliver_waiting(settings)
    assert [envelope.rcpt_tos[0] for envelope in smtp.messages] == [
        "first@poa.example",
        "second@poa.example",
        "third@poa.example",
    ]


def test_without_a_server_it_waits(settings: Settings) -> None:
    made = write()
    assert mail.deliver_waiting(settings) == 0
    session.refresh(made)
    assert (made.attempts, made.sent_at) == (0, None)


def test_a_refusal_is_tried_again_after_1_2_4_8_minutes_and_then_no_more(
    smtp: Smtp, settings: Settings, clock: Clock
) -> None:
    smtp.answer = "451 come back later"
    made = write()
    for attempt, minutes in enumerate((1, 2, 4, 8), start=1):
        assert mail.deliver_waiting(settings) == 0
        session.refresh(made)
        assert (made.attempts, made.sent_at) == (attempt, None)
        assert made.error is not None
        assert "come back later" in made.error
        clock.forward(minutes=minutes, seconds=-1)
        mail.deliver_waiting(settings)
        session.refresh(made)
        assert made.attempts == attempt, f"tried again before {minutes} min had passed"
        clock.forward(seconds=1)
    mail.deliver_waiting(settings)
    clock.forward(days=2)
    smtp.answer = "250 taken"
    assert mail.deliver_waiting(settings) == 0
    session.refresh(made)
    assert (made.attempts, made.sent_at, made.body) == (mail.ATTEMPTS, None, "")


def test_what_was_refused_once_arrives_the_second_time(smtp: Smtp, settings: Settings, clock: Clock) -> None:
    smtp.answer = "451 come back later"
    made = write()
    mail.deliver_waiting(settings)
    smtp.answer = "250 taken"
    clock.forward(minutes=1)
    assert mail.deliver_waiting(settings) == 1
    session.refresh(made)
    assert (made.attempts, made.error) == (2, None)


def test_one_refused_address_does_not_hold_up_the_others(smtp: Smtp, settings: Settings) -> None:
    smtp.refused = {"nobody@mext.example"}
    write("nobody@mext.example")
    write("hana@mext.example")
    assert mail.deliver_waiting(settings) == 1
    assert smtp.messages[0].rcpt_tos == ["hana@mext.example"]


def test_a_server_that_is_away_is_no_crash(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    made = write()
    assert mail.deliver_waiting(replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")) == 0
    session.refresh(made)
    assert made.attempts == 1
    assert made.error is not None
    assert made.error.startswith("ConnectionRefusedError")


def test_what_a_killed_worker_held_is_sent_when_its_lease_is_over(smtp: Smtp, settings: Settings, clock: Clock) -> None:
    write()
    assert len(mail._lease()) == 1
    assert mail.deliver_waiting(settings) == 0, "another worker holds it"
    clock.forward(seconds=mail.LEASE.total_seconds())
    assert mail.deliver_waiting(settings) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", mail.Server("mail.example", 25, "none", None, "")),
        ("smtp://mail.example:2525", mail.Server("mail.example", 2525, "none", None, "")),
        ("smtps://u:p@mail.example", mail.Server("mail.example", 465, "tls", "u", "p")),
        ("smtp://a%40b:p%2Fq@mail.example?starttls", mail.Server("mail.example", 587, "starttls", "a@b", "p/q")),
        ("smtp://mail.example:25/?starttls=1", mail.Server("mail.example", 25, "starttls", None, "")),
    ],
)
def test_the_setting_is_read(url: str, expected: mail.Server) -> None:
    assert mail.server(url) == expected


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_a_setting_that_is_none_is_named(url: str) -> None:
    with pytest.raises(ValueError, match=r"POA_SMTP_URL|[Pp]ort"):
        mail.server(url)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"POA_SMTP_URL": "mail.example"}, "POA_SMTP_URL"),
        ({"POA_SMTP_URL": "http://mail.example"}, "POA_SMTP_URL"),
        ({"POA_BASE_URL": "poa.example"}, "POA_BASE_URL"),
        ({"POA_SMTP_URL": "smtp://mail.example", "POA_ENV": "production"}, "POA_BASE_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(tmp_path: Path, settings: dict[str, str], named: str) -> None:
    fixed = {"POA_DATA": str(tmp_path), "POA_SECRET_KEY": "x" * 40}
    with pytest.raises(ValueError, match=f"^{named}"):
        config.load(fixed | settings)


# --- encryption and proof ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost and its key in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl on this machine")
    made = tmp_path_factory.mktemp("tls") / "localhost.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", made, "-out", f"{made}.crt"], check=True, capture_output=True)
    made.write_text(made.read_text() + Path(f"{made}.crt").read_text())
    return made


@pytest.fixture
def careful(certificate: Path) -> Iterator[Smtp]:
    """A mail server that takes nothing without STARTTLS and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def prove(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        ok = isinstance(given, LoginPassword) and (given.login, given.password) == (b"poa", b"s3cret/")
        return AuthResult(success=ok, handled=False)

    with mail_server(tls_context=context, require_starttls=True, auth_required=True, authenticator=prove) as server:
        yield server


def test_starttls_and_a_password(
    careful: Smtp, certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    write()
    using = replace(settings, smtp_url=f"smtp://poa:s3cret%2F@localhost:{careful.port}?starttls")
    assert mail.deliver_waiting(using) == 1
    assert len(careful.messages) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(careful: Smtp, settings: Settings) -> None:
    made = write()
    using = replace(settings, smtp_url=f"smtp://poa:s3cret%2F@localhost:{careful.port}?starttls")
    assert mail.deliver_waiting(using) == 0
    session.refresh(made)
    assert made.error is not None
    assert "CERTIFICATE_VERIFY_FAILED" in made.error
    assert careful.messages == []


def test_an_error_tells_no_password(
    careful: Smtp, settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    write()
    mail.deliver_waiting(replace(settings, smtp_url=f"smtp://poa:wr0ngsecret@localhost:{careful.port}?starttls"))
    error = session.scalars(select(Mail.error)).one()
    assert error is not None
    assert "Authentication" in error
    assert "wr0ngsecret" not in error
