"""Pictures and recordings stand on their own, each once; they are taken out of the zips of revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.persistence.unpacking import packed_with, without_media

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_revisions = sa.table("flow_revisions", *map(sa.column, ("flow", "number", "files")))
_media = sa.table("media", *map(sa.column, ("hash", "type", "size", "width", "height", "content")))
_linked = sa.table("flow_media", *map(sa.column, ("flow", "number", "name", "hash")))


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_media")),
    )
    op.create_table(
        "flow_media",
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["media.hash"], name=op.f("fk_flow_media_hash")),
        sa.PrimaryKeyConstraint("flow", "number", "name", name=op.f("pk_flow_media")),
    )
    _take_out()


def _take_out() -> None:
    conn = op.get_bind()
    known: set[str] = set()
    for flow, number in conn.execute(sa.select(_revisions.c.flow, _revisions.c.number)).all():
        own = (_revisions.c.flow == flow, _revisions.c.number == number)
        files, found = without_media(bytes(conn.execute(sa.select(_revisions.c.files).where(*own)).scalar_one()))
        for name, (about, content) in found.items():
            if about["hash"] not in known:
                known.add(about["hash"])
                conn.execute(sa.insert(_media).values(**about, content=content))
            conn.execute(sa.insert(_linked).values(flow=flow, number=number, name=name, hash=about["hash"]))
        if found:
            conn.execute(sa.update(_revisions).where(*own).values(files=files))


def downgrade() -> None:
    conn = op.get_bind()
    both = sa.select(_linked, _media.c.content).where(_linked.c.hash == _media.c.hash)
    for flow, number in conn.execute(sa.select(_linked.c.flow, _linked.c.number).distinct()).all():
        own = (_revisions.c.flow == flow, _revisions.c.number == number)
        rows = conn.execute(both.where(_linked.c.flow == flow, _linked.c.number == number))
        media = {row.name: bytes(row.content) for row in rows}
        files = bytes(conn.execute(sa.select(_revisions.c.files).where(*own)).scalar_one())
        conn.execute(sa.update(_revisions).where(*own).values(files=packed_with(files, media)))
    op.drop_table("flow_media")
    op.drop_table("media")
