"""Published revisions of flows, which of them is the head, and who published it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_revisions",
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("flow", "number", name=op.f("pk_flow_revisions")),
    )
    op.create_index("ix_flow_revisions_flow_revision", "flow_revisions", ["flow", "revision"])
    op.create_table(
        "flow_heads",
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("flow", name=op.f("pk_flow_heads")),
    )
    op.create_table(
        "flow_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_history")),
    )


def downgrade() -> None:
    op.drop_table("flow_history")
    op.drop_table("flow_heads")
    op.drop_index("ix_flow_revisions_flow_revision", table_name="flow_revisions")
    op.drop_table("flow_revisions")
