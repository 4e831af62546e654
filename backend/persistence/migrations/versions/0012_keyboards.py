"""Which messages of a chat have buttons: what a bot that was started again takes them away by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("keyboards", sa.Text()))


def downgrade() -> None:
    op.drop_column("chats", "keyboards")
