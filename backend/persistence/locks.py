"""Being alone at some work until the transaction ends, where no row stands for it that could be locked.

For PostgreSQL, where others commit between two statements of ours; SQLite has one writer anyway. Taken after the row of
a conversation where both are needed, never before: whoever takes them the other way round waits crosswise.
"""

from __future__ import annotations

from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy import Connection


class Lock(IntEnum):
    """Numbers no other lock of this database has."""

    PUBLISHING = 1  # revisions, recordings and the files of both
    LOGGING_IN = 2  # counting attempts
    ASSIGNING = 3  # of a jurisdiction: who carries what, until one more case is there
    OFFERS = 4  # which ids are free
    WORKING = 5  # see `numbered`
    FIRST_STAFF = 6  # whether there is anybody yet


def one_at_a_time(conn: Connection, lock: Lock, of: str = "") -> None:
    """Waits until nobody else is at it: what is looked up after this is still so when it is written."""
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(int(lock), sa.func.hashtext(of))))
