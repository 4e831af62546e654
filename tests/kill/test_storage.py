"""The database away, full, or started anew while people talk: they are told, nothing is lost, it goes on by itself."""

from __future__ import annotations

import asyncio
import resource
import signal
from pathlib import Path

import httpx
import pytest

from backend.bench.cluster import Cluster
from tests.kill.phones import Model, People, same_as_the_model
from tests.kill.system import System, running
from tests.support.plain_browser import PlainBrowser
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.timeout(900)

CHATS = range(1000, 1020)
PAUSE, NOT_STORED = "kurze Pause", "nichts speichern"


def half_said(people: People, model: Model) -> bool:
    return sum(people.last.values()) >= len(CHATS) * len(model.script) // 2


def told_of_the_pause(people: People) -> list[int]:
    """How often each person heard of it."""
    return [sum(PAUSE in text for text in people.texts(chat)) for chat in CHATS]


def disk_full(system: System, full: bool) -> None:
    """No file of the backend may grow past one byte, whatever it writes, as on a disk without room."""
    limit = (1 if full else resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(system.processes["backend"].pid, resource.RLIMIT_FSIZE, limit)


def browser_at(system: System) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{system.ports['bot']}", trust_env=False, timeout=PATIENCE)


@pytest.mark.slow
async def test_the_disk_is_full_for_a_while(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A6"""
    async with People() as telegram, running(System(tmp_path, sqlite_url, telegram.api)) as system:
        talk = telegram.talk(CHATS, model.script)
        await telegram.until(lambda: half_said(telegram, model))
        disk_full(system, True)
        await telegram.until(lambda: all(told_of_the_pause(telegram)))
        async with browser_at(system) as client:
            await web_is_told_and_goes_on(system, client)
        assert len(telegram.updates) >= len(CHATS), "nothing was confirmed that is not stored"
        await telegram.fallen_silent(talk, model.script)
        assert system.killed == 0
    await same_as_the_model(sqlite_url, CHATS, model, telegram, besides=1)


async def web_is_told_and_goes_on(system: System, client: httpx.AsyncClient) -> None:
    """The web chat says what is wrong, keeps the backend alive, and the same tap works once there is room."""
    browser = PlainBrowser(client)
    picker = await browser.get("/")
    refused = await browser.tap(picker, "de")
    assert refused.status >= 500
    assert NOT_STORED in refused.text
    assert await system.is_up("bot")
    disk_full(system, False)
    assert "Welche Sprache" not in (await browser.tap(picker, "de")).text


@pytest.mark.slow
async def test_postgresql_is_started_anew(
    postgres_cluster: Cluster, postgres_url: str, tmp_path: Path, model: Model
) -> None:
    """faults: A6. As after a crash, twice; the backend lives on."""
    async with People() as telegram, running(System(tmp_path, postgres_url, telegram.api)) as system:
        talk = telegram.talk(CHATS, model.script)
        for share in (1, 2):
            goal = len(CHATS) * len(model.script) * share // 3
            await telegram.until(lambda goal=goal: sum(telegram.last.values()) >= goal)  # type: ignore[misc]
            await asyncio.to_thread(postgres_cluster.restart)
        await telegram.fallen_silent(talk, model.script)
        assert system.killed == 0
        assert "Traceback" not in system.log("backend")
    await same_as_the_model(postgres_url, CHATS, model, telegram)


@pytest.mark.slow
async def test_the_backend_is_away_for_a_while(sqlite_url: str, tmp_path: Path, model: Model) -> None:
    """faults: A6. Everybody who wrote hears of it once for each thing said, however long it takes."""
    async with People() as telegram, running(System(tmp_path, sqlite_url, telegram.api)) as system:
        talk = telegram.talk(CHATS, model.script)
        await telegram.until(lambda: half_said(telegram, model))
        await system.stop("backend", signal.SIGKILL)
        await telegram.until(lambda: all(told_of_the_pause(telegram)))
        tries = system.log("bot").count("telegram.waiting")

        async def tried_on() -> bool:
            return system.log("bot").count("telegram.waiting") >= tries + 2 * len(CHATS)

        await until(tried_on, "further tries")
        assert max(told_of_the_pause(telegram)) == 1
        assert len(telegram.updates) >= len(CHATS), "they stay with Telegram"
        async with browser_at(system) as client:
            page = await PlainBrowser(client).tap(await PlainBrowser(client).get("/"), "de")
        assert PAUSE in page.text
        assert page.status >= 500
        await system.start("backend")
        await telegram.fallen_silent(talk, model.script)
    await same_as_the_model(sqlite_url, CHATS, model, telegram)
