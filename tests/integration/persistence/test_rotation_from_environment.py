"""Master keys from the environment: what was the first at a backend's start wraps until its end."""

from __future__ import annotations

import asyncio
import base64
import json

from tests.support.commands import lotse_here
from tests.support.world import MASTER_KEY, a_world

BOTH = "next:" + base64.b64encode(bytes(range(32, 64))).decode() + "\n" + MASTER_KEY


async def said(command: str, url: str, *more: str) -> str:
    given = {"LOTSE_DATABASE_URL": url, "LOTSE_MASTER_KEY": BOTH}
    ended = await asyncio.to_thread(lambda: lotse_here("keys", command, *more, **given))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


async def test_no_older_key_is_given_up_before_a_restart_and_a_second_rotation(database_url: str) -> None:
    """faults: A11. A backend that still runs with the older key alone wraps new people's with that."""
    running = await a_world(database_url)
    told = json.loads(await said("rotate", database_url, "--json"))
    assert (told["current"], told["older_keys_may_go"]) == ("next", False)
    assert running.keyring.new_person("p1").master_id == "test"
    await running.db.close()
    words = await said("rotate", database_url)
    restart, again, check = (words.index(part) for part in ("restart every", "`lotse keys rotate` again", "keys check"))
    assert restart < again < check
    assert "run again after every backend had been restarted" in await said("check", database_url)
