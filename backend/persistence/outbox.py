"""Queries of the deliveries that wait to be sent."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence.tables import chats, deliveries


class Due(NamedTuple):
    id: str
    attempts: int


class Waiting(NamedTuple):
    conversation_id: str
    channel: str
    chat_hash: str
    status: str
    attempts: int
    content_enc: bytes
    address_enc: bytes


def due(conn: Connection, now: int, limit: int) -> list[Due]:
    """What may be sent now, oldest first."""
    found = sa.select(deliveries.c.id, deliveries.c.attempts).where(
        deliveries.c.status == "pending", deliveries.c.due_at <= now
    )
    return [Due._make(row) for row in conn.execute(found.order_by(deliveries.c.due_at, deliveries.c.id).limit(limit))]


def delivery(conn: Connection, delivery_id: str) -> Waiting | None:
    """With the address of its chat; None when either is gone."""
    found = (
        sa.select(
            deliveries.c.conversation_id,
            deliveries.c.channel,
            deliveries.c.chat_hash,
            deliveries.c.status,
            deliveries.c.attempts,
            deliveries.c.content_enc,
            chats.c.address_enc,
        )
        .join(chats, sa.and_(chats.c.channel == deliveries.c.channel, chats.c.chat_hash == deliveries.c.chat_hash))
        .where(deliveries.c.id == delivery_id)
    )
    row = conn.execute(found).first()
    return None if row is None else Waiting._make(row)


def settle(conn: Connection, delivery_id: str, status: str, at: int, due_at: int) -> None:
    """Counts the attempt and writes down what became of it; `due_at` matters while it stays pending."""
    conn.execute(
        deliveries.update()
        .where(deliveries.c.id == delivery_id)
        .values(
            status=status,
            attempts=deliveries.c.attempts + 1,
            due_at=due_at,
            sent_at=at if status == "sent" else None,
        )
    )
