"""Somebody who tries a flow out in the terminal: lines go in, what stands on the screen comes out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.allinone.about import about
from backend.allinone.simulator.clock import SupposedClock
from backend.allinone.simulator.commands import ABOUT_THE_INTAKE, Commands
from backend.allinone.simulator.recording import Subject
from backend.allinone.simulator.session import Session
from backend.bootstrap.turns import create_turns
from backend.services.seed import seed_teams
from bot.channels.console import Console
from bot.channels.terminal import Line
from flows.package import Package, load_package
from flows.protocol import Channel, CommandIn
from flows.state import State
from tests.support.world import a_world, sqlite_url

HOUSEHOLD = Path(__file__).parents[1] / "flows" / "household.yaml"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@dataclass
class Trial:
    console: Console
    session: Session
    written: list[str] = field(default_factory=list)
    lines: int = 0

    async def take(self, *lines: str, played: bool = False) -> str:
        """What stands on the screen after the last of these lines."""
        for line in lines:
            self.written.clear()
            self.lines += 1
            await self.console.take(Line(line, self.lines, played))
        return "\n".join(self.written)

    async def told(self, line: str) -> list[dict[str, Any]]:
        """The same as a program reads it."""
        return [json.loads(said) for said in (await self.take(line)).splitlines()]

    async def state(self) -> State:
        conversation = await self.session.conversation()
        assert conversation is not None
        return conversation.state

    async def value(self, key: str) -> Any:
        return (await self.state()).answers[key].value


@asynccontextmanager
async def trying(
    folder: Path,
    package: Package | None = None,
    *,
    lang: str = "de",
    channel: Channel = "console",
    json: bool = False,
    tracing: bool = False,
    subject: Subject = ABOUT_THE_INTAKE,
    lasting: bool = False,
) -> AsyncIterator[Trial]:
    """A conversation in German that has begun, on the 26th of November 2026."""
    clock = SupposedClock(lambda: NOW)
    world = replace(await a_world(sqlite_url(folder)), clock=clock)
    world = world if package is None else about(world, package)
    session = Session(world, create_turns(world), channel, lang)
    written: list[str] = []
    commands = Commands(session, clock, tracing=tracing, subject=subject, lasting=lasting)
    console = Console(session, channel, lang, world.texts, written.append, json, commands)
    trial = Trial(console, session, written)
    try:
        await seed_teams(world)
        await console.turn(CommandIn(name="start"), "/start")
        await trial.take("[Deutsch]")
        yield trial
    finally:
        await world.db.close()


def household_package() -> Package:
    return load_package({"flow.yaml": HOUSEHOLD.read_bytes()})


#: To the end of the first child's questions, and what there is in between.
TO_THE_CHILDREN = ("> Olena", "[Kamen]", "[Methler]", "[Mit Gas]", "> 3", "[Ja]", "> 2", "> Daryna", "> 2023", "[Nein]")
