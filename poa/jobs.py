"""Background work. The rows are the queue (an outbox); huey wakes a worker, a sweep finds what was left behind."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy.exc import SQLAlchemyError

from .actions import documents, rounds, silences
from .config import Settings
from .db import session, transaction
from .errors import PoaError
from .mail import deliver_waiting, has_fresh
from .models import Document, Signoff
from .queries.adoptions import published
from .queries.drafts import Content, content, credits_between, document_of, signoffs
from .queries.rounds import to_remind
from .queries.silences import over as concluded
from .render.pdf import Pdf, Signed, render_in_subprocess

TICK = 0.5  # seconds between two looks at the deadlines, and at the mail

log = structlog.get_logger()


def queue(settings: Settings) -> Huey:
    """The queue by which web processes wake workers: a file beside the data, or Redis."""
    if settings.redis_url:
        return RedisHuey("poa", url=settings.redis_url, results=False)
    settings.data.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("poa", filename=str(settings.data / "queue.sqlite3"), results=False, journal_mode="truncate")


class Work:
    """The tasks of one application, bound to its queue."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.huey = queue(settings)
        self._work: Any = self.huey.task(name="work")(self.run_waiting)
        self.huey.periodic_task(crontab(minute="*"), name="sweep")(self.run_waiting)

    def wake(self) -> None:
        """Tell a worker that there is something to do; the sweep finds it a minute later if this is lost."""
        try:
            self._work()
        except Exception as error:  # the queue is a convenience: the rows are what counts
            log.warning("jobs.wake_failed", error=repr(error))

    def run_waiting(self) -> int:
        """Render and send all that waits; returns how many renderings were done."""
        try:
            done = sum(render(document_id) for document_id in _waiting())
            deliver_waiting(self.settings)
        finally:
            session.remove()
        return done

    def consume(self) -> None:
        """Work until a signal comes; begins with what was left behind, again when a dead worker's lease is over."""
        _repeat(keep_deadlines, "deadlines")
        _repeat(self._post, "post")
        self.run_waiting()
        self._work.schedule(delay=documents.LEASE.total_seconds() + 1)
        self.huey.create_consumer(workers=1, initial_delay=0.1, max_delay=0.5, check_worker_health=True).run()

    def _post(self) -> None:
        """Send at once what was just written, whatever is being rendered; what failed waits for its sweep."""
        if self.settings.smtp_url is not None and has_fresh():
            deliver_waiting(self.settings)


def _repeat(act: Callable[[], object], name: str) -> None:
    """Do it again and again, in a thread of its own, for as long as the process lives."""

    def turn() -> None:
        while True:
            try:
                act()
            except Exception as error:  # whatever it was, the next time must come
                log.warning("worker.failed", doing=name, error=repr(error))
            finally:
                session.remove()
            time.sleep(TICK)

    threading.Thread(target=turn, name=name, daemon=True).start()


def keep_deadlines() -> int:
    """Write down which silences are concluded, and remind of rounds that end soon; returns how many of both.

    What it writes is true before: a worker that was away makes up for it.
    """
    done = 0
    for act, due in ((silences.conclude, concluded()), (rounds.remind, to_remind())):
        session.rollback()
        for id in due:
            with transaction():
                done += act(id)
    return done


def _waiting() -> list[uuid.UUID]:
    found = documents.waiting()
    session.rollback()
    return found


def render(document_id: uuid.UUID) -> int:
    """Render one document from its draft's frozen values; 1 when this call did it, 0 when there was nothing to do."""
    with transaction():
        document = documents.claim(document_id)
        if document is None:
            return 0
        arguments = frozen(document)
    started = time.monotonic()
    try:
        with _held(document_id):
            pdf: Pdf = render_in_subprocess(**arguments, progress=_reporter(document_id))
    except PoaError as error:
        with transaction():
            documents.fail(session.get_one(Document, document_id), str(error))
        log.error("document.failed", document=str(document_id), reason=str(error))
        return 1
    with transaction():
        documents.finish(session.get_one(Document, document_id), pdf)
    log.info("document.ready", document=str(document_id), pages=pdf.pages, seconds=round(time.monotonic() - started, 1))
    return 1


@contextmanager
def _held(document_id: uuid.UUID) -> Iterator[None]:
    """Keep the lease alive while the block runs, so that it can be short: only a dead worker lets it run out."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(documents.LEASE.total_seconds() / 4):
            try:
                with transaction():
                    documents.hold(document_id)
            except SQLAlchemyError as error:
                log.warning("document.lease_not_kept", document=str(document_id), error=repr(error))
            finally:
                session.remove()

    thread = threading.Thread(target=beat, name=f"lease of {document_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _reporter(document_id: uuid.UUID) -> Callable[[int], None]:
    def report(percent: int) -> None:
        with transaction():
            documents.progress(document_id, percent)

    return report


def frozen(document: Document) -> dict[str, Any]:
    """What the renderer gets: values only, read before the rendering begins."""
    draft = document.draft
    new = content(draft)
    arguments: dict[str, Any] = {
        "content": new,
        "view": document.view,
        "content_hash": draft.content_hash,
        "with_comments": document.with_comments,
    }
    if document.against is not None:
        old = content(document.against)
        arguments |= {"against": old, "credits": credits_between(old, new)}
    if document.view == "final":
        clean = document_of(draft, "clean")
        arguments |= {
            "signoffs": [_signed(item, new) for item in signoffs(draft)],
            "clean_sha256": clean.sha256 if clean else None,
        }
    if document.view == "publication":
        arguments |= published(draft)
    return arguments


def _signed(signoff: Signoff, frozen: Content) -> Signed:
    names = {party["code"]: party["name"] for party in frozen["parties"]}
    return Signed(
        party=signoff.party.code,
        party_name=names[signoff.party.code],
        person=signoff.person,
        title=signoff.title or "",
        at=signoff.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        kind=signoff.kind,
    )
