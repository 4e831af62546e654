"""The worker is killed in the middle of its work: no message is lost, and one is said twice at most."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.crypto.ids import SystemIds
from backend.services.delivering import CLAIM
from backend.services.world import World
from tests.support.commands import environment
from tests.support.forking import Forked, forked
from tests.support.submitted import a_coordinator, statuses, submitted, write_to
from tests.support.waiting import PATIENCE, until
from tests.support.world import a_world

WORKER = "tests.support.worker_process"
PEOPLE, EACH = 4, 3


@asynccontextmanager
async def worker(url: str, said: Path, how: str = "say", later: float = 0) -> AsyncIterator[Forked]:
    """Killed at the end of the block."""
    process = forked((WORKER, url, str(said), how, str(later)), environment(), log_of(said))
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def log_of(said: Path) -> Path:
    return said.with_suffix(".log")


async def waiting_messages(url: str) -> World:
    """A world in which messages wait for each of several people."""
    world = await a_world(url, clock=lambda: datetime.now(UTC), ids=SystemIds())  # type: ignore[arg-type]
    staff = await a_coordinator(world)
    for person in range(PEOPLE):
        case_id = await submitted(world, f"chat-{person}")
        for number in range(EACH):
            await write_to(world, staff, case_id, f"Nachricht {number}")
    return world


def lines(said: Path) -> list[str]:
    return said.read_text().split() if said.exists() else []


def working(said: Path) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return log_of(said).exists() and "working" in log_of(said).read_text().splitlines()

    return reached


def first_of_each(said: Path) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return len(lines(said)) >= PEOPLE

    return reached


def all_sent(world: World) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return await statuses(world) == ["sent"] * PEOPLE * EACH

    return reached


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "back_after"),
    [("stall", 0.0), ("stall", CLAIM.total_seconds() + 1), ("say", 0.0)],
    ids=["being said, back at once", "being said, back when claims have run out", "any time"],
)
async def test_killed_between_saying_and_writing_down(
    database_url: str, tmp_path: Path, how: str, back_after: float
) -> None:
    """faults: A1, A7"""
    world = await waiting_messages(database_url)
    said = tmp_path / "said"
    some = first_of_each(said)

    async with worker(database_url, said, how):
        await until(some, "the first of each person are said")
    before = Counter(lines(said))
    assert max(before.values()) == 1
    # what was claimed and not begun comes up when its claim has run out: not worth waiting for in a test
    async with worker(database_url, said, "say", later=back_after):
        await until(all_sent(world), "all are sent") if back_after else await until(some)
    async with worker(database_url, said, "say", later=2 * CLAIM.total_seconds() + 5):
        await until(all_sent(world), "all are sent")
    counts = Counter(lines(said))
    assert len(counts) == PEOPLE * EACH, "none is lost"
    assert max(counts.values()) <= 2, "none is said more than twice"
    assert sum(counts.values()) - len(counts) <= PEOPLE, "only what was being said is said again"
    await world.db.close()


@pytest.mark.slow
async def test_the_next_worker_goes_on_at_once_with_what_a_killed_one_was_saying(
    database_url: str, tmp_path: Path
) -> None:
    """faults: A1. It has the number of the other, which is free only when that one is gone: no claim has to run out."""
    world = await waiting_messages(database_url)
    said = tmp_path / "said"
    some = first_of_each(said)

    async with worker(database_url, said, "stall"):
        await until(some, "the first of each person are being said")
    async with worker(database_url, said, "say"):
        await until(all_sent(world), "all are sent", within=CLAIM.total_seconds() / 2)
    await world.db.close()


@pytest.mark.slow
async def test_a_second_worker_leaves_alone_what_the_first_is_saying(postgres_url: str, tmp_path: Path) -> None:
    """An update starts the new one before the old one has ended; SQLite is for one process."""
    world = await waiting_messages(postgres_url)
    first, second = tmp_path / "first", tmp_path / "second"
    some = first_of_each(first)

    async with worker(postgres_url, first, "stall"):
        await until(some, "the first of each person are being said")
        async with worker(postgres_url, second):
            await until(working(second), "the second one is at work")
            await asyncio.sleep(5)  # DBOS looks once a second for what is left to do
    assert len(lines(first)) == PEOPLE
    assert lines(second) == []
    await world.db.close()


@pytest.mark.slow
async def test_asked_to_stop_it_finishes_what_it_began(database_url: str, tmp_path: Path) -> None:
    """faults: A1 (SIGTERM)"""
    world = await waiting_messages(database_url)
    said = tmp_path / "said"

    async def some() -> bool:
        return bool(lines(said))

    async with worker(database_url, said) as process:
        await until(some)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    assert sorted(await statuses(world)).count("sent") == len(lines(said)) == len(set(lines(said)))
    await world.db.close()
