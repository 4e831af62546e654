"""The master key: recognised at the start, changed while people talk, never half."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.crypto import Keyring, keyfile, open_keyring, rotation
from backend.crypto.sources import FileSource
from backend.persistence import keys as rows
from backend.persistence.database import Connection, Database, open_database
from backend.persistence.tables import key_check, metadata, people
from flows.errors import LotseError
from tests.support.key_files import prepended
from tests.support.waiting import PATIENCE


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "master.key"
    keyfile.create(path)
    return path


async def with_people(db: Database, ring: Keyring, count: int, first: int = 0) -> dict[str, bytes]:
    """`count` people, each with a sealed word; the words by person."""
    made = {f"{n:032}": ring.new_person(f"{n:032}") for n in range(first, first + count)}
    values = [
        {"id": person, "wrapped_key": one.wrapped, "master_id": one.master_id, "created_at": 1}
        for person, one in made.items()
    ]
    await db.write(lambda conn: conn.execute(people.insert(), values) and None)
    return {person: one.key.seal("t", "c", person, b"word") for person, one in made.items()}


async def read_by(db: Database, ring: Keyring, words: dict[str, bytes]) -> int:
    """How many people's words can be read."""
    stored = await db.read(lambda conn: conn.execute(sa.select(people)).all())
    found = [
        ring.unwrap(row.id, row.wrapped_key, row.master_id).open("t", "c", row.id, words[row.id]) for row in stored
    ]
    return found.count(b"word")


async def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    def read(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
        return {table.name: [tuple(row) for row in conn.execute(sa.select(table))] for table in metadata.sorted_tables}

    return await db.read(read)


async def test_the_first_start_makes_the_check_and_the_next_accepts_it(database: Database, key_path: Path) -> None:
    one = await open_keyring(database, FileSource(key_path))
    two = await open_keyring(database, FileSource(key_path))
    assert one.blind("chat", "1") == two.blind("chat", "1")


async def test_many_first_starts_at_once_agree(database: Database, key_path: Path) -> None:
    rings = await asyncio.gather(*(open_keyring(database, FileSource(key_path)) for _ in range(8)))
    assert len({ring.blind("chat", "1") for ring in rings}) == 1


async def test_a_wrong_master_key_is_refused_and_touches_nothing(
    database: Database, key_path: Path, tmp_path: Path
) -> None:
    """faults: A11; another key, and another key that calls itself by the right id"""
    right = await open_keyring(database, FileSource(key_path))
    await with_people(database, right, 2)
    before = await everything(database)
    other = tmp_path / "other.key"
    keyfile.create(other)
    forged = tmp_path / "forged.key"
    forged.write_text(f"{keyfile.read(key_path).current}:{other.read_text().partition(':')[2]}")
    for path in (other, forged):
        with pytest.raises(LotseError) as caught:
            await open_keyring(database, FileSource(path))
        assert caught.value.code == "key.wrong"
    assert await everything(database) == before


async def test_a_database_whose_check_is_gone_is_not_taken_for_a_new_one(database: Database, key_path: Path) -> None:
    ring = await open_keyring(database, FileSource(key_path))
    await with_people(database, ring, 1)
    await database.write(lambda conn: conn.execute(key_check.delete()) and None)
    with pytest.raises(LotseError) as caught:
        await open_keyring(database, FileSource(key_path))
    assert caught.value.code == "key.wrong"


async def test_a_rotation_beside_a_running_backend_is_not_noticed(database: Database, key_path: Path) -> None:
    """Words sealed before stay readable to a keyring opened before; hashes stay; new people get the new key."""
    ring = await open_keyring(database, FileSource(key_path))
    words = await with_people(database, ring, 25)
    seen: list[tuple[int, int]] = []
    report = await rotation.rotate(
        database, prepended(key_path), batch=10, progress=lambda done, total: seen.append((done, total))
    )
    assert (report.rewrapped, report.unreadable, report.needed) == (25, (), {report.current: 25})
    assert report.complete
    assert seen == [(10, 25), (20, 25), (25, 25)]
    words |= await with_people(database, ring, 5, first=100)
    assert await read_by(database, ring, words) == 30
    assert await database.read(rows.by_master) == {report.current: 30}
    after = await open_keyring(database, FileSource(key_path))
    assert after.blind("chat", "1") == ring.blind("chat", "1")


def keep_first(path: Path) -> None:
    path.write_text(path.read_text().splitlines()[0])


async def test_after_a_rotation_the_old_key_may_go(database: Database, key_path: Path) -> None:
    ring = await open_keyring(database, FileSource(key_path))
    words = await with_people(database, ring, 3)
    await rotation.rotate(database, prepended(key_path))
    keep_first(key_path)
    assert await read_by(database, await open_keyring(database, FileSource(key_path)), words) == 3


async def test_a_rotation_stopped_halfway_leaves_everything_readable_and_goes_on(
    database: Database, key_path: Path
) -> None:
    """faults: A11 (rotated halfway)"""
    ring = await open_keyring(database, FileSource(key_path))
    words = await with_people(database, ring, 20)
    masters = prepended(key_path)

    def stop(done: int, total: int) -> None:
        raise KeyError("killed here")

    with pytest.raises(KeyError):
        await rotation.rotate(database, masters, batch=7, progress=stop)
    assert sorted((await database.read(rows.by_master)).values()) == [7, 13]
    for one in (ring, await open_keyring(database, FileSource(key_path))):
        assert await read_by(database, one, words) == 20
    report = await rotation.rotate(database, keyfile.read(key_path), batch=7)
    assert (report.rewrapped, report.needed) == (13, {masters.current: 20})


async def test_one_unreadable_key_fails_closed_and_the_others_go_on(database: Database, key_path: Path) -> None:
    """faults: A11; the damaged row stays as it is and is named"""
    ring = await open_keyring(database, FileSource(key_path))
    await with_people(database, ring, 5)
    damaged = f"{2:032}"
    await database.write(
        lambda conn: (
            conn.execute(people.update().where(people.c.id == damaged).values(wrapped_key=b"\x01" * 61)) and None
        )
    )
    report = await rotation.rotate(database, prepended(key_path), batch=2)
    assert (report.rewrapped, report.unreadable) == (4, (damaged,))
    assert not report.complete
    kept = await database.read(
        lambda conn: conn.execute(sa.select(people.c.wrapped_key).where(people.c.id == damaged)).scalar_one()
    )
    assert bytes(kept) == b"\x01" * 61


async def test_an_erased_person_gets_no_key_back(database: Database, key_path: Path) -> None:
    ring = await open_keyring(database, FileSource(key_path))
    await with_people(database, ring, 2)
    await database.write(
        lambda conn: conn.execute(people.update().where(people.c.id == f"{0:032}").values(wrapped_key=None)) and None
    )
    assert (await rotation.rotate(database, prepended(key_path))).rewrapped == 1


def lotse(url: str, key_path: Path, *arguments: str) -> subprocess.Popen[str]:
    env = {**os.environ, "LOTSE_DATABASE_URL": url, "LOTSE_MASTER_KEY_FILE": str(key_path)}
    return subprocess.Popen(
        [sys.executable, "-m", "backend.cli", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, dict[str, object]]:
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err, err
    return process.returncode, json.loads(out)


async def test_of_two_rotations_at_once_the_second_waits(database_url: str, key_path: Path) -> None:
    """faults: A11; none takes the other's new key for unreadable, and every key that ever wrapped stays in the file"""
    db = open_database(database_url)
    ring = await open_keyring(db, FileSource(key_path))
    words = await with_people(db, ring, 300)
    first = keyfile.read(key_path).current
    both = [lotse(database_url, key_path, "keys", "rotate", "--json", "--batch", "1") for _ in range(2)]
    ended = [await asyncio.to_thread(finished, one) for one in both]
    assert [(code, told["rewrapped"], told["unreadable"]) for code, told in ended] == [(0, 300, [])] * 2
    kept = keyfile.read(key_path)
    assert set(kept.keys) == {first, *(told["current"] for _, told in ended)}
    assert await db.read(rows.by_master) == {kept.current: 300}
    assert await read_by(db, ring, words) == 300
    await db.close()


async def test_the_command_survives_kill_9(database_url: str, key_path: Path) -> None:
    """faults: A1, A11; started again, it goes on with the key it had begun, and ends with one key for all"""
    db = open_database(database_url)
    ring = await open_keyring(db, FileSource(key_path))
    words = await with_people(db, ring, 4000)
    killed = lotse(database_url, key_path, "keys", "rotate", "--batch", "1")
    deadline = time.monotonic() + PATIENCE
    while len(await db.read(rows.by_master)) < 2:
        assert time.monotonic() < deadline, killed.communicate()
        await asyncio.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert len(await db.read(rows.by_master)) == 2
    assert await read_by(db, ring, words) == 4000
    begun = keyfile.read(key_path).current
    code, told = finished(lotse(database_url, key_path, "keys", "rotate", "--json"))
    assert (code, told["current"], told["people"]) == (0, begun, {begun: 4000})
    assert await read_by(db, ring, words) == 4000
    code, told = finished(lotse(database_url, key_path, "keys", "check", "--json"))
    assert (code, told["missing"], told["spare"]) == (0, [], list(keyfile.read(key_path).keys)[1:])
    await db.close()
