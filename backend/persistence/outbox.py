"""Queries of the deliveries that wait to be sent.

Whoever sends one claims it first: the attempt is counted and the row is not due again before the claim has run out.
So whatever becomes of the sender, the delivery comes up once more and nobody sends beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from backend.persistence.tables import chats, deliveries


class Due(NamedTuple):
    """A claimed delivery. `attempt` counts from 1."""

    id: str
    attempt: int


class Waiting(NamedTuple):
    conversation_id: str
    kind: str
    channel: str
    chat_hash: str
    content_enc: bytes
    address_enc: bytes


def any_due(conn: Connection, now: int) -> bool:
    return conn.execute(_due(now).limit(1)).first() is not None


def claim(conn: Connection, now: int, until: int, limit: int) -> list[Due]:
    """Claims what may be sent now, oldest first and of each conversation the oldest only; due again at `until`."""
    found = conn.execute(_due(now).limit(limit).with_for_update(skip_locked=True, of=deliveries)).all()
    for row in found:
        conn.execute(_the(row.id).values(attempts=row.attempts + 1, due_at=until))
    return [Due(row.id, row.attempts + 1) for row in found]


def release(conn: Connection, claimed: Iterable[Due], at: int) -> None:
    """Due again at `at`, and the attempt does not count: for what was claimed and not begun."""
    for found in claimed:
        conn.execute(_pending(found.id, found.attempt).values(attempts=found.attempt - 1, due_at=at))


def renew(conn: Connection, delivery_id: str, attempt: int, until: int) -> bool:
    """The claim holds until `until`. False when it is not ours any more, or the delivery is settled or erased."""
    return conn.execute(_pending(delivery_id, attempt).values(due_at=until)).rowcount == 1


def delivery(conn: Connection, delivery_id: str) -> Waiting | None:
    """With the address of its chat; None when either is gone."""
    found = (
        sa.select(
            deliveries.c.conversation_id,
            deliveries.c.kind,
            deliveries.c.channel,
            deliveries.c.chat_hash,
            deliveries.c.content_enc,
            chats.c.address_enc,
        )
        .join(
            chats,
            sa.and_(
                chats.c.channel == deliveries.c.channel,
                chats.c.chat_hash == deliveries.c.chat_hash,
                chats.c.conversation_id == deliveries.c.conversation_id,  # a chat may have gone on to another one
            ),
        )
        .where(deliveries.c.id == delivery_id)
    )
    row = conn.execute(found).first()
    return None if row is None else Waiting._make(row)


def settle(conn: Connection, delivery_id: str, status: str, at: int) -> None:
    """What became of the attempts, for good. Nothing when that is written down already."""
    pending = _the(delivery_id).where(deliveries.c.status == "pending")
    conn.execute(pending.values(status=status, sent_at=at if status == "sent" else None))


def shown(conn: Connection, ids: Sequence[str], at: int) -> None:
    """They have arrived, whatever became of sending them."""
    arrived = deliveries.update().where(deliveries.c.id.in_(ids), deliveries.c.status != "sent")
    conn.execute(arrived.values(status="sent", sent_at=at))


def postpone(conn: Connection, delivery_id: str, attempt: int, due_at: int) -> None:
    """Stays pending and is due again at `due_at`, unless somebody else has it by now."""
    conn.execute(_pending(delivery_id, attempt).values(due_at=due_at))


def _due(now: int) -> sa.Select[tuple[str, int]]:
    """An older one that waits for its next attempt holds up the ones behind it: a chat hears things in order."""
    older = sa.alias(deliveries)
    first = ~sa.exists().where(
        older.c.conversation_id == deliveries.c.conversation_id,
        older.c.status == "pending",
        sa.tuple_(older.c.created_at, older.c.id) < sa.tuple_(deliveries.c.created_at, deliveries.c.id),
    )
    return (
        sa.select(deliveries.c.id, deliveries.c.attempts)
        .where(deliveries.c.status == "pending", deliveries.c.due_at <= now, first)
        .order_by(deliveries.c.due_at, deliveries.c.id)
    )


def _the(delivery_id: str) -> sa.Update:
    return deliveries.update().where(deliveries.c.id == delivery_id)


def _pending(delivery_id: str, attempt: int) -> sa.Update:
    return _the(delivery_id).where(deliveries.c.status == "pending", deliveries.c.attempts == attempt)
