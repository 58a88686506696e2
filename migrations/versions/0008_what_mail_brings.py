"""Which one-time link a mail brings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of mail that was written before, nobody knows it."""
    with op.batch_alter_table("mails") as table:
        table.add_column(sa.Column("brings", sa.Uuid(), nullable=True))
        table.create_index(op.f("ix_mails_brings"), ["brings"])


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("mails") as table:
        table.drop_index(op.f("ix_mails_brings"))
        table.drop_column("brings")
