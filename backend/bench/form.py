"""`lotse bench form`: what a turn costs on any flow, beside one on the intake of the product in the same run."""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from backend.allinone.console import about
from backend.bench.turns import AT_ONCE, bench_world, database
from backend.bootstrap.turns import create_turns
from backend.persistence import measuring
from backend.persistence.migrating import migrate
from backend.services.seed import seed_teams
from backend.services.turns import Turns
from backend.services.world import World
from flows.engine import Lookup, open_conversation, step
from flows.inputs import Command, Input, Tap, Text
from flows.library import builtin_package
from flows.package import Package
from flows.protocol import CommandIn, TapIn, TextIn, TurnInput, TurnReply, TurnRequest
from flows.walk.broken import Broken
from flows.walk.dice import Dice
from flows.walk.player import START, Player
from flows.walk.replies import Replies
from flows.walk.talk import Talk

KIM = "kim-intake"
NONCE = "ab12"  # the players' own
#: Talks played by chance, of which the longest is measured: many end early, by an age or a refusal.
SEEDS = 60
#: One talk again and again: it does not matter here what is answered.
TALKS = 40


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one turn: milliseconds through the whole backend, microseconds in the engine alone. Of one conversation: its
    turns, the bytes of its sealed state, and of everything that is stored of it."""

    turns: int
    turn_ms: float
    step_us: float
    state_bytes: int
    stored_bytes: int

    def as_json(self, name: str) -> dict[str, float]:
        return {f"{name}_{key}": round(getattr(self, key), 3) for key in self.__slots__}


async def bench_form(package: Package) -> dict[str, float]:
    """`turn_ratio`, `step_ratio`: the flow's cost of a turn divided by that of the intake. Both on SQLite."""
    kim, form = await _cost(builtin_package(KIM)), await _cost(package)
    ratios = {"turn_ratio": form.turn_ms / kim.turn_ms, "step_ratio": form.step_us / kim.step_us}
    return {**form.as_json("form"), **kim.as_json("kim"), **{key: round(value, 3) for key, value in ratios.items()}}


async def _cost(package: Package) -> Cost:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        async with database("sqlite", Path(folder)) as url:
            await asyncio.to_thread(migrate, url)
            world = about(await bench_world(url, AT_ONCE["sqlite"]), package)
            try:
                await seed_teams(world)
                return await _played(world, package)
            finally:
                await world.db.close()


async def _played(world: World, package: Package) -> Cost:
    lookup = Lookup(world.texts, world.places)
    inputs = _inputs(package, lookup)
    turns = create_turns(world)
    await _talk(turns, inputs, "warm-up")
    before = await world.db.read(measuring.stored_bytes)
    begun = time.perf_counter()
    waiting = [f"talk-{number}" for number in range(TALKS)]
    await asyncio.gather(*(_phone(turns, inputs, waiting) for _ in range(AT_ONCE["sqlite"])))
    seconds = time.perf_counter() - begun
    sizes = await world.db.read(measuring.sizes)
    return Cost(
        turns=len(inputs),
        turn_ms=1000 * seconds / (TALKS * len(inputs)),
        step_us=_engine_us(package, lookup, inputs),
        state_bytes=sizes.state,
        stored_bytes=(sizes.total - before) // TALKS,
    )


def _inputs(package: Package, lookup: Lookup) -> list[Input]:
    """The longest of some conversations played by chance. Raises Broken where none of them comes to its end."""
    found, failure = list[Input](), None
    for seed in range(SEEDS):
        player = Player(package.flow, lookup, lang_hint=package.flow.lang)
        talk = Talk(player, Replies(package.flow, lookup.places), Dice(seed))
        try:
            talk.begin(package.flow.lang)
            talk.go_on()
        except Broken as broken:
            failure = broken
            continue
        found = max(found, player.inputs, key=len)
    if not found and failure is not None:
        raise failure
    return found


def _engine_us(package: Package, lookup: Lookup, inputs: list[Input]) -> float:
    def replay() -> None:
        state = open_conversation(package.flow, nonce=NONCE, lang_hint=package.flow.lang, channel="web")
        for given in inputs:
            state = step(package.flow, state, given, START, lookup).state

    replay()
    begun = time.perf_counter()
    for _ in range(TALKS):
        replay()
    return 1e6 * (time.perf_counter() - begun) / (TALKS * len(inputs))


async def _phone(turns: Turns, inputs: list[Input], waiting: list[str]) -> None:
    while waiting:
        await _talk(turns, inputs, waiting.pop())


async def _talk(turns: Turns, inputs: list[Input], chat: str) -> None:
    reply: TurnReply | None = None
    for number, given in enumerate(inputs):
        request = TurnRequest.model_construct(
            channel="web",
            chat=chat,
            event_id=f"{chat}:{number}",
            input=_as_sent(given, reply),
            jurisdiction=None,
            lang_hint="de",
        )
        reply = await turns.turn(request)


def _as_sent(given: Input, reply: TurnReply | None) -> TurnInput:
    if isinstance(given, Text):
        return TextIn(text=given.text)
    if isinstance(given, Command):
        return CommandIn(name=given.name, arg=given.arg)
    assert isinstance(given, Tap)
    return TapIn(data=_button(given, reply))


def _button(given: Tap, reply: TurnReply | None) -> str:
    """The button of the question before the person; one that stands on a further page looks like those on this one."""
    shown = (message.rows for message in (reply.messages if reply else ()) if message.role == "question")
    offered = (button.data or "" for rows in shown for row in rows for button in row)
    head = next(data.rpartition(".")[0] for data in offered if f".{given.step}." in data)
    return f"{head}.{given.value}"
