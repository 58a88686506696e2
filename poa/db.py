"""Plain SQLAlchemy: the engine, the session, one transaction around each write."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import DateTime, Engine, MetaData, String, Uuid, create_engine, event, text
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

from . import reasons
from .phrases import Words

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> dt.datetime:
    """The present moment, UTC; the one clock of the application (tests replace `clock`)."""
    return clock()


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


clock: Callable[[], dt.datetime] = _utc_now


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A time that is always aware and UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Reason(TypeDecorator[str]):
    """A reason that a person gives or we do; ours, which stand in `poa.reasons`, come back as `Words`."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if isinstance(value, Words) and not isinstance(reasons.known(str(value)), Words):
            raise ValueError(f"no sentence of poa.reasons: {value}")
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else reasons.known(value)


class Base(DeclarativeBase):
    """What every model stands on: a random UUID, named constraints, aware times."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: UtcDateTime, uuid.UUID: Uuid}  # noqa: RUF012


class Identified(Base):
    """A row with a random id; ids tell nothing about order or number."""

    __abstract__ = True
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


# Pages and API ask in more than 800 shapes. SQLAlchemy keeps 500, and would compile the others again; 400 take 15 MB.
_STATEMENTS = 5_000

_factory = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_factory)


def configure(url: str) -> Engine:
    """Bind the session to the database at `url` (SQLAlchemy form) and return its engine."""
    engine = _sqlite_engine(url) if make_url(url).get_backend_name() == "sqlite" else _server_engine(url)
    session.remove()
    _factory.configure(bind=engine)
    return engine


def engine() -> Engine:
    """The engine in use; `RuntimeError` before `configure`."""
    bind = _factory.kw.get("bind")
    if not isinstance(bind, Engine):
        raise RuntimeError("the database is not configured")
    return bind


def _server_engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, query_cache_size=_STATEMENTS)


def _sqlite_engine(url: str) -> Engine:
    connect = {"isolation_level": None, "timeout": 15}
    made = create_engine(url, module=sqlite, connect_args=connect, query_cache_size=_STATEMENTS)

    @event.listens_for(made, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("poa_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@contextmanager
def transaction() -> Iterator[Session]:
    """One write, whole or not at all.

    Ends the reading snapshot before it, so that what an action reads is what it writes upon; commits
    once at the end, then runs what `after_commit` was given.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("transactions do not nest")
    current.rollback()
    current.info["writing"] = True
    hooks: list[Callable[[], None]] = []
    current.info["after_commit"] = hooks
    try:
        current.connection(execution_options={"poa_write": True})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info["writing"] = False
        current.info["after_commit"] = []
    for hook in hooks:
        hook()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once the present transaction has been committed; never when it is rolled back."""
    session().info["after_commit"].append(hook)


def ping() -> None:
    """Raise when the database does not answer."""
    session.execute(text("SELECT 1"))
    session.rollback()
