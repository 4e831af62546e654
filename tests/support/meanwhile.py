"""Somebody else writes between two statements of a writer: on PostgreSQL another transaction may commit there.

meanwhile(monkeypatch, office.world.db, rows, "change", lambda: office.person().do("/delete"))

Whoever has to wait for the writer's lock goes on after it, as on SQLite, where there is one writer anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.util import await_only

from backend.persistence.database import Database

#: Seconds after which somebody who is not done waits for a lock: many times what one write takes.
PATIENCE = 1.0


class Meanwhile:
    """`act` is done when the writer calls a function for the first time, or as soon as it may be."""

    def __init__(self, act: Callable[[], Awaitable[Any]], *, between: bool) -> None:
        self._act, self._between = act, between
        self._begun: asyncio.Future[Any] | None = None

    def step_in(self) -> None:
        """Inside a writer's transaction."""
        if self._begun is None and self._between:
            self._begun = asyncio.ensure_future(self._act())
            await_only(asyncio.wait({self._begun}, timeout=PATIENCE))

    async def done(self) -> Any:
        """What it returned or raised."""
        outcome = await asyncio.gather(self._begun or self._act(), return_exceptions=True)
        return outcome[0]


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, db: Database, home: Any, name: str, act: Callable[[], Awaitable[Any]]
) -> Meanwhile:
    """`act` comes before the first call of `home.name`."""
    other, original = Meanwhile(act, between=db.dialect == "postgresql"), getattr(home, name)

    def late(*args: Any, **kwargs: Any) -> Any:
        other.step_in()
        return original(*args, **kwargs)

    monkeypatch.setattr(home, name, late)
    return other
