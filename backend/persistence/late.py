"""PostgreSQL: a transaction that begins with the first statement that needs one, so most turns need none.

A turn looks (`look`), works, and writes once (`finish`). Alone, both are whole transactions of their own: two round
trips instead of four, and no row is locked while the work is done. So `finish` says what must be as it was found, and
whoever sees that it touched nothing raises `faults.LostRace`. Any other statement begins the transaction before it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

from sqlalchemy import AdaptedConnection, Connection

from backend.persistence.faults import is_lost

T = TypeVar("T")
#: Where a connection keeps the transaction it is in.
_KEY = "lotse.transaction"
Step = Callable[[Any], Awaitable[Any]]


class Uncertain(Exception):
    """Whether it is stored nobody knows; `__cause__` says how that came."""


class Transaction:
    """Of the driver itself, which the hot queries of `fast` speak to; for SQLAlchemy the connection commits by itself.

    However it ends, the connection is outside of any transaction then, or given up. `looked`: something was found
    before it began, and may have changed since.
    """

    __slots__ = ("_conn", "_driver", "_over", "_transaction", "begun", "looked")

    def __init__(self, conn: Connection, **options: Any) -> None:
        self._conn, self._driver = conn, driver_of(conn)
        self._transaction: Any = self._driver.driver_connection.transaction(**options)
        self.begun = self._over = self.looked = False
        conn.info[_KEY] = self

    def begin(self) -> None:
        """Does nothing when it has begun."""
        if self.begun:
            return
        if self._over:
            raise AssertionError("a statement after the last one")
        self._step(lambda _: self._transaction.start())
        self.begun = True

    def run(self, step: Step) -> Any:
        """A statement of this transaction: `step` gets asyncpg's connection."""
        self.begin()
        return self._driver.run_async(step)

    def look(self, first: Step, within: Step) -> Any:
        """`first` when the transaction has not begun, else `within`, which locks what it finds."""
        if self.begun:
            return self._driver.run_async(within)
        self.looked = True
        return self._driver.run_async(first)

    def finish(self, step: Step) -> Any:
        """The last statement: no other may follow. Raises Uncertain when it was on its own and the server is gone."""
        if self.begun:
            return self._driver.run_async(step)
        self._over = True
        try:
            return self._driver.run_async(step)
        except Exception as error:
            if is_lost(error):
                raise Uncertain from error
            raise

    def around(self, fn: Callable[[Connection], T]) -> T:
        """`fn` with the connection; when it raises, nothing of it stays."""
        try:
            return fn(self._conn)
        except BaseException as error:
            self._undo(error)
            raise

    def _undo(self, error: BaseException) -> None:
        given_up = not isinstance(error, Exception)  # by the caller, perhaps in the middle of a statement
        if (given_up and not self.begun) or (not given_up and is_lost(error)):
            self._give_up()
            return
        with suppress(Exception):  # the connection is given up then; what happened before tells more
            self.roll_back()

    def roll_back(self) -> None:
        if self.begun:
            self._step(lambda _: self._transaction.rollback())

    def commit(self) -> None:
        if not self.begun:
            return
        try:
            self._step(lambda _: self._transaction.commit())
        except Exception as error:
            raise Uncertain from error

    def _step(self, step: Step) -> None:
        try:
            self._driver.run_async(step)
        except BaseException:
            self._give_up()
            raise

    def _give_up(self) -> None:
        if not self._conn.invalidated:
            self._conn.invalidate()


def driver_of(conn: Connection) -> AdaptedConnection:
    return cast("AdaptedConnection", conn.connection.dbapi_connection)


def transaction_of(conn: Connection) -> Transaction:
    """The one `conn` is in, begun or not. Raises KeyError outside of `Database.read` and `write`."""
    found: Transaction = conn.info[_KEY]
    return found


def begin(conn: Connection, *_: Any) -> None:
    """Before SQLAlchemy runs a statement: its transaction, where there is one, begins."""
    found: Transaction | None = conn.info.get(_KEY)
    if found is not None:
        found.begin()
