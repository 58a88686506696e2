"""The databases that the tests run on: a SQLite file and, where one is given, a schema in PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from apiflask import APIFlask
from psycopg import ClientCursor
from sqlalchemy import Engine, Table, create_engine, event, text

from poa import config, create_app, db
from poa.db import Base

POSTGRES = os.environ.get("POA_TEST_DATABASE_URL")
REQUIRED = os.environ.get("POA_REQUIRE_POSTGRES") == "1"
KINDS = ["sqlite", "postgresql"] if POSTGRES or REQUIRED else ["sqlite"]
Made = TypeVar("Made")
Rows = Mapping[str, list[tuple[Any, ...]]]
SECRET = "a-secret-of-the-tests-and-of-nothing-else"


class Database:
    """One database of this process, with the application on it; emptied after each test, removed at the end."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.folder = Path(tempfile.mkdtemp(prefix="poa-tests-"))
        self.schema = f"poa_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self.url = f"sqlite:///{self.folder / 'tests.sqlite3'}" if kind == "sqlite" else self._make_schema()
        settings = config.load({"POA_DATA": str(self.folder), "POA_DATABASE_URL": self.url, "POA_SECRET_KEY": SECRET})
        self.app: APIFlask = create_app(settings, TESTING=True)
        self.engine: Engine = db.engine()
        if kind == "sqlite":
            event.listen(self.engine, "connect", _forgo_safety)
        Base.metadata.create_all(self.engine.execution_options(poa_write=True))
        self.made: dict[str, Any] = {}
        self.rows: dict[str, Rows | str] = {}
        self.configured = dict(self.app.config)

    def _make_schema(self) -> str:
        if not POSTGRES:
            raise RuntimeError("POA_REQUIRE_POSTGRES is set, POA_TEST_DATABASE_URL is not")
        with _on_server() as connection:
            connection.execute(text(f'CREATE SCHEMA "{self.schema}"'))
        options = f"-csearch_path%3D{self.schema}%20-csynchronous_commit%3Doff"
        return f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options={options}"

    def bind(self) -> None:
        """Make it the one that the application's session speaks to."""
        db.session.remove()
        db._factory.configure(bind=self.engine)
        self.app.config.clear()
        self.app.config.update(self.configured)

    def clear(self) -> None:
        """Delete every row."""
        db.session.remove()
        tables = [f'"{name}"' for name in Base.metadata.tables]
        if self.kind == "postgresql":
            deletions = "; ".join(f"DELETE FROM {table}" for table in tables)
            with self.engine.begin() as connection:
                connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletions}")
            return
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            for statement in ("PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE", *(f"DELETE FROM {t}" for t in tables)):
                cursor.execute(statement)
            cursor.execute("COMMIT")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()
        finally:
            raw.close()

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives; called once for this database, the rows that it inserts are put in again from then on."""
        if name in self.made:
            self._insert(self.rows[name])
        else:
            before = self._read()
            self.made[name] = make()
            db.session.remove()
            after = self._read()
            assert all(set(before[table]) <= set(after[table]) for table in before), f"{name} changes what was there"
            rows = {table: [row for row in after[table] if row not in before[table]] for table in after}
            self.rows[name] = rows if self.kind == "sqlite" else self._script(rows)
        made: Made = self.made[name]
        return made

    def _read(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row as the database writes it down, by table."""
        with self.engine.connect() as connection:
            return {
                table.name: [
                    tuple(row) for row in connection.exec_driver_sql(f"SELECT {self._columns(table)} FROM {table.name}")
                ]
                for table in Base.metadata.sorted_tables
            }

    def _columns(self, table: Table) -> str:
        """Its columns, as text on PostgreSQL, whose driver would make more of some than it takes."""
        return ", ".join(
            f'"{column.name}"' + ("::text" if self.kind == "postgresql" else "") for column in table.columns
        )

    def _insert(self, rows: Rows | str) -> None:
        db.session.remove()
        with self.engine.execution_options(poa_write=True).begin() as connection:
            if isinstance(rows, str):
                connection.connection.cursor().execute(rows)
                return
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in Base.metadata.sorted_tables:
                if rows[table.name]:
                    places = ", ".join("?" * len(table.columns))
                    connection.exec_driver_sql(f"{_insertion(table)} ({places})", rows[table.name])

    def _script(self, rows: Rows) -> str:
        """What inserts them in PostgreSQL in one message: row by row it is many times the work."""
        parts = ["SET LOCAL session_replication_role = replica"]
        with self.engine.connect() as connection:
            cursor = ClientCursor(connection.connection.driver_connection)  # type: ignore[arg-type]
            for table in Base.metadata.sorted_tables:
                types = (column.type.compile(self.engine.dialect) for column in table.columns)
                places = f"({', '.join(f'%s::{type}' for type in types)})"
                values = ", ".join(cursor.mogrify(places, row) for row in rows[table.name])
                parts += [f"{_insertion(table)} {values}"] if values else []
        return "; ".join(parts)

    def drop(self) -> None:
        """Leave nothing behind."""
        db.session.remove()
        self.engine.dispose()
        if self.kind == "postgresql":
            with _on_server() as connection:
                connection.execute(text(f'DROP SCHEMA "{self.schema}" CASCADE'))
        shutil.rmtree(self.folder, ignore_errors=True)


def _insertion(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES"


def _forgo_safety(connection: Any, _record: object) -> None:
    """What a test writes need not survive a power cut."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@contextmanager
def _on_server() -> Iterator[Any]:
    engine = create_engine(POSTGRES or "")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that are sent while this lasts, in order: for tests that a page's do not grow with its list."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    engine = db.engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
