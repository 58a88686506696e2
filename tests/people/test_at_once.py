"""Many at once: a link works once, guessing in parallel is counted, a message is sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from poa import mail
from poa.actions import invitations, sessions
from poa.db import session, transaction
from poa.errors import PoaError
from poa.models import Mail, SignInFailure
from tests.cast import Cast, email_of, make_invitation
from tests.client import Client
from tests.doubles import Smtp

AT_ONCE = 8


def together(act: Callable[[], object]) -> Counter[str]:
    """What came of it when so many did it at the same moment: each answer or refusal with how often it was given."""
    start = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        start.wait()
        try:
            return str(act())
        except PoaError as error:
            return type(error).__name__
        finally:
            session.remove()

    session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_an_invitation_is_accepted_once(cast: Cast) -> None:
    _, token = make_invitation()

    def accept() -> str:
        with transaction():
            invitations.accept(token, "Hana Sato", "seven quiet mountains")
        return "accepted"

    assert together(accept) == {"accepted": 1, "Closed": AT_ONCE - 1}


def test_guessing_in_parallel_does_not_slip_past_the_count(cast: Cast) -> None:
    left = 3
    with transaction():
        for _ in range(sessions.FAILURES_PER_ACCOUNT - left):
            sessions.fail(email_of("head_jp"), "192.0.2.1")

    def guess() -> object:
        with transaction():
            return sessions.prove(email_of("head_jp"), "wrong password here", "192.0.2.1")

    assert together(guess) == {"None": left, "TooMany": AT_ONCE - left}
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == sessions.FAILURES_PER_ACCOUNT


def test_two_workers_send_a_message_once(client: Client, smtp: Smtp) -> None:
    settings = client.application.config["POA_SETTINGS"]
    with transaction():
        session.add_all(Mail(recipient=f"a{n}@poa.example", subject="S", body="B") for n in range(5))
    sent = together(lambda: mail.deliver_waiting(settings))
    assert sum(int(number) * times for number, times in sent.items()) == 5
    assert sorted(envelope.rcpt_tos[0] for envelope in smtp.messages) == [f"a{n}@poa.example" for n in range(5)]
