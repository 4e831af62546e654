"""The first conversations of a process, with words: prints which files were opened inside a transaction.

python -m tests.support.first_words DATABASE_URL

A process of its own, because whatever is read once may have been read by another test.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

import orjson

from backend.bench.phones import Phone
from backend.bootstrap.ahead import LANGUAGES
from backend.bootstrap.turns import create_turns
from backend.persistence.database import Connection
from backend.services.seed import seed_teams
from backend.services.turns import Turns
from flows.protocol import CommandIn, TextIn
from tests.support.world import a_world

WORDS = ("ich brauche Hilfe mit meiner Wohnung bitte", "я живу в місті Унна", "اسكن في اونا")


class Watch:
    """What is opened while a transaction runs, in its thread."""

    def __init__(self, db: Any) -> None:
        self._here, self._write_then = threading.local(), db.write_then
        self.opened: list[str] = []
        self.transactions = 0
        db.write_then = self._watched
        sys.addaudithook(self._note)

    async def _watched(self, fn: Callable[[Connection], Any], then: Callable[[Any], Any]) -> Any:
        def run(conn: Connection) -> Any:
            conn.exec_driver_sql("SELECT 1")  # the database itself opens files, too, but before that
            self._here.on, self.transactions = True, self.transactions + 1
            try:
                return fn(conn)
            finally:
                self._here.on = False

        return await self._write_then(run, then)

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and getattr(self._here, "on", False):
            self.opened.append(str(args[0]))


async def _talk(turns: Turns, phone: Phone, lang: str | None) -> None:
    reply = await turns.turn(phone.first())
    if lang is not None:
        reply = await turns.turn(phone.asking(CommandIn(name="language", arg=lang)))
    for words in WORDS:
        beside = Phone(f"{phone.chat}: {words}")
        await turns.turn(beside.first())
        await turns.turn(beside.asking(TextIn(text=words)))
    while (request := phone.next_request(reply)) is not None:
        reply = await turns.turn(request)


async def main(url: str) -> None:
    world = await a_world(url)
    try:
        await seed_teams(world)
        turns, watch = create_turns(world), Watch(world.db)
        await _talk(turns, Phone("first"), None)
        await LANGUAGES.done()
        await _talk(turns, Phone("second"), "uk")
    finally:
        await world.db.close()
    print(orjson.dumps({"transactions": watch.transactions, "opened": watch.opened}).decode())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
