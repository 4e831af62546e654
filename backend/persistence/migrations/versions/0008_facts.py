"""Beside the suggestion of a case: what only the desk knows, such as who referred the person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screenings", sa.Column("facts_enc", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("screenings", "facts_enc")
