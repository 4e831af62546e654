"""`lotse bench publish`: a new revision under running conversations. None may fail, none may lose an answer."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.bench.phones import Phone
from backend.bench.turns import AT_ONCE, bench_world, database
from backend.bootstrap.turns import create_turns
from backend.persistence import conversations as rows
from backend.persistence.database import Connection
from backend.persistence.migrating import migrate
from backend.services.conversation import found
from backend.services.publishing import head_files, publish
from backend.services.seed import seed_teams
from backend.services.turns import Turns
from backend.services.world import World
from flows.packaging.files import FLOW
from flows.protocol import CommandIn, TurnReply
from flows.state import State

FLOW_ID = "kim-intake"
#: What the new revision changes, in the flow and its variants: a consent is asked again, a question is gone, another is
#: worded anew.
CHANGES = (
    (rb"(purpose: handover\n(?: +\w+: .*\n)*? +version: )1\n", rb"\g<1>2\n"),
    (rb"\bmoved_here\b", rb"moved_hither"),
    (rb"(prompt: Sind Sie) (16 Jahre alt oder)", rb"\1 schon \2"),
)
#: Turns before: conversations stand at different questions, most of them past the consents.
FEWEST, MOST = 3, 24


@dataclass(frozen=True, slots=True)
class Report:
    """Times of a whole turn in ms, as the caller waits for it: one that moves, and an ordinary one in the same run."""

    db: str
    conversations: int
    moved: int
    stayed: int
    failed: int
    lost_answers: int
    kept_answers: int
    move_p50_ms: float
    move_p95_ms: float
    turn_p50_ms: float
    ratio: float

    def as_json(self) -> dict[str, object]:
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


async def bench_publish(db: str, conversations: int) -> Report:
    """`db`: sqlite or postgres. In a folder gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        async with database(db, Path(folder)) as url:
            await asyncio.to_thread(migrate, url)
            world = await bench_world(url, AT_ONCE[db])
            try:
                return await _bench(db, world, conversations)
            finally:
                await world.db.close()


def _changed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Raises ValueError where the flow has none of what is to change."""
    found = dict(files)
    for old, new in CHANGES:
        if not re.search(old, found[FLOW]):
            raise ValueError(f"the flow has changed: {old!r}")
        found = {path: re.sub(old, new, text) if path.endswith(".yaml") else text for path, text in found.items()}
    return found


async def _bench(db: str, world: World, conversations: int) -> Report:
    await seed_teams(world)
    turns, gate = create_turns(world), asyncio.Semaphore(AT_ONCE[db])
    phones = [Phone(f"publish-{number}") for number in range(conversations)]
    await asyncio.gather(*(_begin(turns, phone, number, gate) for number, phone in enumerate(phones)))
    ordinary = await _repeat(turns, phones, gate)
    before = await _states(world)
    files = await head_files(world.db, FLOW_ID)
    files = _changed(files)
    made = await publish(world.db, files, author="bench", note="", now=world.clock())
    moving = await _repeat(turns, phones, gate)
    after = await _states(world)
    lost = sum(len(_slots(state) - _slots(after[key])) for key, state in before.items())
    moved = sum(state.revision.partition("+")[0] == made.revision for state in after.values())
    times, usual = sorted(moving.seconds), sorted(ordinary.seconds)
    return Report(
        db=db,
        conversations=conversations,
        moved=moved,
        stayed=len(after) - moved,
        failed=moving.failed,
        lost_answers=lost,
        kept_answers=sum(len(_slots(state)) for state in before.values()) - lost,
        move_p50_ms=_at(times, 0.5),
        move_p95_ms=_at(times, 0.95),
        turn_p50_ms=_at(usual, 0.5),
        ratio=_at(times, 0.5) / _at(usual, 0.5),
    )


async def _begin(turns: Turns, phone: Phone, number: int, gate: asyncio.Semaphore) -> None:
    request = phone.first()
    for _ in range(FEWEST + number % (MOST - FEWEST)):
        async with gate:
            reply = await turns.turn(request)
        following = phone.next_request(reply)
        if following is None:
            return
        request = following


@dataclass(slots=True)
class _Round:
    seconds: list[float]
    failed: int = 0


async def _repeat(turns: Turns, phones: list[Phone], gate: asyncio.Semaphore) -> _Round:
    """One turn of everybody: the question they are at, once more."""
    done = _Round([])

    async def one(phone: Phone) -> None:
        async with gate:
            begun = time.perf_counter()
            reply: TurnReply | None = None
            try:
                reply = await turns.turn(phone.asking(CommandIn(name="repeat")))
            except Exception:  # noqa: BLE001 - counted, whatever it is
                done.failed += 1
            done.seconds.append(time.perf_counter() - begun)
            done.failed += reply is not None and not reply.messages

    await asyncio.gather(*(one(phone) for phone in phones))
    return done


async def _states(world: World) -> dict[str, State]:
    def read(conn: Connection) -> dict[str, State]:
        every = rows.of_flow(conn, FLOW_ID, "", 1_000_000)
        return {row.conversation_id: found(world, conn, row).state for row in every}

    return await world.db.read(read)


def _slots(state: State) -> set[str]:
    return {*state.answers, *state.aside, *state.held}


def _at(times: list[float], share: float) -> float:
    """In ms."""
    return times[min(int(len(times) * share), len(times) - 1)] * 1000
