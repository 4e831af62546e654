"""Queries of the deliveries that wait to be sent."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence.tables import chats, deliveries


class Waiting(NamedTuple):
    conversation_id: str
    channel: str
    chat_hash: str
    status: str
    content_enc: bytes
    address_enc: bytes


def pending(conn: Connection, limit: int) -> list[str]:
    """Ids, oldest first."""
    found = sa.select(deliveries.c.id).where(deliveries.c.status == "pending")
    return list(conn.execute(found.order_by(deliveries.c.created_at, deliveries.c.id).limit(limit)).scalars())


def delivery(conn: Connection, delivery_id: str) -> Waiting | None:
    """With the address of its chat; None when either is gone."""
    found = (
        sa.select(
            deliveries.c.conversation_id,
            deliveries.c.channel,
            deliveries.c.chat_hash,
            deliveries.c.status,
            deliveries.c.content_enc,
            chats.c.address_enc,
        )
        .join(chats, sa.and_(chats.c.channel == deliveries.c.channel, chats.c.chat_hash == deliveries.c.chat_hash))
        .where(deliveries.c.id == delivery_id)
    )
    row = conn.execute(found).first()
    return None if row is None else Waiting._make(row)


def settle(conn: Connection, delivery_id: str, status: str, at: int) -> None:
    """Counts the attempt and writes down what became of it."""
    conn.execute(
        deliveries.update()
        .where(deliveries.c.id == delivery_id)
        .values(status=status, attempts=deliveries.c.attempts + 1, sent_at=at if status == "sent" else None)
    )
