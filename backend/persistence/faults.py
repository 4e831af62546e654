"""What a database error means to us, whichever driver raised it.

Hot queries run on the raw driver (`fast`), so the same fault arrives as `sqlite3.OperationalError`, as SQLAlchemy's
wrapper around it, or as an asyncpg error inside two wrappers. This file is the only place that knows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NoReturn

from sqlalchemy import exc

from flows.errors import LotseError

_SQLITE_FULL = {sqlite3.SQLITE_FULL}
_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
_SQLITE_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}

_PG_FULL = {"53100"}
_PG_UNIQUE = {"23505"}
_PG_TRANSIENT = {"40001", "40P01"}  # serialization failure, deadlock: the same work may succeed at once
#: by class: connection lost, resources, shutdown and statement time-outs, lock time-out, system; read-only server
_PG_UNAVAILABLE_CLASSES = ("08", "53", "57", "58", "28", "3D")
_PG_UNAVAILABLE = {"55P03", "25006", "25P03", *_PG_TRANSIENT}
_PG_NOT_MIGRATED = {"42P01"}


class NotUnique(Exception):
    """A row with this key exists. Raised only after the work was run again and met it again; cause: the driver's."""


class LostRace(Exception):
    """What was found has changed before it was written. `Database.write` runs the work again."""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error`, what SQLAlchemy wrapped in it, and what the driver wrapped in that."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        inner = getattr(seen, "orig", None)
        seen = inner if isinstance(inner, BaseException) else None


def _sqlite_code(error: BaseException) -> int | None:
    for cause in _causes(error):
        if isinstance(cause, sqlite3.Error):
            return getattr(cause, "sqlite_errorcode", None)
    return None


def _pg_state(error: BaseException) -> str | None:
    for cause in _causes(error):
        state = getattr(cause, "sqlstate", None)
        if isinstance(state, str):
            return state
    return None


def _is_driver_error(error: BaseException) -> bool:
    return any(isinstance(cause, exc.SQLAlchemyError | sqlite3.Error) or _of_asyncpg(cause) for cause in _causes(error))


def _of_asyncpg(error: BaseException) -> bool:
    return any("asyncpg" in kind.__module__ for kind in type(error).__mro__)


def is_duplicate(error: BaseException) -> bool:
    """A unique constraint was hit: somebody else wrote this row first."""
    return _sqlite_code(error) in _SQLITE_UNIQUE or _pg_state(error) in _PG_UNIQUE


def is_transient(error: BaseException) -> bool:
    """The database asks to run the same transaction again."""
    return isinstance(error, LostRace) or _pg_state(error) in _PG_TRANSIENT


def is_lost(error: BaseException) -> bool:
    """The connection is gone (restart, crash, network)."""
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    state = _pg_state(error)
    if state is not None:
        return state.startswith("08") or state in {"57P01", "57P02", "57P03"}
    return isinstance(error, ConnectionError) or (_is_driver_error(error) and "connection" in str(error).lower())


def translated(error: BaseException) -> BaseException:
    """The error to show the caller: ours where the catalogue knows the fault, else `error` itself."""
    code = _code(error)
    if code is not None:
        return LotseError(code, cause=_name(error))
    if is_duplicate(error):
        return NotUnique(_name(error))
    if isinstance(error, StopIteration):  # no future can carry it: it would be lost and the caller wait for ever
        return RuntimeError("StopIteration in a database function")
    return error


def surface(error: BaseException) -> NoReturn:
    """Raises `translated(error)`, keeping `error` as its cause."""
    shown = translated(error)
    if shown is error:
        raise error
    raise shown from error


def _code(error: BaseException) -> str | None:
    if isinstance(error, LotseError):
        return None
    return _sqlite_fault(error) or _pg_fault(error) or _other_fault(error)


def _sqlite_fault(error: BaseException) -> str | None:
    code = _sqlite_code(error)
    if code is None:
        return None
    if code & 0xFF in _SQLITE_FULL:
        return "storage.full"
    if code == sqlite3.SQLITE_ERROR and "no such table" in str(error):
        return "storage.not_migrated"
    return "storage.unavailable" if code & 0xFF in _SQLITE_UNAVAILABLE else None


def _pg_fault(error: BaseException) -> str | None:
    state = _pg_state(error)
    if state is None:
        return None
    if state in _PG_FULL:
        return "storage.full"
    if state in _PG_NOT_MIGRATED:
        return "storage.not_migrated"
    return "storage.unavailable" if state in _PG_UNAVAILABLE or state.startswith(_PG_UNAVAILABLE_CLASSES) else None


def _other_fault(error: BaseException) -> str | None:
    away = any(isinstance(cause, OSError | exc.TimeoutError | TimeoutError) for cause in _causes(error))
    return "storage.unavailable" if away or isinstance(error, LostRace) or is_lost(error) else None


def _name(error: BaseException) -> str:
    """Class and code of the innermost error: says what happened and holds no value."""
    inner = list(_causes(error))[-1]
    code = getattr(inner, "sqlite_errorname", None) or getattr(inner, "sqlstate", None)
    return f"{type(inner).__name__} {code}" if code else type(inner).__name__
