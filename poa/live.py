"""The change feed behind server-sent events: one thread looks for news for all who listen, each reads its own."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from .actions.sessions import lookup
from .db import session
from .errors import NotFound
from .models import Event, Plan, User
from .queries import events, find, presences
from .queries.presences import Mark

LOOK = 0.2  # seconds between two looks at the database, while somebody listens
AGAIN = 3.0  # seconds until the next look, when the database did not answer
TICK = 0.3  # seconds after which a stream looks whether anybody is still at its other end
CHECK = 3.0  # seconds after which a stream without news asks whether its reader may still listen
BEAT = 15.0  # seconds between two signs of life
BATCH = 200  # events sent at once
OPEN = ": open\nretry: 2000\n\n"
ALIVE = ": still open\n\n"

log = structlog.get_logger()


class Hub:
    """Who listens in this process, and the thread that looks for news while somebody does.

    `serving` says whether the process goes on; the server that runs it may set another.
    """

    def __init__(self) -> None:
        self.serving: Callable[[], bool] = lambda: True
        self._changed = threading.Condition()
        self._listening: Counter[uuid.UUID] = Counter()
        self._latest: dict[uuid.UUID, Mark] = {}
        self._looking = False

    def enter(self, plan_id: uuid.UUID, most: int) -> bool:
        """Begin to listen to a plan, unless `most` listen in this process already."""
        with self._changed:
            if self._listening.total() >= most:
                return False
            self._listening[plan_id] += 1
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="poa-live", daemon=True).start()
            return True

    def leave(self, plan_id: uuid.UUID) -> None:
        """End listening to a plan."""
        with self._changed:
            self._listening[plan_id] -= 1
            self._listening += Counter()

    def listening(self) -> int:
        """How many listen in this process."""
        with self._changed:
            return self._listening.total()

    def mark(self, plan_id: uuid.UUID) -> Mark | None:
        """The plan's mark as it was seen last; None when nobody has looked yet."""
        with self._changed:
            return self._latest.get(plan_id)

    def wait(self, plan_id: uuid.UUID, seen: int, mark: Mark | None, seconds: float) -> bool:
        """Whether the plan has events after the sequence `seen`, or people came or went since `mark`, if any.

        Waits for that so many seconds.
        """

        def changed() -> bool:
            latest = self._latest.get(plan_id)
            return latest is not None and (latest[0] > seen or (mark is not None and latest[1:] != mark[1:]))

        with self._changed:
            return self._changed.wait_for(changed, seconds)

    def _look(self) -> None:
        """Until nobody listens: see whether a plan that is listened to has news, and wake those who wait for it."""
        while True:
            with self._changed:
                plans = list(self._listening)
                if not plans:
                    self._looking = False
                    self._latest.clear()
                    return
            latest = _marks(plans)
            with self._changed:
                if latest and any(self._latest.get(plan_id) != last for plan_id, last in latest.items()):
                    self._latest |= latest
                    self._changed.notify_all()
            time.sleep(LOOK if latest is not None else AGAIN)


def _marks(plans: list[uuid.UUID]) -> dict[uuid.UUID, Mark] | None:
    """The mark of each plan; None while the database does not answer."""
    try:
        return presences.marks(plans)
    except (SQLAlchemyError, RuntimeError) as error:
        log.warning("live.look_failed", error=repr(error))
        return None


hub = Hub()


@dataclass
class Listener:
    """Somebody who listens to a plan, known by a session's token, from the event with this sequence on.

    A browser is also told who else of its reader's own is here; `beside` is what it was told last.
    """

    token: str
    kind: str
    plan_id: uuid.UUID
    sequence: int
    mark: Mark | None = None
    beside: str = ""

    def news(self) -> str | None:
        """What is new, as server-sent events ("" for nothing); None when they may not listen any longer.

        Nothing of the database is held afterwards.
        """
        try:
            return self._news()
        finally:
            session.remove()

    def _news(self) -> str | None:
        held = lookup(self.token, self.kind)
        if held is None:
            return None
        self.mark = hub.mark(self.plan_id) or (0, 0, None) if self.kind == "browser" else None
        try:
            plan = find(Plan, self.plan_id, held.user)
        except NotFound:
            return None
        latest = plan.last_event
        found = events.after(plan, held.user, self.sequence, limit=BATCH)
        whole = len(found) < BATCH
        self.sequence = max(self.sequence, latest if whole else 0, *(event.sequence for _rank, event in found), 0)
        return "".join(_sent(rank, event) for rank, event in found) + self._others(plan, held.user)

    def _others(self, plan: Plan, reader: User) -> str:
        """Who is here, when that has changed: without an id, for it is no event and is never told again."""
        if self.kind != "browser":
            return ""
        told = orjson.dumps({"beside": beside(plan, reader)}).decode()
        if told == self.beside:
            return ""
        self.beside = told
        return f"event: presence\ndata: {told}\n\n"

    def stream(self, gone: Callable[[], bool]) -> Iterator[str]:
        """Events as they come and signs of life between them, until the access ends or `gone` says nobody is there."""
        yield OPEN
        beaten = checked = time.monotonic()
        news: str | None = self.news()
        while news is not None:
            if news or time.monotonic() - beaten >= BEAT:
                yield news or ALIVE
                beaten = time.monotonic()
            woken = hub.wait(self.plan_id, self.sequence, self.mark, TICK)
            if gone() or not hub.serving():
                return
            news = ""
            if woken or time.monotonic() - checked >= CHECK:
                news = self.news()
                checked = time.monotonic()


def told(event: Event) -> dict[str, Any]:
    """An event as its readers are told of it."""
    return {
        "kind": event.kind,
        "clause": str(event.clause_id) if event.clause_id else None,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "party": event.party.code if event.party else None,
        "actor": event.actor.name,
        "subject": str(event.subject_id),
        "circle": event.circle.name,
        "data": event.data,
    }


def beside(plan: Plan, reader: User) -> list[dict[str, Any]]:
    """Who else of the reader's own is at the plan, as pages are told of it."""
    return [
        {"name": one.name, "clause": str(one.clause) if one.clause else None, "doing": one.doing}
        for one in presences.beside(plan, reader)
    ]


def _sent(rank: int, event: Event) -> str:
    return f"id: {rank}\nevent: {event.kind}\ndata: {orjson.dumps(told(event)).decode()}\n\n"
