"""The raw limit: the reads and writes of a turn as bare SQL on the bare driver, with none of our code around them.

Same statements (one select, one update, one insert), same mean sizes, same durability, every turn a transaction. On
PostgreSQL as many connections as turns are in flight commit side by side; SQLite has one writer, who is quickest alone.
What is written is made before the clock runs: it stands for bytes that a turn has, not for the work of making them. A
conversation's few rows of consents and its case are left out, so the limit is rather too high.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time

import asyncpg

from backend.persistence.measuring import Sizes

LOAD = (
    "SELECT c.id, c.person_id, c.flow, c.revision, c.jurisdiction, c.status, c.state_enc, c.turn_count, c.created_at,"
    " c.expires_at, p.wrapped_key, p.master_id, t.seq, t.content_enc, t.conversation_id,"
    " (SELECT max(changed) FROM flow_heads), (SELECT max(id) FROM recordings) FROM chats h"
    " JOIN conversations c ON c.id = h.conversation_id JOIN people p ON p.id = c.person_id"
    " LEFT JOIN turns t ON t.channel = {0} AND t.event_hash = {1} WHERE h.channel = {0} AND h.chat_hash = {2}"
)
SAVE = (
    "UPDATE conversations SET flow = {0}, revision = {1}, jurisdiction = {2}, status = {3}, state_enc = {4},"
    " turn_count = {5}, updated_at = {6}, expires_at = {7} WHERE id = {8}"
)
INSERT = (
    "INSERT INTO turns (channel, event_hash, conversation_id, seq, at, content_enc, log)"
    " VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6})"
)


#: So many different values of each column: no page of the database is written with the same bytes twice in a row.
_VALUES = 64


class _Values:
    """What the turns store, by number."""

    def __init__(self, sizes: Sizes) -> None:
        self._states, self._contents = (
            [os.urandom(size) for _ in range(_VALUES)] for size in (sizes.state, sizes.content)
        )
        self._log = "x" * sizes.log

    def saved(self, turn: int, conversation: str) -> tuple[object, ...]:
        state = self._states[turn % _VALUES]
        return ("f", "r", None, "running", state, turn, turn, turn, conversation)

    def inserted(self, turn: int, event: str, conversation: str) -> tuple[object, ...]:
        return ("web", event, conversation, turn, turn, self._contents[turn % _VALUES], self._log)


def raw_sqlite(path: str, sizes: Sizes, turns: int, at_once: int, first: int = 0) -> float:
    """Turns per second. `at_once` turns share a commit; with 1 each has its own, as the driver does it by itself.

    `first`: number of the first turn. A number may be written once.
    """
    values, chats = _Values(sizes), sizes.chats
    marks = [f"?{number}" for number in range(1, 10)]
    load, save, insert = (text.format(*marks) for text in (LOAD, SAVE, INSERT))
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        conn.execute(f"PRAGMA {pragma}")
    started = time.perf_counter()
    done = 0
    while done < turns:
        conn.execute("BEGIN IMMEDIATE")
        for _ in range(min(at_once, turns - done)):
            chat, conversation = chats[done % len(chats)]
            event = f"{first + done:064x}"
            conn.execute(load, ("web", event, chat)).fetchone()
            conn.execute(save, values.saved(done, conversation))
            conn.execute(insert, values.inserted(done, event, conversation))
            done += 1
        conn.execute("COMMIT")
    wall = time.perf_counter() - started
    conn.close()
    return turns / wall


async def raw_postgres(url: str, sizes: Sizes, turns: int, at_once: int) -> float:
    """Turns per second, `at_once` connections side by side, each turn a transaction."""
    values, chats = _Values(sizes), sizes.chats
    marks = [f"${number}" for number in range(1, 10)]
    load, save, insert = (text.format(*marks) for text in (LOAD + " FOR UPDATE OF c", SAVE, INSERT))
    pool = await asyncpg.create_pool(url, min_size=at_once, max_size=at_once)
    numbers = iter(range(turns))

    async def work() -> None:
        async with pool.acquire() as conn:
            ready = [await conn.prepare(text) for text in (load, save, insert)]
            for done in numbers:
                chat, conversation = chats[done % len(chats)]
                event = f"{done:064x}"
                async with conn.transaction():
                    await ready[0].fetchrow("web", event, chat)
                    await ready[1].fetch(*values.saved(done, conversation))
                    await ready[2].fetch(*values.inserted(done, event, conversation))

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    wall = time.perf_counter() - started
    await pool.close()
    return turns / wall
