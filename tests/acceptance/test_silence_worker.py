"""A silence in real time, by a real worker: one that ended while none ran is made up for, the next ends in time."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from poa.actions import silences
from poa.db import now, session, transaction
from poa.models import Event, Plan, Silence

from ..cast import CODES, make_draft, person
from ..databases import SECRET, Database
from ..doubles import Smtp

WORKER = (
    "from poa import config, db; from poa.jobs import Work; "
    "settings = config.load(); db.configure(settings.database_url); Work(settings).consume()"
)


@contextmanager
def worker(database: Database, folder: Path, smtp: Smtp) -> Iterator[None]:
    """A worker in a process of its own, on the tests' database and mail server."""
    env = {"POA_DATA": str(folder), "POA_DATABASE_URL": database.url, "POA_SECRET_KEY": SECRET}
    env["POA_SMTP_URL"] = f"smtp://127.0.0.1:{smtp.port}"
    process = subprocess.Popen([sys.executable, "-c", WORKER], env={**os.environ, **env})
    try:
        yield
    finally:
        process.kill()
        process.wait()


def put(plan: Plan, name: str, seconds: float) -> Silence:
    draft = make_draft(plan, name)
    with transaction():
        return silences.put(person("secretariat"), draft, expires_at=now() + dt.timedelta(seconds=seconds))


def written(silence_id: uuid.UUID, patience: float) -> tuple[dt.datetime, dt.datetime]:
    """When the event says that it was concluded, and when it was there to be read."""
    query = select(Event.at).where(Event.subject_id == silence_id, Event.kind == "silence.concluded")
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        session.rollback()
        if (at := session.scalars(query).one_or_none()) is not None:
            return at, now()
        time.sleep(0.02)
    raise AssertionError("no worker has written it down")


@pytest.mark.slow  # real seconds are what it is about
def test_a_worker_concludes_to_the_second_and_makes_up_for_one_that_was_killed(
    plan: Plan, database: Database, tmp_path: Path, smtp: Smtp
) -> None:
    missed = put(plan, "Rev.1", 0.2)
    time.sleep(0.3)
    assert (missed.state, missed.recorded) == ("concluded", "pending")
    with worker(database, tmp_path, smtp):
        at, _ = written(missed.id, 20)
        assert at == missed.expires_at
        live = put(plan, "Rev.2", 1)
        at, seen = written(live.id, 5)
        assert at == live.expires_at
        assert live.expires_at <= seen < live.expires_at + dt.timedelta(seconds=2)
        told = 2 * 2 * len(CODES)  # of both, that they were put and that they are concluded
        deadline = time.monotonic() + 10
        while len(smtp.messages) < told and time.monotonic() < deadline:
            time.sleep(0.05)
    assert len(smtp.messages) == told
