"""The migrations: up gives what the models say, down leaves nothing, on both databases."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, create_engine, inspect, text

from poa import db, migrating

POSTGRES = os.environ.get("POA_TEST_DATABASE_URL")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite database with the application's pragmas."""
    engine = db.configure(f"sqlite:///{tmp_path / 'migrations.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    """An empty schema in the server that the tests may use."""
    if not POSTGRES:
        pytest.skip("POA_TEST_DATABASE_URL is not set: no migration ran on PostgreSQL")
    schema = f"poa_migrations_{os.getpid()}"
    server = create_engine(POSTGRES)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    engine = create_engine(POSTGRES, connect_args={"options": f"-csearch_path={schema}"})
    yield engine
    engine.dispose()
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Engine:
    """An empty database of each kind."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


def test_up_gives_what_the_models_say(empty: Engine) -> None:
    migrating.upgrade(empty)
    assert migrating.current(empty) == migrating.head()
    assert set(inspect(empty).get_table_names()) == {*db.Base.metadata.tables, "alembic_version"}
    assert migrating.differences(empty) == []


def test_down_leaves_nothing_and_up_again_works(empty: Engine) -> None:
    migrating.upgrade(empty)
    migrating.downgrade(empty)
    assert migrating.current(empty) is None
    assert inspect(empty).get_table_names() == ["alembic_version"]
    migrating.upgrade(empty)
    assert migrating.differences(empty) == []


def test_up_does_nothing_where_there_is_nothing_to_do(empty: Engine) -> None:
    migrating.upgrade(empty)
    migrating.upgrade(empty)
    assert migrating.current(empty) == migrating.head()


def test_what_was_there_before_the_negotiation_is_kept_and_completed(empty: Engine) -> None:
    """Circles of before get what new plans have; events keep their order; rows refer to each other as they did."""
    migrating.upgrade(empty, "0001")
    ids = {name: uuid.uuid4() for name in ("jp", "desk", "user", "plan", "all", "own", "asean")}
    time = dt.datetime(2026, 11, 14, tzinfo=dt.UTC)
    old = MetaData()
    old.reflect(empty)

    def put(table: str, **values: object) -> None:
        made = {"chain_length": 0, "chain_head": "0", "created_at": time} if table == "circles" else {}
        stored = {key: getattr(value, "hex", value) if sqlite else value for key, value in (made | values).items()}
        connection.execute(old.tables[table].insert().values(**stored))

    with empty.execution_options(poa_write=True).begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        put("parties", id=ids["jp"], code="JP", name="Japan", position=1)
        put("desks", id=ids["desk"], name="Secretariat")
        put("users", id=ids["user"], email="a@b.example", name="A", active=True, created_at=time)
        names = {"title": "T", "abbreviation": "T", "marking": "", "illustrative": False, "interim_style": "bis"}
        put("plans", id=ids["plan"], created_at=time, **names)
        for key, kind, name in (("all", "all", "all"), ("own", "own", "JP"), ("asean", "named", "ASEAN")):
            put("circles", id=ids[key], plan_id=ids["plan"], kind=kind, name=name)
        put("circle_members", circle_id=ids["own"], party_id=ids["jp"])
        put("circle_desks", circle_id=ids["all"], desk_id=ids["desk"])
        for number, circle in enumerate(("own", "all", "own")):
            links = {
                "plan_id": ids["plan"],
                "circle_id": ids[circle],
                "actor_id": ids["user"],
                "subject_id": ids["plan"],
            }
            said = {"kind": "x.y", "data": {}, "previous_hash": "", "hash": "", "at": time + dt.timedelta(hours=number)}
            put("events", id=uuid.uuid4(), number=number, **links, **said)
    migrating.upgrade(empty)
    with empty.connect() as connection:
        rows = connection.execute(text("SELECT number, sequence FROM events ORDER BY at")).all()
        assert [tuple(row) for row in rows] == [(0, 1), (1, 2), (2, 3)]
        assert connection.execute(text("SELECT last_event FROM plans")).scalar() == 3
        assert connection.execute(text("SELECT bloc FROM circles WHERE name = 'ASEAN'")).scalar() == "ASEAN"
        chairs = "SELECT circles.name FROM circles JOIN circle_members ON circle_id = id WHERE kind = 'chairs'"
        assert connection.execute(text(chairs)).scalars().all() == ["JP"]
        served = "SELECT kind FROM circles JOIN circle_desks ON circle_id = id ORDER BY kind"
        assert connection.execute(text(served)).scalars().all() == ["all", "chairs"]
