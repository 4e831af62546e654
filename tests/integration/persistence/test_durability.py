"""What was confirmed survives a kill exactly once, and nothing a person said stands readable in any file."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.crypto import keyfile, open_keyring
from backend.crypto.sources import FileSource
from backend.persistence import conversations, turns
from backend.persistence.database import Connection, Database, open_database

MARK = b"CANARY-5a1f0c-Amira"

#: Takes turns of 50 conversations at once and prints each event after it was confirmed, until it is killed.
CHILD = """
import asyncio, sys
from backend.persistence import turns
from backend.persistence.database import open_database

def turn(conn, name, event):
    row = turns.load_turn(conn, "web", f"h{name}", event)
    assert row.seq is None
    turns.save_turn(conn, conversation_id=row.conversation_id, flow=row.flow, revision=row.revision, jurisdiction=None,
                    status="running", state_enc=b"s", turn_count=row.turn_count + 1, at=1, expires_at=None,
                    channel="web", event_hash=event, content_enc=b"c", log="[]")

async def talk(db, name):
    n = 0
    while True:
        n += 1
        await db.write(lambda conn: turn(conn, name, f"{name}.{n}"))
        sys.stdout.write(f"{name}.{n}\\n")
        sys.stdout.flush()

async def main():
    db = open_database(sys.argv[1])
    await asyncio.gather(*(talk(db, name) for name in range(50)))

asyncio.run(main())
"""


def begun(conn: Connection, name: str, sealed: bytes = b"s") -> None:
    conversations.new_conversation(
        conn, person_id=f"p{name}", wrapped_key=b"w", master_id="k", conversation_id=f"c{name}", flow="f", revision="r",
        jurisdiction=None, status="running", state_enc=sealed, at=1, expires_at=None, channel="web",
        chat_hash=f"h{name}", address_enc=sealed,
    )  # fmt: skip


def killed_after(url: str, lines: int) -> list[str]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    confirmed = [child.stdout.readline().strip() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    confirmed += [line.strip() for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    child.wait()
    return confirmed


@pytest.mark.parametrize("lines", [1, 137, 800])
async def test_a_kill_loses_no_confirmed_turn_and_doubles_none(database_url: str, lines: int) -> None:
    """faults: A1; every confirmed event is there, each conversation counts exactly its stored turns"""
    db = open_database(database_url)
    for name in range(50):
        await db.write(lambda conn, n=name: begun(conn, str(n)))  # type: ignore[misc]
    confirmed = await asyncio.to_thread(killed_after, database_url, lines)
    assert len(confirmed) >= lines
    for name in range(50):
        past = await db.read(lambda conn, n=name: turns.transcript(conn, f"c{n}", 10_000))  # type: ignore[misc]
        row = await db.read(lambda conn, n=name: conversations.by_id(conn, f"c{n}"))  # type: ignore[misc]
        assert row is not None
        assert [one.seq for one in past] == list(range(1, row.turn_count + 1))
        stored = {one.event_hash for one in past}
        assert {event for event in confirmed if event.split(".")[0] == str(name)} <= stored
    await db.close()


async def test_what_was_sealed_stands_readable_in_no_file(sqlite_url: str, tmp_path: Path) -> None:
    """faults: C (canaries); also before and after everything is moved from the log into the database"""
    keyfile.create(tmp_path / "master.key")
    db = open_database(sqlite_url)
    ring = await open_keyring(db, FileSource(tmp_path / "master.key"))
    key = ring.new_person("p1").key
    sealed = key.seal("conversations", "state_enc", "c1", MARK * 500)
    await db.write(lambda conn: begun(conn, "1", sealed))
    await db.write(lambda conn: begun(conn, ring.blind("chat", MARK.decode())[:20]))
    assert await found(db) == sealed
    assert not any(await asyncio.to_thread(holding, tmp_path))
    await db.close()
    assert not any(await asyncio.to_thread(holding, tmp_path))
    assert list(await asyncio.to_thread(holding, tmp_path, sealed[:200])) != [], "the search itself works"


async def found(db: Database) -> bytes:
    row = await db.read(lambda conn: conversations.by_id(conn, "c1"))
    assert row is not None
    return row.state_enc


def holding(folder: Path, mark: bytes = MARK) -> list[str]:
    paths = [Path(where) / name for where, _, names in os.walk(folder) for name in names]
    return [path.name for path in paths if mark in path.read_bytes()]


async def test_a_destroyed_key_is_overwritten_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
    """Setting it to NULL would leave its bytes in a free corner of the page."""
    from backend.persistence.erasing import erase_person

    wrapped = os.urandom(61)
    db = open_database(sqlite_url)
    await db.write(
        lambda conn: conversations.new_conversation(
            conn, person_id="p1", wrapped_key=wrapped, master_id="k", conversation_id="c1", flow="f", revision="r",
            jurisdiction=None, status="running", state_enc=b"s", at=1, expires_at=None, channel="web", chat_hash="h",
            address_enc=b"a",
        )
    )  # fmt: skip
    await db.close()
    assert await asyncio.to_thread(holding, tmp_path, wrapped) == ["lotse.db"]
    db = open_database(sqlite_url)
    await db.write(lambda conn: erase_person(conn, "p1", 5))
    await db.close()
    assert await asyncio.to_thread(holding, tmp_path, wrapped) == []
