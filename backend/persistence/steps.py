"""At which step of the migrations a database is, and at which this version of the program needs it.

Asked by every process at its start, so without Alembic, which only those who migrate need: it is slow to import.
"""

from __future__ import annotations

import importlib.resources
from functools import cache

import sqlalchemy as sa

from backend.persistence.database import Connection, Database
from flows.errors import LotseError

#: Alembic's own table. One row, for our steps never part.
_VERSION = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))


@cache
def head() -> str:
    """The step this version of the program needs: files are called NUMBER_WHAT.py and numbered in their order."""
    files = importlib.resources.files("backend.persistence.migrations").joinpath("versions").iterdir()
    return max(number for file in files if (number := file.name.partition("_")[0]).isdigit())


def revision(conn: Connection) -> str | None:
    """The step the database is at; None for an empty one."""
    if not sa.inspect(conn).has_table(_VERSION.name):
        return None
    return conn.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()


def is_migrated(conn: Connection) -> bool:
    return revision(conn) == head()


async def require_migrated(db: Database) -> None:
    """Raises LotseError storage.not_migrated unless the tables are exactly those of this version. Reads only."""
    found = await db.read(revision)
    if found != head():
        raise LotseError("storage.not_migrated", found=found or "nothing", needed=head())
