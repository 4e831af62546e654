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

from backend.persistence.late import Step, transaction_of

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
    """On sqlite3, whose transaction is there before anything else."""

    __slots__ = ()

    def execute(self, conn: Connection, params: Params) -> int:
        cursor = self._run(conn, params)
        found: int = cursor.rowcount
        cursor.close()
        return found

    def execute_each(self, conn: Connection, params: Sequence[Params]) -> None:
        driver: Any = conn.connection.dbapi_connection
        driver.executemany(self.sql, [self.arguments(one) for one in params]).close()

    def fetch_one(self, conn: Connection, params: Params) -> Row | None:
        found: Row | None = self._run(conn, params).fetchone()
        return found

    def fetch_all(self, conn: Connection, params: Params) -> Sequence[Row]:
        found: Sequence[Row] = self._run(conn, params).fetchall()
        return found

    def _run(self, conn: Connection, params: Params) -> Any:
        driver: Any = conn.connection.dbapi_connection
        return driver.execute(self.sql, self.arguments(params))


class _OnAsyncpg(_Prepared):
    """On asyncpg, which keeps what the server has prepared."""

    __slots__ = ()

    def execute(self, conn: Connection, params: Params) -> int:
        return _touched(transaction_of(conn).run(self.executing(params)))

    def execute_each(self, conn: Connection, params: Sequence[Params]) -> None:
        transaction_of(conn).run(lambda raw: raw.executemany(self.sql, [self.arguments(one) for one in params]))

    def fetch_one(self, conn: Connection, params: Params) -> Row | None:
        found: Row | None = transaction_of(conn).run(self.fetching(params))
        return found

    def fetch_all(self, conn: Connection, params: Params) -> Sequence[Row]:
        found: Sequence[Row] = transaction_of(conn).run(lambda raw: raw.fetch(self.sql, *self.arguments(params)))
        return found

    def executing(self, params: Params) -> Step:
        return lambda raw: raw.execute(self.sql, *self.arguments(params))

    def fetching(self, params: Params) -> Step:
        return lambda raw: raw.fetchrow(self.sql, *self.arguments(params))


def _touched(status: str) -> int:
    """Rows, of what the server says when it is done: `INSERT 0 1`, `UPDATE 3`."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


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
    if isinstance(params, list):
        _prepared(conn, statement).execute_each(conn, params)
    else:
        _prepared(conn, statement).execute(conn, params)  # type: ignore[arg-type]


def fetch_one(conn: Connection, statement: ClauseElement, params: Params) -> Row | None:
    """The first row as a tuple, or None."""
    return _prepared(conn, statement).fetch_one(conn, params)


def fetch_all(conn: Connection, statement: ClauseElement, params: Params = _NOTHING) -> Sequence[Row]:
    """All rows as tuples."""
    return _prepared(conn, statement).fetch_all(conn, params)


def look(conn: Connection, statement: ClauseElement, locking: ClauseElement, params: Params) -> Row | None:
    """`fetch_one`, the first thing a writer does. On PostgreSQL it comes before the transaction (`late`): what is found
    may change until it is written. Where the transaction has begun, `locking` is run: the same, with its rows locked.
    """
    first = _prepared(conn, statement)
    if isinstance(first, _OnSqlite):
        return first.fetch_one(conn, params)
    within = _prepared(conn, locking)
    assert isinstance(within, _OnAsyncpg)
    found: Row | None = transaction_of(conn).look(first.fetching(params), within.fetching(params))
    return found


def may_have_changed(conn: Connection) -> bool:
    """Can others still write what `look` has found? Until `held` says that it is locked."""
    return conn.dialect.name != "sqlite" and transaction_of(conn).looked


def held(conn: Connection) -> None:
    transaction_of(conn).looked = False


def finish(conn: Connection, statement: ClauseElement, params: Params) -> int:
    """Rows touched by the last statement of a writer, which says itself what must be as `look` has found it."""
    prepared = _prepared(conn, statement)
    if isinstance(prepared, _OnSqlite):
        return prepared.execute(conn, params)
    return _touched(transaction_of(conn).finish(prepared.executing(params)))
