"""What must reach a person outside a turn: rendered when it is sent, in the language they speak then.

A delivery is claimed, spoken and noted, each in a transaction of its own, by whoever does the background work. A crash
between speaking and noting repeats one message at most; a crash anywhere else repeats nothing, and none is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import orjson

from backend.domain.permissions import may_write_to
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

log = logging.getLogger(__name__)

#: What the desk is told of a message. `waiting` becomes `sent` once a page with it was asked for.
STATUSES = ("pending", "sent", "waiting", "blocked", "gone", "withdrawn", "failed")


class Deliverer(Protocol):
    """Whoever can speak in the channels: the bot, over HTTP or in the same process."""

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        """Raises LotseError backend.unavailable when the bot cannot be reached: try again."""
        ...


#: How long a claimed delivery is left alone: longer than the slowest sending, so that nobody sends beside it.
CLAIM = timedelta(seconds=90)
#: Pauses after each attempt that failed: quick at first, then once an hour for more than a day. Then it has failed.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 1800, *[3600] * 30))


async def claim_due(world: World, limit: int) -> list[rows.Due]:
    """Deliveries that may be sent now, oldest first; they are the caller's until the claim runs out."""
    now = world.clock()
    if not await world.db.read(lambda conn: rows.any_due(conn, to_ms(now))):
        return []  # most looks find nothing: no write for those
    return await world.db.write(lambda conn: rows.claim(conn, to_ms(now), to_ms(now + CLAIM), limit))


async def give_back(world: World, claimed: Sequence[rows.Due]) -> None:
    """Whoever looks next may have what was claimed here and not begun."""
    now = to_ms(world.clock())
    await world.db.write(lambda conn: rows.release(conn, claimed, now))


async def speak(world: World, deliverer: Deliverer, delivery_id: str, attempt: int) -> DeliveryResult | None:
    """Sends it to the bot; None when this attempt is not the one that counts. Raises LotseError storage.*.

    `gone` when its chat is, `withdrawn` when the consent is, `retry` when it can be read by nobody just now.
    """
    now = world.clock()
    until = to_ms(now + CLAIM)
    if not await world.db.write(lambda conn: rows.renew(conn, delivery_id, attempt, until)):
        return None
    try:
        delivery = await world.db.read(lambda conn: _prepared(world, conn, delivery_id, now))
        return delivery if isinstance(delivery, DeliveryResult) else await deliverer.deliver(delivery)
    except Exception as error:
        if isinstance(error, LotseError) and error.code.startswith("storage."):
            raise
        log.warning("delivery %s, attempt %d: %s", delivery_id, attempt, _named(error))
        return DeliveryResult(outcome="retry")


async def note(world: World, delivery_id: str, attempt: int, result: DeliveryResult) -> str:
    """Writes down what became of an attempt, one of STATUSES: `pending` is tried again."""
    now = world.clock()
    if result.outcome == "retry" and attempt <= len(PAUSES):
        due = to_ms(now + max(PAUSES[attempt - 1], timedelta(seconds=result.retry_after or 0)))
        await world.db.write(lambda conn: rows.postpone(conn, delivery_id, attempt, due))
        return "pending"
    status = "failed" if result.outcome == "retry" else result.outcome
    await world.db.write(lambda conn: rows.settle(conn, delivery_id, status, to_ms(now)))
    return status


def _named(error: Exception) -> str:
    if not isinstance(error, LotseError):
        return type(error).__name__
    return f"{error.code} {error.detail.get('cause', '')}".rstrip()


def _prepared(world: World, conn: Connection, delivery_id: str, now: datetime) -> Delivery | DeliveryResult:
    row = rows.delivery(conn, delivery_id)
    stored = by_id(conn, row.conversation_id) if row is not None else None
    if row is None or stored is None or stored.wrapped_key is None:
        return DeliveryResult(outcome="gone")
    conversation = found(world, conn, stored)
    conversation = conversation.with_state(conversation.state.with_(channel=row.channel))
    if row.kind == "staff" and not may_write_to(conversation.state.consents, called_for_help=True):
        return DeliveryResult(outcome="withdrawn")
    content = conversation.key.open("deliveries", "content_enc", delivery_id, row.content_enc)
    address = conversation.key.open("chats", "address_enc", f"{row.channel}:{row.chat_hash}", row.address_enc)
    events = events_from_json(orjson.loads(content))
    return Delivery(
        id=delivery_id,
        channel=row.channel,  # type: ignore[arg-type]  # checked where it was stored, and here again
        chat=address.decode(),
        messages=render(view_of(world, conversation, now), events, f"d{delivery_id[:8]}"),
    )
