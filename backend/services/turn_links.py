"""Leaving a messenger for the secure page, and coming back: one-time links, and the word that it goes on there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from backend.domain.times import to_ms
from backend.persistence import records as store
from backend.persistence.conversations import chats_of
from backend.services.conversation import Conversation
from backend.services.effects import Effects
from backend.services.world import World
from flows.codec import events_to_json
from flows.events import Ask, Say

HANDOVER_LASTS = timedelta(minutes=30)


def link_of(world: World, conversation: Conversation, event_hash: str) -> tuple[str, str]:
    """The token of the link that this event leads to, and its address: the same when the event comes once more.

    Beside the token the address says one thing: the language, which the page cannot know before the link is used.
    """
    token, state = world.keyring.blind("handover-token", event_hash), conversation.state
    return token, f"{world.settings.public_url.rstrip('/')}/h/{token}?lang={state.lang or state.lang_hint}"


def hand_over(hands: Effects, event: Any) -> None:
    token, hands.link = link_of(hands.world, hands.conversation, hands.event_hash)
    store.insert_handover(
        hands.conn,
        token_hash=hands.world.keyring.blind("handover", token),
        conversation_id=hands.conversation.id,
        from_channel=hands.request.channel,
        created_at=to_ms(hands.now),
        expires_at=to_ms(hands.now + HANDOVER_LASTS),
    )


def hand_back(hands: Effects, event: Any) -> None:
    """Where the person came from, say that it goes on there, and ask the next question there too."""
    asks = [found for found in hands.events if isinstance(found, Ask)]
    content = orjson.dumps(events_to_json([Say("handover.resumed", role="notice"), *asks]))
    for chat in chats_of(hands.conn, hands.conversation.id):
        if chat.channel != hands.request.channel:
            _deliver(hands, chat.channel, chat.chat_hash, "handback", content)


def _deliver(hands: Effects, channel: str, chat_hash: str, kind: str, content: bytes) -> None:
    delivery = hands.world.ids.new()
    store.insert_delivery(
        hands.conn,
        id=delivery,
        conversation_id=hands.conversation.id,
        person_id=hands.conversation.person_id,
        channel=channel,
        chat_hash=chat_hash,
        kind=kind,
        content_enc=hands.conversation.key.seal("deliveries", "content_enc", delivery, content),
        created_at=to_ms(hands.now),
    )
