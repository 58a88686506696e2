"""Runs the migrations over the connection it is given.

Whoever configures Alembic puts two things into `Config.attributes`: `connection` (opened for writing)
and `metadata` (what the models say the schema is). There is no alembic.ini.
"""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from alembic import context


def column_type(kind: str, item: object, _autogenerate: object) -> str | Literal[False]:
    """Writes a type of ours as what it is stored as: a migration must not change with the code."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def migrate() -> None:
    """All of the asked migrations in one transaction, on SQLite as on PostgreSQL."""
    given = context.config.attributes
    context.configure(
        connection=given["connection"],
        target_metadata=given["metadata"],
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
        render_item=column_type,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate()
