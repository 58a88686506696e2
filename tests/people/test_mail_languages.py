"""Mail in the language and the zone of whoever it goes to: over a real server, subject and body."""

from __future__ import annotations

import datetime as dt
import email
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from poa import jobs, mail
from poa.actions import consultations, links, mails, rounds, silences
from poa.db import now, session, transaction
from poa.models import Mail, Plan
from poa.phrases import Words
from poa.queries.circles import circle_all
from tests.cast import clause_of, email_of, make_amendment, make_draft, person
from tests.doubles import Clock, Smtp

# Later than whatever the cast was made at.
AT = dt.datetime(2036, 11, 14, 10, tzinfo=dt.UTC)


@pytest.fixture
def arrived(app: APIFlask, smtp: Smtp) -> Callable[[], dict[str, EmailMessage]]:
    """Sends what waits; the last message that each address got."""

    def deliver() -> dict[str, EmailMessage]:
        while mail.deliver_waiting(app.config["POA_SETTINGS"]):
            pass
        found = {}
        for envelope in smtp.messages:
            message = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            found[envelope.rcpt_tos[0]] = message
        return found

    return deliver


def words(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def speaks(name: str, language: str, zone: str | None) -> None:
    with transaction():
        who = person(name)
        who.language, who.time_zone = language, zone


def test_a_round_is_reminded_of_in_the_language_and_zone_of_each(
    plan: Plan, clock: Clock, arrived: Callable[[], dict[str, EmailMessage]]
) -> None:
    clock.now = AT
    speaks("head_jp", "ja", "Asia/Tokyo")
    speaks("head_id", "en", "Asia/Jakarta")
    make_amendment(clause_of(plan, "Each party"), "Each party may", state="draft")
    with transaction():
        rounds.open_round(
            person("secretariat"),
            plan,
            circle=circle_all(plan.id),
            name="Round 1",
            closes_at=now() + dt.timedelta(hours=4),
        )
    clock.forward(hours=3)
    jobs.keep_deadlines()
    found = arrived()
    japanese, english, indonesian = (found[email_of(name)] for name in ("head_jp", "head_th", "head_id"))
    assert japanese["Subject"] == "Round 1の締切：2036年11月14日 23:00 JST"
    assert words(japanese) == (
        "Head Jp様\n\n"
        "「ASEAN–Japan Plan of Action」のRound 1は、2036年11月14日 23:00 JSTまでコメントと修正案を受け付けます。\n\n"
        "貴代表団の未提出の下書き：\n\n- 3の文言の修正\n"
    )
    assert english["Subject"] == "Round 1 closes on 14 November 2036, 14:00 UTC"
    assert words(english) == (
        "Head Th,\n\nRound 1 of “ASEAN–Japan Plan of Action” takes comments and amendments until "
        "14 November 2036, 14:00 UTC.\n\nYour delegation has no draft that is not submitted.\n"
    )
    assert indonesian["Subject"] == "Round 1 closes on 14 November 2036, 21:00 WIB"


def test_a_silence_and_a_new_password_are_told_in_japanese_too(
    plan: Plan, clock: Clock, arrived: Callable[[], dict[str, EmailMessage]]
) -> None:
    clock.now = AT
    speaks("head_jp", "ja", "Asia/Tokyo")
    speaks("delegate_jp", "ja", None)
    draft = make_draft(plan)
    with transaction():
        silences.put(person("secretariat"), draft, expires_at=AT + dt.timedelta(days=2))
        link, _token = links.make("reset", email_of("delegate_jp"), "Delegate Jp", made_by=None)
        links.post(link, "https://poa.example/reset/x")
    found = arrived()
    silence, reset = found[email_of("head_jp")], found[email_of("delegate_jp")]
    assert silence["Subject"] == f"{draft.symbol}が沈黙手続に付されました"
    assert "2036年11月16日 19:00 JSTまで" in words(silence)
    assert reset["Subject"] == "行動計画の新しいパスワード"
    assert "\n\nhttps://poa.example/reset/x\n\n" in words(reset)
    assert "2036年11月15日 10:00 UTCまで" in words(reset)


def test_whose_language_nobody_knows_is_written_to_in_english(plan: Plan, clock: Clock) -> None:
    clock.now = AT
    speaks("delegate_jp", "ja", "Asia/Tokyo")
    with transaction():
        who = person("delegate_jp")
        asked, _token = consultations.consult(
            who,
            plan,
            ministry="Ministry of Education",
            email="unit@mext.example",
            due=dt.date(2036, 11, 20),
            clauses=[clause_of(plan, "Each party")],
            question="Can we bear the cost?",
        )
        consultations.post(asked, "https://poa.example/ask/x")
        invited, _token = links.make("invitation", "new@poa.example", "New Person", made_by=who)
        links.post(invited, "https://poa.example/invitation/x")
    found = {item.recipient: item for item in session.scalars(select(Mail))}
    ministry = found["unit@mext.example"]
    assert ministry.subject == "Your view by 20 November 2036"
    assert ministry.body.startswith(
        "Ministry of Education,\n\n"
        "Delegate Jp asks for your view on ASEAN–Japan Plan of Action, by 20 November 2036.\n\n"
        "Can we bear the cost?\n\nhttps://poa.example/ask/x\n\n"
    )
    assert "until 21 November 2036, 10:00 UTC" in found["new@poa.example"].body


def test_what_people_wrote_is_not_translated(plan: Plan) -> None:
    speaks("head_jp", "ja", None)
    with transaction():
        subject = Words("%(name)s,", name="everyone")
        mails.write(
            person("head_jp"),
            subject,
            Words("%(draft)s is put under silence until %(at)s.", draft="%(x)s", at="everyone"),
        )
    made = session.scalars(select(Mail)).one()
    assert (made.subject, made.body) == ("everyone様", "Head Jp様\n\n%(x)sは、everyoneまで沈黙手続に付されました。\n")
