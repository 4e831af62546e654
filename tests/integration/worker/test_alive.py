"""A worker that hangs, or finds no database, is found out: its sign of life grows old."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from backend.bootstrap.world import system_clock
from backend.worker import run
from backend.worker.alive import SILENCE, show_life, silent_for
from backend.worker.run import working
from flows.errors import LotseError
from tests.integration.worker.conftest import Shop
from tests.support.commands import lotse_here
from tests.support.waiting import until
from tests.support.world import a_world

AGO = 1_000_000_000  # seconds since 1970: long ago


def touched_at(sign: Path, at: float) -> None:
    os.utime(sign, (at, at))


def last(sign: Path) -> float | None:
    return sign.stat().st_mtime if sign.exists() else None


async def touched(sign: Path) -> None:
    async def there() -> bool:
        return last(sign) not in (None, AGO)

    await until(there, "a sign of life")


async def test_a_worker_shows_that_it_works_again_and_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Shop
) -> None:
    sign = tmp_path / "sign"
    world = await a_world(database_url, shop.clock, worker_sign=sign)
    async with working(world, shop.mailbox):
        await touched(sign)
        touched_at(sign, AGO)
        await touched(sign)

        async def away(*_: object) -> None:
            raise LotseError("storage.unavailable")

        monkeypatch.setattr(run, "claim_due", away)
        await asyncio.sleep(0.3)  # what was under way is over
        touched_at(sign, AGO)
        await asyncio.sleep(0.3)
        assert last(sign) == AGO, "without a database there is none"
    await world.db.close()


@pytest.mark.parametrize(
    ("ago", "code", "said"),
    [(None, 1, "No worker"), (2 * SILENCE.total_seconds(), 1, "sign of life 1"), (0.0, 0, "s ago")],
)
def test_the_check_tells_it(tmp_path: Path, ago: float | None, code: int, said: str) -> None:
    sign = tmp_path / "sign"
    if ago is not None:
        show_life(sign)
        touched_at(sign, system_clock().timestamp() - ago)
    asked = lotse_here("worker", "--check", LOTSE_WORKER_SIGN=str(sign))
    assert (asked.returncode, said in asked.stdout) == (code, True), asked.stdout + asked.stderr
    told = json.loads(lotse_here("worker", "--check", "--json", LOTSE_WORKER_SIGN=str(sign)).stdout)
    assert told["working"] is (code == 0)
    assert (told["silent_seconds"] is None) is (ago is None)


def test_without_a_sign_the_check_says_what_to_set() -> None:
    asked = lotse_here("worker", "--check")
    assert asked.returncode == 2
    assert "LOTSE_WORKER_SIGN" in asked.stderr


def test_a_clock_that_was_set_back_is_no_silence(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    show_life(sign)
    assert silent_for(sign, system_clock() - timedelta(hours=1)) == timedelta(0)
