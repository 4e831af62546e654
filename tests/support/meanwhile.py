"""Somebody else writes between two statements of a writer: on PostgreSQL another transaction may commit there.

meanwhile(monkeypatch, rows, "change", lambda: office.person().do("/delete"))

Whoever has to wait for the writer's lock goes on after it, as on SQLite, where there is one writer anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only

from backend.persistence.database import Connection
from backend.persistence.late import transaction_of

_WAITED_FOR = sa.text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
)


class Meanwhile:
    """`act` is done when the writer calls a function for the first time, or as soon as it may be."""

    def __init__(self, act: Callable[[], Awaitable[Any]]) -> None:
        self._act = act
        self._begun: asyncio.Future[Any] | None = None

    def step_in(self, conn: Connection) -> None:
        """Inside the writer's `conn`: until `act` is done, or waits for its transaction."""
        if self._begun is not None or conn.dialect.name != "postgresql":
            return
        self._begun = asyncio.ensure_future(self._act())
        holds = transaction_of(conn).begun  # nobody waits for one that has not begun, and looking would begin it
        while not self._begun.done() and not (holds and conn.execute(_WAITED_FOR).scalar()):
            await_only(asyncio.sleep(0.01))

    async def done(self) -> Any:
        """What it returned or raised."""
        outcome = await asyncio.gather(self._begun or self._act(), return_exceptions=True)
        return outcome[0]


def meanwhile(monkeypatch: pytest.MonkeyPatch, home: Any, name: str, act: Callable[[], Awaitable[Any]]) -> Meanwhile:
    """`act` comes before the first call of `home.name`, whose first argument is the connection."""
    other, original = Meanwhile(act), getattr(home, name)

    def late(conn: Connection, *args: Any, **kwargs: Any) -> Any:
        other.step_in(conn)
        return original(conn, *args, **kwargs)

    monkeypatch.setattr(home, name, late)
    return other
