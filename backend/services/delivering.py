"""What must reach a person outside a turn: rendered when it is sent, in the language they speak then."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

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


async def pending(world: World, limit: int) -> list[str]:
    """Ids of deliveries nobody has finished, oldest first."""
    return await world.db.read(lambda conn: rows.pending(conn, limit))


async def send(world: World, deliverer: Deliverer, delivery_id: str) -> DeliveryResult:
    """One attempt. A delivery that is no longer pending, or whose person is gone, is not sent again."""
    delivery = await world.db.read(lambda conn: _prepared(world, conn, delivery_id, world.clock()))
    if delivery is None:
        return DeliveryResult(outcome="gone")
    try:
        result = await deliverer.deliver(delivery)
    except LotseError:
        result = DeliveryResult(outcome="retry")
    at = to_ms(world.clock())
    status = "pending" if result.outcome == "retry" else result.outcome
    await world.db.write(lambda conn: rows.settle(conn, delivery_id, status, at))
    return result


async def give_up(world: World, delivery_id: str) -> None:
    at = to_ms(world.clock())
    await world.db.write(lambda conn: rows.settle(conn, delivery_id, "failed", at))


def _prepared(world: World, conn: Connection, delivery_id: str, now: datetime) -> Delivery | None:
    row = rows.delivery(conn, delivery_id)
    if row is None or row.status != "pending":
        return None
    stored = by_id(conn, row.conversation_id)
    if stored is None or stored.wrapped_key is None:
        return None
    conversation = found(world, stored)
    content = conversation.key.open("deliveries", "content_enc", delivery_id, row.content_enc)
    events = events_from_json(orjson.loads(content))
    sealed: Any = conversation.key.open("chats", "address_enc", f"{row.channel}:{row.chat_hash}", row.address_enc)
    return Delivery(
        id=delivery_id,
        channel=row.channel,
        chat=sealed.decode(),
        messages=render(view_of(world, conversation, now), events, f"d{delivery_id[:8]}"),
    )
