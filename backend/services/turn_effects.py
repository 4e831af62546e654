"""Carrying out what the engine wants to happen, inside the turn's transaction. One small function per event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from backend.domain.times import to_ms
from backend.persistence import records as store
from backend.persistence.conversations import chats_of
from backend.persistence.erasing import erase_person
from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from backend.services.submission import note_from_person, open_case
from backend.services.world import World
from flows.codec import events_to_json
from flows.events import (
    Answered,
    Ask,
    Consent,
    Erased,
    Event,
    HandBack,
    HandOver,
    HumanWanted,
    Say,
    Submitted,
    Urgent,
    Wrote,
)
from flows.protocol import TextIn, TurnRequest

HANDOVER_LASTS = timedelta(minutes=30)


@dataclass(slots=True)
class Effects:
    """The hands of one turn: what it may touch, and what became of the conversation and its events."""

    world: World
    conn: Connection
    conversation: Conversation
    events: list[Event]
    request: TurnRequest
    now: datetime
    link: str | None = None


def carry_out(
    world: World,
    conn: Connection,
    conversation: Conversation,
    events: list[Event],
    request: TurnRequest,
    now: datetime,
) -> tuple[Conversation, list[Event], str | None]:
    """The conversation after its effects, the events with what the host had to add, and a hand-over link if one was made."""
    hands = Effects(world, conn, conversation, events, request, now)
    for event in tuple(events):
        act = _ACTS.get(type(event))
        if act is not None:
            act(hands, event)
    return hands.conversation, hands.events, hands.link


def _consent(hands: Effects, event: Any) -> None:
    lang = hands.conversation.state.lang or hands.conversation.state.lang_hint
    wording = hands.world.texts.raw(lang, hands.conversation.flow.steps[event.step].prompt)
    store.insert_consent(
        hands.conn,
        id=hands.world.ids.new(),
        person_id=hands.conversation.person_id,
        conversation_id=hands.conversation.id,
        purpose=event.purpose,
        granted=event.granted,
        version=event.version,
        lang=lang,
        text_hash=hashlib.sha256(wording.encode()).hexdigest(),
        channel=hands.request.channel,
        at=to_ms(hands.now),
    )


def _answered(hands: Effects, event: Any) -> None:
    """The place of residence decides which jurisdiction's settings hold from now on."""
    if hands.conversation.flow.steps[event.step].kind != "place":
        return
    answer = hands.conversation.state.answers.get(event.step)
    ags = (answer.value or {}).get("ags") if answer is not None else None
    key = next((key for key, found in hands.world.jurisdictions.items() if ags in found.ags), None)
    hands.conversation = replace(hands.conversation, jurisdiction=key)


def _erased(hands: Effects, event: Any) -> None:
    erase_person(hands.conn, hands.conversation.person_id, to_ms(hands.now))


def _submitted(hands: Effects, event: Any) -> None:
    _open_case(hands, partial=False)


def _wants_help(hands: Effects, event: Any) -> None:
    """Somebody in danger, or who wants a human, must not wait for the last question: the case opens now."""
    if hands.conversation.state.status not in ("submitted", "erased"):
        _open_case(hands, partial=True)


def _open_case(hands: Effects, *, partial: bool) -> None:
    told = open_case(hands.world, hands.conn, hands.conversation, hands.now, partial=partial)
    at = next((n for n, event in enumerate(hands.events) if isinstance(event, Submitted)), len(hands.events) - 1)
    hands.events[at + 1 : at + 1] = told


def _wrote(hands: Effects, event: Any) -> None:
    assert isinstance(hands.request.input, TextIn)
    note_from_person(hands.world, hands.conn, hands.conversation, hands.request.input.text, hands.now)


def _hand_over(hands: Effects, event: Any) -> None:
    token = hands.world.ids.token()
    store.insert_handover(
        hands.conn,
        token_hash=hands.world.keyring.blind("handover", token),
        conversation_id=hands.conversation.id,
        from_channel=hands.request.channel,
        created_at=to_ms(hands.now),
        expires_at=to_ms(hands.now + HANDOVER_LASTS),
    )
    hands.link = f"{hands.world.settings.public_url.rstrip('/')}/h/{token}"


def _hand_back(hands: Effects, event: Any) -> None:
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


_ACTS: dict[type[Event], Callable[[Effects, Any], None]] = {
    Consent: _consent,
    Answered: _answered,
    Erased: _erased,
    Submitted: _submitted,
    Urgent: _wants_help,
    HumanWanted: _wants_help,
    Wrote: _wrote,
    HandOver: _hand_over,
    HandBack: _hand_back,
}
