"""What must reach a person outside a turn: rendered when it is sent, in the language they speak then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import orjson

from backend.domain.times import to_ms
from backend.persistence import outbox as rows
from backend.persistence.conversations import by_id
from backend.persistence.database import Connection
from backend.services.conversation import found
from backend.services.turn_reply import view_of
from backend.services.world import World
from flows.codec import events_from_json
from flows.errors import LotseError
from flows.protocol import Delivery, DeliveryResult
from flows.rendering import render


class Deliverer(Protocol):
    """Whoever can speak in the channels: the bot, over HTTP or in the same process."""

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        """Raises LotseError backend.unavailable when the bot cannot be reached: try again."""
        ...


#: Pauses after each attempt that failed: quick at first, then patient for a day's outage. Then it has failed.
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 1800, 3600, 7200, 14400, 28800, 28800)
)


async def due(world: World, limit: int) -> list[rows.Due]:
    """Deliveries that may be sent now, oldest first."""
    now = to_ms(world.clock())
    return await world.db.read(lambda conn: rows.due(conn, now, limit))


async def send(world: World, deliverer: Deliverer, delivery_id: str) -> str:
    """One attempt; what became of it: sent, blocked, gone, pending (again later) or failed.

    A delivery that is no longer pending, or whose person is gone, is not sent again.
    """
    now = world.clock()
    ready = await world.db.read(lambda conn: _prepared(world, conn, delivery_id, now))
    if ready is None:
        return "gone"
    delivery, attempts = ready
    result = await _attempt(deliverer, delivery)
    status, due_at = _next(result, attempts, now)
    await world.db.write(lambda conn: rows.settle(conn, delivery_id, status, to_ms(now), to_ms(due_at)))
    return status


async def _attempt(deliverer: Deliverer, delivery: Delivery) -> DeliveryResult:
    try:
        return await deliverer.deliver(delivery)
    except LotseError:
        return DeliveryResult(outcome="retry")


def _next(result: DeliveryResult, attempts: int, now: datetime) -> tuple[str, datetime]:
    if result.outcome != "retry":
        return result.outcome, now
    if attempts >= len(PAUSES):
        return "failed", now
    return "pending", now + max(PAUSES[attempts], timedelta(seconds=result.retry_after or 0))


def _prepared(world: World, conn: Connection, delivery_id: str, now: datetime) -> tuple[Delivery, int] | None:
    row = rows.delivery(conn, delivery_id)
    if row is None or row.status != "pending":
        return None
    stored = by_id(conn, row.conversation_id)
    if stored is None or stored.wrapped_key is None:
        return None
    conversation = found(world, stored)
    content = conversation.key.open("deliveries", "content_enc", delivery_id, row.content_enc)
    events = events_from_json(orjson.loads(content))
    sealed = conversation.key.open("chats", "address_enc", f"{row.channel}:{row.chat_hash}", row.address_enc)
    delivery = Delivery(
        id=delivery_id,
        channel=row.channel,
        chat=sealed.decode(),
        messages=render(view_of(world, conversation, now), events, f"d{delivery_id[:8]}"),
    )
    return delivery, row.attempts
