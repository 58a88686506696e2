"""Where each clause stands on the pages of a PDF."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; older documents have no places."""
    with op.batch_alter_table("documents") as table:
        table.add_column(sa.Column("places", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("documents") as table:
        table.drop_column("places")
