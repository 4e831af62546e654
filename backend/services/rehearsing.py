"""What a revision would do to everybody who is in the middle of the flow, counted before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from backend.persistence import conversations as rows
from backend.persistence.database import Connection
from backend.services.conversation import found
from backend.services.editions import Edition
from backend.services.variants import where_lived
from backend.services.world import World
from flows.engine.move import move
from flows.errors import LotseError

#: Told how many of how many are done.
Tell = Callable[[int, int], None]
#: Conversations looked at in one read.
AT_ONCE = 200


@dataclass(slots=True)
class Rehearsal:
    """Conversations that move `silent`ly, that are asked again, that stay, by reason; people asked `again`, by step."""

    silent: int = 0
    asks: int = 0
    stays: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)

    @property
    def conversations(self) -> int:
        return self.silent + self.asks + self.stays.total()


async def rehearse(world: World, edition: Edition, tell: Tell = lambda ready, of: None) -> Rehearsal:
    """Every conversation of the flow, finished ones among those that stay. Changes nothing. `tell`: how many of how
    many are done.
    """
    result, after = Rehearsal(), ""
    total = await world.db.read(lambda conn: rows.count(conn, edition.flow.id))
    tell(0, total)
    while after := await world.db.read(partial(_batch, world, edition, after, result)):
        tell(min(result.conversations, total), total)
    return result


def _batch(world: World, edition: Edition, after: str, result: Rehearsal, conn: Connection) -> str:
    """Counts the next ones; the id of the last, "" when there are no more."""
    batch = rows.of_flow(conn, edition.flow.id, after, AT_ONCE)
    for row in batch:
        _count(world, conn, edition, row, result)
    return batch[-1].conversation_id if batch else ""


def _count(world: World, conn: Connection, edition: Edition, row: rows.Found, result: Rehearsal) -> None:
    if row.status not in ("running", "paused"):
        result.stays["finished"] += 1
        return
    try:
        conversation = found(world, conn, row)
    except LotseError:
        result.stays["unreadable"] += 1
        return
    old = conversation.flow if conversation.flow.revision == conversation.state.revision else None
    there = where_lived(world, edition, conversation.state, conversation.jurisdiction)
    moved = move(old, there.flow, conversation.state, world.clock(), there.lookup)
    if moved.outcome == "stays":
        result.stays[str(moved.reason)] += 1
        return
    result.silent += moved.outcome == "silent"
    result.asks += moved.outcome == "asks"
    result.again.update(moved.again)
