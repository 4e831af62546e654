"""Plays every golden conversation through the whole backend and compares each reply, and the case at the end.

`make update-conversations` writes down what is said now; the difference is read in review.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from backend.allinone.console import about
from backend.allinone.gateway import InProcessGateway
from backend.bootstrap import create_turns
from backend.services.seed import seed_teams
from backend.services.world import World
from flows.package import Package, load_package
from tests.conversations.desk import case_on_desk
from tests.support.person import Person, shown
from tests.support.pictures import png, wav
from tests.support.world import Clock, a_world, sqlite_url

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))


class Text(str):
    """Written as a block, so that a golden file reads like a chat."""


def _block(dumper: yaml.SafeDumper, text: Text) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


class Dumper(yaml.SafeDumper):
    """YAML that keeps long lines and every script."""


Dumper.add_representer(Text, _block)


def test_there_are_conversations() -> None:
    """Zero files found would pass everything below."""
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every reply is as written down, and so is what stands on the desk at the end."""
    golden = yaml.safe_load(path.read_text("utf-8"))
    played = asyncio.run(play(golden, tmp_path))
    if request.config.getoption("--update-conversations"):
        dumped = yaml.dump(played, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
        path.write_text(dumped, "utf-8")
        return
    assert [turn.get("bot") for turn in golden["turns"]] == [turn["bot"] for turn in played["turns"]]
    assert golden.get("desk") == played.get("desk")


async def play(golden: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The conversation with its replies filled in."""
    clock = Clock()
    world = await a_world(sqlite_url(folder), clock)
    try:
        await seed_teams(world)
        flow = golden.get("flow")
        return await _play(world if flow is None else about(world, _package(flow)), clock, golden)
    finally:
        await world.db.close()


async def _play(world: World, clock: Clock, golden: dict[str, Any]) -> dict[str, Any]:
    gateway = InProcessGateway(world, create_turns(world))
    person = Person(
        gateway,
        channel=golden.get("channel", "web"),
        lang=golden.get("lang", "de"),
        jurisdiction=golden.get("jurisdiction"),
    )
    turns = []
    for turn in golden["turns"]:
        clock.pass_(seconds=20)
        turns.append({**turn, "bot": [Text(text) for text in await _one(person, clock, turn)]})
    return {**golden, "turns": turns, "desk": await case_on_desk(world)}


def _package(name: str) -> Package:
    """A flow of the tests: a conversation about something else than the intake."""
    files = {"flow.yaml": (FOLDER.parent / "flows" / f"{name}.yaml").read_bytes()}
    lost = {file for _, file in load_package(files).lost_media()}
    return load_package({**files, **{f"media/{file}": png() if file.endswith(".png") else wav() for file in lost}})


async def _one(person: Person, clock: Clock, turn: dict[str, Any]) -> list[str]:
    if "wait" in turn:
        clock.pass_(**turn["wait"])
    if "open_link" in turn:
        await _open_link(person)
    elif "channel" in turn:
        person.channel, person.chat = turn["channel"], turn.get("chat", person.chat)
    reply = await person.do(turn["person"])
    return [shown(message) for message in reply.messages]


async def _open_link(person: Person) -> None:
    """The person opens the one-time link in the browser: another channel, another chat, the same conversation."""
    assert person.link is not None
    token = urlsplit(person.link).path.removeprefix("/h/")
    person.channel, person.chat = "web", "browser-1"
    outcome = await person.gateway.redeem(token, person.channel, person.chat)  # type: ignore[attr-defined]
    assert outcome.outcome == "ok"
