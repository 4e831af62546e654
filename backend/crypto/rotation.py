"""Changing the master key while people go on talking.

Order, so that a kill at any instant leaves everything readable: the new key stands first in the key file, the old
ones after it; then the root secret is wrapped anew; then people's keys, batch by batch, each batch one commit.
Started again it goes on where it stopped, because what is done carries the new key's id. What cannot be read stays
as it is and is named at the end; the others go on. Data are not encrypted again: only their keys are wrapped anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.crypto.keyring import unwrapped, wrap
from backend.crypto.master import MasterKeys
from backend.crypto.opening import check_master, wrap_root
from backend.persistence import keys as rows
from backend.persistence.database import Connection, Database
from flows.errors import LotseError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """`rewrapped` people in this run; `unreadable` person ids left as they were; `needed` people per master key now."""

    current: str
    rewrapped: int
    unreadable: tuple[str, ...]
    needed: dict[str, int]

    @property
    def complete(self) -> bool:
        """Was everybody's key wrapped with the current one? A process that was not told of it may go on otherwise."""
        return set(self.needed) <= {self.current}


@dataclass(frozen=True, slots=True)
class _Batch:
    last: str | None  # None: nothing was left
    done: int
    unreadable: tuple[str, ...]


async def rotate(db: Database, masters: MasterKeys, *, batch: int = 500, progress: Progress | None = None) -> Report:
    """Wraps everything with `masters.current`; `progress(done, total)` after a batch. Raises LotseError key.wrong."""
    await db.write(lambda conn: _rewrap_root(conn, masters))
    total = sum(count for key, count in (await db.read(rows.by_master)).items() if key != masters.current)
    done, unreadable, after = 0, list[str](), ""
    while True:
        found = await db.write(lambda conn, after=after: _rewrap_batch(conn, masters, after, batch))  # type: ignore[misc]
        if found.last is None:
            break
        done, after = done + found.done, found.last
        unreadable += found.unreadable
        if progress is not None:
            progress(done + len(unreadable), total)
    return Report(masters.current, done, tuple(unreadable), await db.read(rows.by_master))


def _rewrap_root(conn: Connection, masters: MasterKeys) -> None:
    root = check_master(conn, masters)
    if root is None:
        raise LotseError("key.missing", problem="this database has never been started")
    rows.update_check(conn, masters.current, wrap_root(masters.keys[masters.current], root))


def _rewrap_batch(conn: Connection, masters: MasterKeys, after: str, limit: int) -> _Batch:
    found = rows.to_rewrap(conn, masters.current, after, limit)
    good, bad = list[rows.WrappedKey](), list[str]()
    for row in found:
        anew = _rewrapped(masters, row)
        if anew is None:
            bad.append(row.person_id)
        else:
            good.append(anew)
    rows.rewrap(conn, good)
    return _Batch(found[-1].person_id if found else None, len(good), tuple(bad))


def _rewrapped(masters: MasterKeys, row: rows.WrappedKey) -> rows.WrappedKey | None:
    """None when no key of ours opens it."""
    old = masters.find(row.master_id)
    if old is None:
        return None
    try:
        key = unwrapped(old, row.person_id, row.wrapped)
    except LotseError:
        return None
    return rows.WrappedKey(row.person_id, wrap(masters.keys[masters.current], row.person_id, key), masters.current)
