"""The sample, played once in a run and copied from then on: playing takes seconds, copying none to speak of."""

from __future__ import annotations

import fcntl
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import select

from poa.actions import documents as work
from poa.db import session, transaction
from poa.demo import play
from poa.models import User
from poa.render.pdf import Pdf

from .databases import Database

PASSWORD = "a password for the sample"
PAPER = Pdf(data=b"%PDF-1.7\n%%EOF\n", sha256="0" * 64, pages=12)


def load(database: Database, kept: Path) -> None:
    """Put the sample into this empty SQLite database, its documents ready (on empty paper).

    `kept` holds the copy, and is the same file for all processes of a run: one plays while the others wait.
    """
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        played = kept.exists()
        if not played:
            play.load(PASSWORD)
            _print()
            _copy(database, kept, back=False)
    if played:
        _copy(database, kept, back=True)


def _copy(database: Database, kept: Path, *, back: bool) -> None:
    session.remove()
    with closing(database.engine.raw_connection()) as raw, closing(dbapi2.connect(str(kept))) as copy:
        here = raw.driver_connection
        assert here is not None
        source, target = (copy, here) if back else (here, copy)
        source.backup(target)


def user(key: str) -> User:
    """Who signs in as `key@poa.example`."""
    return session.scalars(select(User).where(User.email == f"{key}@poa.example")).unique().one()


def _print() -> None:
    with transaction():
        for document in [work.claim(id) for id in work.waiting()]:
            if document is not None:
                work.finish(document, PAPER)
