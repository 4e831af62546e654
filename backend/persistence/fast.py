"""Statements of the turn's path: written with SQLAlchemy Core, compiled once, run on the bare driver.

SQLAlchemy's own execution costs several times what SQLite itself needs for a point select, and its adapter to asyncpg
half as much again as asyncpg. Here a statement is compiled at first use for each dialect; after that a call is one
dictionary look-up and one call of the driver. Only for statements that are built once (module constants), with plain
values: str, int, bytes, None, bool, and inside `Database.read` and `write`, whose transaction is the driver's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.engine import Dialect

Row = Sequence[Any]
Params = Mapping[str, Any]
_NOTHING: Params = {}


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


class _OnSqlite(_Prepared):
    """On sqlite3. `driver`: its connection."""

    __slots__ = ()

    def execute(self, driver: Any, params: Params) -> None:
        driver.execute(self.sql, self.arguments(params)).close()

    def execute_each(self, driver: Any, params: Sequence[Params]) -> None:
        driver.executemany(self.sql, [self.arguments(one) for one in params]).close()

    def fetch_one(self, driver: Any, params: Params) -> Row | None:
        found: Row | None = driver.execute(self.sql, self.arguments(params)).fetchone()
        return found

    def fetch_all(self, driver: Any, params: Params) -> Sequence[Row]:
        found: Sequence[Row] = driver.execute(self.sql, self.arguments(params)).fetchall()
        return found


class _OnAsyncpg(_Prepared):
    """On asyncpg, which keeps what the server has prepared. `driver`: SQLAlchemy's, whose `run_async` leads to it."""

    __slots__ = ()

    def execute(self, driver: Any, params: Params) -> None:
        driver.run_async(lambda raw: raw.execute(self.sql, *self.arguments(params)))

    def execute_each(self, driver: Any, params: Sequence[Params]) -> None:
        driver.run_async(lambda raw: raw.executemany(self.sql, [self.arguments(one) for one in params]))

    def fetch_one(self, driver: Any, params: Params) -> Row | None:
        found: Row | None = driver.run_async(lambda raw: raw.fetchrow(self.sql, *self.arguments(params)))
        return found

    def fetch_all(self, driver: Any, params: Params) -> Sequence[Row]:
        found: Sequence[Row] = driver.run_async(lambda raw: raw.fetch(self.sql, *self.arguments(params)))
        return found


#: How a statement runs on a dialect, and where it keeps what was prepared for it.
_WAYS: dict[str, tuple[type[_OnSqlite | _OnAsyncpg], str]] = {
    "sqlite": (_OnSqlite, "_lotse_sqlite"),
    "postgresql": (_OnAsyncpg, "_lotse_postgresql"),
}


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


def _prepared(conn: Connection, statement: ClauseElement) -> _OnSqlite | _OnAsyncpg:
    way, cache = _WAYS[conn.dialect.name]
    found: _OnSqlite | _OnAsyncpg | None = statement.__dict__.get(cache)
    if found is not None and found.statement is statement:
        return found
    found = statement.__dict__[cache] = way(statement, conn.dialect)
    return found


def execute(conn: Connection, statement: ClauseElement, params: Params | Sequence[Params] = _NOTHING) -> None:
    """Runs `statement` in `conn`'s transaction; a list of params runs it once for each.

    Raises the driver's errors, KeyError for a missing parameter, TypeError for a statement that cannot be prepared.
    """
    driver = conn.connection.dbapi_connection
    if isinstance(params, list):
        _prepared(conn, statement).execute_each(driver, params)
    else:
        _prepared(conn, statement).execute(driver, params)  # type: ignore[arg-type]


def fetch_one(conn: Connection, statement: ClauseElement, params: Params) -> Row | None:
    """The first row as a tuple, or None."""
    return _prepared(conn, statement).fetch_one(conn.connection.dbapi_connection, params)


def fetch_all(conn: Connection, statement: ClauseElement, params: Params = _NOTHING) -> Sequence[Row]:
    """All rows as tuples."""
    return _prepared(conn, statement).fetch_all(conn.connection.dbapi_connection, params)
