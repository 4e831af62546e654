"""`lotse serve` that kills itself at a named point of a turn: LOTSE_POINT=`name:n` means, at the n-th write.

Nothing of the product knows of it: the database is wrapped on the way to the services.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from backend.cli import main
from backend.persistence.database import Connection, Database
from backend.settings import Settings

T = TypeVar("T")
U = TypeVar("U")

#: Where a turn may end: not begun, begun, done and not committed, perhaps on its way to the disk, committed and not
#: answered.
POINTS = ("before", "inside", "uncommitted", "committing", "committed")


class Failing:
    def __init__(self, inner: Database, point: str, at: int) -> None:
        self._inner, self._point, self._left = inner, point, at

    async def write(self, fn: Callable[[Connection], T]) -> T:
        return await self._dying(fn, lambda work, _: self._inner.write(work))

    async def write_then(self, fn: Callable[[Connection], T], then: Callable[[T], U]) -> U:
        def shape(result: T, here: str) -> U:
            die_at("committing", here)
            return then(result)

        return await self._dying(fn, lambda work, here: self._inner.write_then(work, lambda found: shape(found, here)))

    async def _dying(
        self, fn: Callable[[Connection], T], write: Callable[[Callable[[Connection], T], str], Awaitable[U]]
    ) -> U:
        self._left -= 1
        here = self._point if self._left == 0 else ""

        def work(conn: Connection) -> T:
            die_at("inside", here)
            result = fn(conn)
            die_at("uncommitted", here)
            return result

        die_at("before", here)
        result = await write(work, here)
        die_at("committing", here)  # where nothing was shaped meanwhile
        die_at("committed", here)
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def die_at(point: str, here: str) -> None:
    if point == here:
        os.kill(os.getpid(), signal.SIGKILL)


def fail_at(point: str, at: int) -> None:
    opened = Settings.open_database
    Settings.open_database = lambda self: Failing(opened(self), point, at)  # type: ignore[method-assign,return-value]


if __name__ == "__main__":
    if os.environ.get("LOTSE_POINT"):
        name, _, number = os.environ["LOTSE_POINT"].partition(":")
        fail_at(name, int(number))
    main()
