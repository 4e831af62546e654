"""What a process reads once and slowly is read beside whoever comes to the desk first, not while others wait."""

from __future__ import annotations

import asyncio
import sys

import orjson

from tests.integration.desk.conftest import DeskTest
from tests.support.desk import SeedCase, seed_case


async def test_rules_are_read_neither_on_the_event_loop_nor_inside_a_transaction(
    desk: DeskTest, database_url: str
) -> None:
    command = (
        sys.executable,
        "-m",
        "tests.support.first_at_desk",
        database_url,
        await seed_case(desk.world, SeedCase()),
    )
    process = await asyncio.create_subprocess_exec(*command, stdout=-1, stderr=-1)
    said, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert orjson.loads(said) == {"status": 303, "opened": []}
