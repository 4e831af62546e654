"""Plays a golden conversation: every line through the whole backend, and what was said to it.

A file holds `title`, `lang`, `channel`, `jurisdiction`, `turns`, `desk` (the case at the end, None without one), and
what it is about where that is not the intake: `flow` (a package beside it) and `variant`. A turn is a line of the
`person` and what the `bot` said to it; `wait` lets time pass before it, `open_link` and `channel` go elsewhere. What
was said in another chat meanwhile is `elsewhere`. `at_once` is a second line before the first is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.allinone.about import about
from backend.allinone.gateway import InProcessGateway
from backend.allinone.golden.desk import case_on_desk
from backend.allinone.golden.elsewhere import told_elsewhere
from backend.allinone.golden.files import Text
from backend.allinone.golden.person import Person, shown, token_of
from backend.allinone.golden.world import Clock, golden_world
from backend.bootstrap.turns import create_turns
from backend.content.offer_sheets import sample_offers
from backend.content.packages import open_package
from backend.services.conversation import INTAKE
from backend.services.offers import seed_samples
from backend.services.world import World
from flows.library import builtin_package
from flows.package import Package

PAUSE = 20  # seconds before each turn


async def play(golden: Mapping[str, Any], folder: Path, package: Package | None) -> dict[str, Any]:
    """The conversation with its replies filled in, on a database in `folder`, about `package` or the intake.

    Raises NoButton for a tap on what is not there.
    """
    clock = Clock()
    async with golden_world(folder, clock) as world:
        if golden.get("offers") == "samples":
            await seed_samples(world, sample_offers())
        return await _play(world if package is None else about(world, package), clock, golden)


def package_of(golden: Mapping[str, Any], beside: Path) -> Package | None:
    """What it is about; None for the intake. `beside`: the folder of its file. Raises FlowError."""
    flow, variant = golden.get("flow"), golden.get("variant")
    if flow is None and variant is None:
        return None
    package = builtin_package(INTAKE) if flow is None else open_package(beside / flow)
    return package if variant is None else package.of(variant)


async def _play(world: World, clock: Clock, golden: Mapping[str, Any]) -> dict[str, Any]:
    gateway = InProcessGateway(world, create_turns(world))
    person = Person(
        gateway,
        channel=golden.get("channel", "web"),
        lang=golden.get("lang", "de"),
        jurisdiction=golden.get("jurisdiction"),
    )
    turns = []
    for turn in golden["turns"]:
        clock.pass_(seconds=PAUSE)
        said = {"bot": await _one(person, clock, turn), "elsewhere": await told_elsewhere(world)}
        plain = {name: line for name, line in turn.items() if name not in said}
        turns.append(plain | {name: list(map(Text, texts)) for name, texts in said.items() if texts or name == "bot"})
    return {**golden, "turns": turns, "desk": await case_on_desk(world)}


async def _one(person: Person, clock: Clock, turn: Mapping[str, Any]) -> list[str]:
    if "wait" in turn:
        clock.pass_(**turn["wait"])
    if "open_link" in turn:
        await _open_link(person)
    elif "channel" in turn:
        person.channel, person.chat = turn["channel"], turn.get("chat", person.chat)
    lines = [person.understood(turn[name]) for name in ("person", "at_once") if name in turn]
    replies = await asyncio.gather(*map(person.send, lines))
    return [shown(message) for reply in replies for message in reply.messages]


async def _open_link(person: Person) -> None:
    """The person opens the one-time link in the browser: another channel, another chat, the same conversation."""
    token = token_of(person.link)
    person.channel, person.chat = "web", "browser-1"
    outcome = await person.gateway.redeem(token, person.channel, person.chat)  # type: ignore[attr-defined]
    assert outcome.outcome == "ok"
