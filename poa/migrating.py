"""The database's schema, brought up or down by the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from . import assets, models
from .db import Base

__all__ = ["current", "differences", "downgrade", "head", "upgrade"]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(assets.folder("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = Base.metadata
    return config


def head() -> str | None:
    """The newest migration."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(engine: Engine) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _remaking(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables that others refer to may be made anew, as SQLite changes them.

    SQLite switches its foreign keys off outside of a transaction only; they are all checked before it ends.
    """
    with engine.execution_options(poa_write=True).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"{len(broken)} rows would refer to nothing: {broken[:3]}")
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up, all of it or nothing."""
    with _remaking(engine) as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Bring the schema down; what it held is lost."""
    with _remaking(engine) as connection:
        command.downgrade(_config(connection), to)


def revise(engine: Engine, message: str) -> None:
    """Write a new migration from how the models differ from the database; to be read and corrected by people."""
    with engine.execution_options(poa_write=True).begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def differences(engine: Engine) -> list[object]:
    """How the migrated schema differs from the models; empty when it does not."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, models.User.metadata))
