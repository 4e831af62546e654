"""Redeeming a one-time link: the web chat joins the conversation it was made for."""

from __future__ import annotations

from datetime import datetime

from backend.domain.times import to_ms
from backend.persistence import records as store
from backend.persistence.conversations import Chat, add_chat, by_chat, by_id, hold, leave_chat
from backend.persistence.database import Connection
from backend.services.conversation import found, seal_address
from backend.services.world import World
from flows.protocol import HandoverReply, Parked


async def redeem(world: World, token: str, channel: str, chat: str) -> HandoverReply:
    """`ok` once; then `used`; `expired` after 30 minutes; `unknown` for anything else. The token is never stored."""
    now = world.clock()
    hashed = world.keyring.blind("handover", token)
    return await world.db.write(lambda conn: _redeem(world, conn, hashed, channel, chat, now))


def _redeem(world: World, conn: Connection, hashed: str, channel: str, chat: str, now: datetime) -> HandoverReply:
    link = store.handover(conn, hashed)
    if link is None:
        return HandoverReply(outcome="unknown")
    chat_hash = world.keyring.blind("chat", f"{channel}:{chat}")
    if link.used_at is not None:
        return _used(conn, link.conversation_id, channel, chat_hash)
    if link.expires_at <= to_ms(now):
        return HandoverReply(outcome="expired")
    hold(conn, link.conversation_id)
    row = by_id(conn, link.conversation_id)
    if row is None or not store.use_handover(conn, hashed, to_ms(now)):
        return _used(conn, link.conversation_id, channel, chat_hash)  # by somebody who was quicker
    store.void_handovers(conn, link.conversation_id, to_ms(now))  # an older link in the chat is not to be found later
    conversation = found(world, conn, row)
    address = seal_address(conversation.key, channel, chat_hash, chat)
    leave_chat(conn, channel, chat_hash)
    add_chat(conn, Chat(channel, chat_hash, conversation.id, address, to_ms(now)))
    return HandoverReply(outcome="ok")


def _used(conn: Connection, conversation_id: str, channel: str, chat_hash: str) -> HandoverReply:
    """A used link stays good for the very chat that used it: on a bad network the first reply may have been lost."""
    here = by_chat(conn, channel, chat_hash)
    return HandoverReply(outcome="ok" if here is not None and here.conversation_id == conversation_id else "used")


async def park(world: World, parked: Parked) -> None:
    """Keep an event no parser could read, sealed, for the operators; the same event twice is kept once."""
    event = world.keyring.blind("event", f"{parked.channel}:{parked.event_id}")
    sealed = world.keyring.system.seal("parked", "raw_enc", event, parked.raw.encode("utf-8", "backslashreplace"))
    at = to_ms(world.clock())
    await world.db.write(
        lambda conn: store.insert_parked(
            conn, channel=parked.channel, event_hash=event, at=at, error=parked.error, raw_enc=sealed
        )
    )
