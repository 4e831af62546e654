"""Is this the master key the data was written with? Asked at every start, before anything is written.

The one row of `key_check` holds the root secret wrapped by the current master key. It opens: the key is right. It
does not: `key.wrong`, and the process does not start. No row and no people: the first start, the row is made.
"""

from __future__ import annotations

from backend.crypto.aead import DataKey, new_key
from backend.crypto.keyring import Keyring
from backend.crypto.master import MasterKeys
from backend.crypto.sources import MasterSource
from backend.persistence import keys as rows
from backend.persistence.database import Connection, Database
from flows.errors import LotseError


def wrap_root(master: DataKey, root: bytes) -> bytes:
    return master.seal("key_check", "check_enc", "1", root)


def check_master(conn: Connection, masters: MasterKeys) -> bytes | None:
    """The root secret, or None when this database was never used. Reads only. Raises LotseError key.wrong."""
    row = rows.check_row(conn)
    if row is not None:
        return _root(masters, *row)
    if rows.anybody(conn):
        raise LotseError("key.wrong", problem="the check row is gone")
    return None


def _root(masters: MasterKeys, master_id: str, check: bytes) -> bytes:
    master = masters.find(master_id)
    if master is None:
        raise LotseError("key.wrong", needed=master_id)
    try:
        return master.open("key_check", "check_enc", "1", check)
    except LotseError as error:
        raise LotseError("key.wrong", needed=master_id) from error


def _first(conn: Connection, masters: MasterKeys) -> bytes:
    known = check_master(conn, masters)  # another process may have been first
    if known is not None:
        return known
    root = new_key()
    rows.insert_check(conn, masters.current, wrap_root(masters.keys[masters.current], root))
    return root


async def open_keyring(db: Database, source: MasterSource) -> Keyring:
    """The keyring for this database. Raises LotseError key.wrong or key.missing before anything is written."""
    masters = source.keys()
    root = await db.read(lambda conn: check_master(conn, masters))
    if root is None:
        root = await db.write(lambda conn: _first(conn, masters))
    return Keyring(source, root)
