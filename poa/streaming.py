"""The stream of a plan's events as an answer of the pages and of the API alike."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, request
from flask_login import current_user

from .guards import reader
from .identity import is_api
from .live import Listener, hub
from .models import Plan
from .problems import problem
from .queries import events

MEDIA_TYPE = "text/event-stream"
AGAIN = 5  # seconds after which a stream that found no room may be tried again


def stream(plan: Plan) -> Response:
    """The plan's events from the one after `Last-Event-ID` on, as they come; without an id, what comes from now on.

    With `?once=1` what is there already, and the end. Where no thread is left to listen in: 503 with `Retry-After`.
    """
    kind = "token" if is_api(request) else "browser"
    listener = Listener(current_user.token, kind, plan.id, events.sequence_at(plan, reader(), _last()))
    if request.args.get("once"):
        return _answer(listener.news() or "")
    if not hub.enter(plan.id, most(current_app.config["POA_SETTINGS"].threads)):
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "As many listen here as can. Ask with ?once=1 from time to time, or try again.",
            headers={"Retry-After": str(AGAIN)},
        )
    place = _Place(plan)
    response = _answer(_leaving(listener.stream(_gone(request.environ)), place))
    response.call_on_close(place.leave)
    return response


def most(threads: int) -> int:
    """How many may listen in a process of so many threads: each holds one, and a third is kept for everything else."""
    return threads * 2 // 3


def _last() -> int | None:
    """The id after which to go on; what is no number counts as none."""
    given = request.args.get("last_event_id") or request.headers.get("Last-Event-ID") or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None


def _answer(body: Any) -> Response:
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class _Place:
    """A place among those who listen, given back once: by the end of the stream, or of a response never begun."""

    def __init__(self, plan: Plan) -> None:
        self.plan_id = plan.id
        self.held = True

    def leave(self) -> None:
        if self.held:
            self.held = False
            hub.leave(self.plan_id)


def _leaving(lines: Any, place: _Place) -> Any:
    try:
        yield from lines
    finally:
        place.leave()


def _gone(environ: dict[str, Any]) -> Callable[[], bool]:
    """Whether the other end has hung up: seen on the server's own socket, where the server lets us have it."""
    held = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if held is None:
        return lambda: False

    def gone() -> bool:
        with suppress(OSError, ValueError):
            readable, _, _ = select.select([held], [], [], 0)
            return bool(readable) and held.recv(1, socket.MSG_PEEK) == b""
        return True

    return gone
