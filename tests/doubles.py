"""What stands in for the world in tests: a clock that is told the time, a mail server that keeps what it gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Clock:
    """The application's clock, standing still until it is told."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def forward(self, **by: float) -> dt.datetime:
        """Go on by a `timedelta`'s arguments: `minutes=5`."""
        self.now += dt.timedelta(**by)
        return self.now


class Smtp:
    """A real mail server on this machine. `answer` is what it says to a message; `messages` are those it took;
    `refused` are the addresses it does not know."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.answer = "250 taken"
        self.refused: set[str] = set()
        self.port = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if address in self.refused:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message, or refuse it."""
        if self.answer.startswith("250"):
            self.messages.append(envelope)
        return self.answer


class _AnyPort(Controller):
    """Lets the system choose the port."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**options: Any) -> Iterator[Smtp]:
    """A mail server for as long as this lasts; `options` are aiosmtpd's."""
    handler = Smtp()
    controller = _AnyPort(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()
