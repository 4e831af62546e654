"""A case whose person moved house: proposed to the new team, and who had it before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("move_jurisdiction", sa.String(length=32)),
    ("move_ags", sa.String(length=8)),
    ("move_region", sa.String(length=32)),
    ("move_team_id", sa.String(length=32)),
    ("former_owner_id", sa.String(length=32)),
    ("moved_at", sa.BigInteger()),
)
_INDEXED = ("move_jurisdiction", "former_owner_id")


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("cases", sa.Column(name, kind, nullable=True))
    for name in _INDEXED:
        op.create_index(op.f(f"ix_cases_{name}"), "cases", [name])


def downgrade() -> None:
    for name in _INDEXED:
        op.drop_index(op.f(f"ix_cases_{name}"), table_name="cases")
    for name, _ in reversed(_COLUMNS):
        op.drop_column("cases", name)
