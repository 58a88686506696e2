"""One write, whole or not at all: nothing is lost when many write at once, nothing is left when one breaks off."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest
from sqlalchemy import text

from poa import db
from poa.db import UtcDateTime, session, transaction
from poa.models import Blob, Clause, Party, Plan, User
from poa.queries.plans import clauses_in_order

from ..cast import Cast, clause_of, make_plan, person
from ..databases import Database


def add(position: int = 0) -> uuid.UUID:
    with transaction():
        party = Party(code="XX", name="Somewhere", position=position)
        session.add(party)
    return party.id


def position(id: uuid.UUID) -> int:
    session.rollback()
    return session.get_one(Party, id).position


def in_threads(*work: object) -> list[BaseException]:
    """Run these at once; what they raised."""
    wrong: list[BaseException] = []
    ready = threading.Barrier(len(work))

    def run(act: object) -> None:
        try:
            ready.wait(timeout=20)
            act()  # type: ignore[operator]
        except BaseException as error:
            wrong.append(error)
        finally:
            session.remove()

    session.rollback()
    threads = [threading.Thread(target=run, args=(act,)) for act in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong


def test_many_who_count_at_once_lose_nothing(database: Database) -> None:
    id = add()

    def count() -> None:
        for _ in range(50):
            with transaction():
                session.get_one(Party, id, with_for_update=True, populate_existing=True).position += 1

    assert in_threads(count, count) == []
    assert position(id) == 100


def test_an_action_reads_what_it_writes_upon(database: Database) -> None:
    """A page was read before; what came since is seen by the write all the same."""
    id = add()
    old = session.get_one(Party, id)

    def elsewhere() -> None:
        with transaction():
            session.get_one(Party, id).position = 7

    assert in_threads(elsewhere) == []
    session.get_one(Party, id)
    with transaction():
        old.position += 1
    assert position(id) == 8


def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    id = add()
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        with transaction():
            session.get_one(Party, id).position = 5
            session.flush()
            writing.set()
            assert done.wait(timeout=20)

    seen: list[tuple[int, float]] = []

    def read() -> None:
        assert writing.wait(timeout=20)
        begun = time.monotonic()
        try:
            seen.append((session.get_one(Party, id).position, time.monotonic() - begun))
        finally:
            done.set()

    assert in_threads(write, read) == []
    [(found, waited)] = seen
    assert (found, waited < 5) == (0, True)
    assert position(id) == 5


def test_what_breaks_off_leaves_nothing(database: Database) -> None:
    id = add()
    told: list[str] = []

    def breaks() -> None:
        with transaction():
            session.get_one(Party, id).position = 9
            session.add(Blob(sha256="0" * 64, media_type="text/plain", data=b""))
            session.flush()
            db.after_commit(lambda: told.append("committed"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks()
    assert (position(id), session.query(Blob).count(), told) == (0, 0, [])
    with transaction():
        db.after_commit(lambda: told.append("later"))
    assert told == ["later"]


def test_transactions_do_not_nest(database: Database) -> None:
    id = add()

    def nests() -> None:
        with transaction():
            session.get_one(Party, id).position = 9
            with transaction():
                raise AssertionError("not reached")

    with pytest.raises(RuntimeError, match="nest"):
        nests()
    assert position(id) == 0
    with transaction():
        session.get_one(Party, id).position = 2
    assert position(id) == 2


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), transaction():
        session.add(User(email="a@poa.example", name="A", party_id=uuid.uuid4()))
    assert session.query(User).count() == 0


def test_two_who_insert_at_once_keep_the_order_whole(cast: Cast) -> None:
    from poa.actions import plans

    plan = make_plan()
    plan_id, after = plan.id, clause_of(plan, "Each party").id

    def insert(words: str) -> None:
        for number in range(5):
            with transaction():
                there = session.get_one(Plan, plan_id)
                behind = session.get_one(Clause, after)
                plans.insert_clause(
                    person("secretariat"), there, after=behind, kind="clause", text=f"{words} {number}.", level=None
                )

    assert in_threads(lambda: insert("One"), lambda: insert("Two")) == []
    session.rollback()
    found = clauses_in_order(plan_id)
    assert len({clause.position for clause in found}) == len(found) == 18
    assert [clause.position for clause in found] == list(range(1, 19))


def test_times_are_aware_and_utc(database: Database) -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    with transaction():
        user = User(email="a@poa.example", name="A", created_at=dt.datetime(2026, 11, 14, 1, 0, 0, 7, tokyo))
        session.add(user)
    session.expire_all()
    assert user.created_at.isoformat() == "2026-11-13T16:00:00.000007+00:00"
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(dt.datetime(2026, 11, 14), database.engine.dialect)


def test_sqlite_is_set_as_it_must_be(database: Database) -> None:
    if database.kind != "sqlite":
        assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
        return
    import pysqlite3.dbapi2 as sqlite

    assert sqlite.sqlite_version_info >= (3, 51, 3), "older ones can corrupt a WAL database"
    found = {name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15000}
