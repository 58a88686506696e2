"""Runs the migrations over the connection it is given.

Whoever configures Alembic puts two things into `Config.attributes`: `connection` (opened for writing)
and `metadata` (what the models say the schema is). There is no alembic.ini.
"""

from __future__ import annotations

from alembic import context


def migrate() -> None:
    """All of the asked migrations in one transaction, on SQLite as on PostgreSQL."""
    given = context.config.attributes
    context.configure(
        connection=given["connection"],
        target_metadata=given["metadata"],
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate()
