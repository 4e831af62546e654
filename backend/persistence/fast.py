"""Statements of the turn's path: written with SQLAlchemy Core, compiled once, run on the bare driver.

SQLAlchemy's own execution costs several times what SQLite itself needs for a point select. Here a statement is
compiled at first use for each dialect; after that a call is one dictionary look-up and one call of the driver.
Only for statements that are built once (module constants), with plain values: str, int, bytes, None, bool.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.engine import Dialect

Row = Sequence[Any]
Params = Mapping[str, Any]
_NOTHING: Params = {}
#: Where a statement keeps what was prepared for a dialect.
_CACHES = {"sqlite": "_lotse_sqlite", "postgresql": "_lotse_postgresql"}


class Cursor(Protocol):
    @property
    def rowcount(self) -> int:
        """Rows changed; -1 where the driver does not say (after a list of parameters)."""

    def fetchone(self) -> Row | None: ...

    def fetchall(self) -> Sequence[Row]: ...

    def close(self) -> None: ...


class _Prepared:
    """One statement for one dialect: its SQL and how a dict becomes the driver's tuple."""

    __slots__ = ("arguments", "sql", "statement")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise TypeError("expanding parameters need SQLAlchemy's own execution")
        self.statement = statement  # derived statements copy attributes: this tells the copy from the original
        self.sql: str = str(compiled)
        names: Sequence[str] = compiled.positiontup or ()
        fixed = {name: compiled.params[name] for name in names if not compiled.binds[name].required}
        self.arguments = _arguments(names, fixed)


def _arguments(names: Sequence[str], fixed: Params) -> Callable[[Params], tuple[Any, ...]]:
    """From a dict to a tuple in the order of `names`; `fixed` are the values that stand in the statement itself."""
    if fixed:
        return lambda given: tuple([given[name] if name in given else fixed[name] for name in names])
    if len(names) > 1:
        return itemgetter(*names)
    if names:
        only = names[0]
        return lambda given: (given[only],)
    return lambda given: ()


def _prepared(conn: Connection, statement: ClauseElement) -> _Prepared:
    found: _Prepared | None = statement.__dict__.get(_CACHES[conn.dialect.name])
    if found is not None and found.statement is statement:
        return found
    found = statement.__dict__[_CACHES[conn.dialect.name]] = _Prepared(statement, conn.dialect)
    return found


def execute(conn: Connection, statement: ClauseElement, params: Params | Sequence[Params] = _NOTHING) -> Cursor:
    """Runs `statement` in `conn`'s transaction; a list of params runs it once for each.

    Raises the driver's errors, KeyError for a missing parameter, TypeError for a statement that cannot be prepared.
    """
    if not isinstance(params, list):
        return _execute(conn, statement, params)  # type: ignore[arg-type]
    prepared = _prepared(conn, statement)
    cursor: Any = conn.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    cursor.executemany(prepared.sql, [prepared.arguments(one) for one in params])
    return cursor  # type: ignore[no-any-return]


def _execute(conn: Connection, statement: ClauseElement, params: Params) -> Cursor:
    prepared = _prepared(conn, statement)
    cursor: Any = conn.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    cursor.execute(prepared.sql, prepared.arguments(params))
    return cursor  # type: ignore[no-any-return]


def fetch_one(conn: Connection, statement: ClauseElement, params: Params) -> Row | None:
    """The first row as a tuple, or None."""
    return _execute(conn, statement, params).fetchone()


def fetch_all(conn: Connection, statement: ClauseElement, params: Params = _NOTHING) -> Sequence[Row]:
    """All rows as tuples."""
    return _execute(conn, statement, params).fetchall()
