"""What an offer looked like after each change, so that an earlier state can be brought back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer_history", sa.Column("content", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("offer_history", "content")
