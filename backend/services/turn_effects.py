"""Carrying out what the engine wants to happen, inside the turn's transaction. One small function per event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from backend.domain.times import to_ms
from backend.persistence import records as store
from backend.persistence.database import Connection
from backend.persistence.erasing import erase_person
from backend.services.controller_telling import tell_controller
from backend.services.conversation import Conversation
from backend.services.effects import Effects
from backend.services.forgetting import forget_said
from backend.services.offer_telling import tell_offer
from backend.services.submission import keep_up, note_from_person, open_case
from backend.services.turn_links import hand_back, hand_over
from backend.services.world import World
from flows.engine.consents import purposes_with, rests_on
from flows.engine.meant import record_of
from flows.events import (
    Answered,
    Consent,
    Erased,
    Event,
    HandBack,
    HandOver,
    HumanWanted,
    OfferWanted,
    Skipped,
    Submitted,
    Urgent,
    Withdrawn,
    Wrote,
)
from flows.parsing.normalise import normalise
from flows.protocol import TextIn, TurnRequest
from flows.slots import step_of
from flows.state import State

#: What a case opened early takes note of.
CHANGING = frozenset({Answered, Skipped, Withdrawn, Consent, Urgent, HumanWanted})


def carry_out(
    world: World,
    conn: Connection,
    conversation: Conversation,
    events: list[Event],
    request: TurnRequest,
    event_hash: str,
    now: datetime,
) -> tuple[Conversation, list[Event], str | None]:
    """The conversation after its effects, the events with what the host had to add, and the hand-over link made."""
    hands = Effects(world, conn, conversation, events, request, event_hash, now)
    for event in tuple(events):
        act = _ACTS.get(type(event))
        if act is not None:
            act(hands, event)
    if gone := _refused(hands.conversation, events):
        forget_said(hands.conn, hands.conversation, gone)
    if _case_follows(hands.conversation.state, events):
        keep_up(world, hands.conn, hands.conversation, now)
    return hands.conversation, hands.events, hands.link


def _refused(conversation: Conversation, events: list[Event]) -> set[str]:
    """The steps whose answers may no longer be kept, and what stands for needs in their place."""
    steps = conversation.flow.steps
    no = [event for event in events if isinstance(event, Consent) and not event.granted and not event.resting]
    consents = [steps[step_of(event.step)] for event in no]
    elsewhere = {event.step for event in events if isinstance(event, Withdrawn) and event.how == "forgotten"}
    answers = {step.id for consent in consents for step in steps.values() if rests_on(step, consent)}
    needs = {record_of(purpose) for consent in consents for purpose in purposes_with(consent, steps.values())}
    return elsewhere | answers | needs


def _consent(hands: Effects, event: Any) -> None:
    lang = hands.conversation.state.lang or hands.conversation.state.lang_hint
    wording = hands.conversation.edition.lookup.texts.raw(
        lang, hands.conversation.flow.steps[step_of(event.step)].prompt
    )
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
    step = hands.conversation.flow.steps[step_of(event.step)]
    if step.kind != "place" or step.repeats:  # where a child goes to school is nobody's residence
        return
    answer = hands.conversation.state.answers.get(event.step)
    ags = (answer.value or {}).get("ags") if answer is not None else None
    key = next((key for key, found in hands.world.jurisdictions.items() if ags in found.ags), None)
    tell_controller(hands, key)
    hands.conversation = hands.conversation.with_(jurisdiction=key)


def _erased(hands: Effects, event: Any) -> None:
    erase_person(hands.conn, hands.conversation.person_id, to_ms(hands.now))


def _submitted(hands: Effects, event: Any) -> None:
    """The receipt comes last, after the goodbye, and can be seen again with everything else that is stored."""
    receipt, told = open_case(hands.world, hands.conn, hands.conversation, hands.now)
    hands.events += told
    state = hands.conversation.state
    hands.conversation = hands.conversation.with_state(state.with_(options={**state.options, "receipt": receipt}))


def _case_follows(state: State, events: list[Event]) -> bool:
    """Who is in danger, or wants a human, must not wait for the last question; a withdrawn consent for nothing."""
    kinds = {event.__class__ for event in events}
    if state.status == "erased" or Submitted in kinds:
        return False
    if Consent in kinds and any(isinstance(event, Consent) and not event.granted for event in events):
        return True
    return (state.urgent or state.human) and not kinds.isdisjoint(CHANGING)


def _wrote(hands: Effects, event: Any) -> None:
    assert isinstance(hands.request.input, TextIn)
    note_from_person(hands.world, hands.conn, hands.conversation, normalise(hands.request.input.text), hands.now)


_ACTS: dict[type[Event], Callable[[Effects, Any], None]] = {
    Consent: _consent,
    Answered: _answered,
    Erased: _erased,
    Submitted: _submitted,
    Wrote: _wrote,
    OfferWanted: tell_offer,
    HandOver: hand_over,
    HandBack: hand_back,
}
