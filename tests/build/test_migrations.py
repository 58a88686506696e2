"""The migrations: up gives what the models say, down leaves nothing, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

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
