"""An event that comes once more: the reply it had, as far as that is still true and not known to have been seen.

A channel that was killed cannot know what has reached the person, so it asks for the replies to the last few events
again. Repeated in full, older ones would bring back questions that are answered, with buttons that are not old.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from backend.persistence import turns as store
from backend.persistence.database import Connection
from backend.persistence.turns import PastTurn
from backend.services.conversation import Conversation
from backend.services.turn_links import link_of
from backend.services.turn_reply import Outcome
from backend.services.world import World
from flows.codec import events_from_json
from flows.events import Ask, Event, HandOver
from flows.inputs import Tap
from flows.rendering import parse_button
from flows.rendering.messages import SPEAKING

#: So many turns later nobody waits for the question of before.
LOOKED_AT = 60


def once_more(world: World, conn: Connection, conversation: Conversation, turn: PastTurn) -> Outcome:
    """`turn`: the one that this event was, its content empty where nothing is known of it any more. Changes nothing."""
    then = conversation.with_(turn_count=turn.seq)
    if not turn.content_enc:
        return Outcome(then, (), duplicate=True)
    content = _opened(conversation, turn)
    events = events_from_json(content["out"])
    link = (
        link_of(world, conversation, turn.event_hash)[1] if any(isinstance(one, HandOver) for one in events) else None
    )
    if (since := conversation.turn_count - turn.seq) > 0:
        rows = store.transcript(conn, conversation.id, min(since, LOOKED_AT))
        later = [_opened(conversation, row) for row in rows if row.seq > turn.seq and row.channel == turn.channel]
        events = _still_to_say(conversation, content, events, later)
    return Outcome(then, tuple(events), link, duplicate=True)


def _opened(conversation: Conversation, turn: PastTurn) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(conversation.open_content(turn.event_hash, turn.content_enc))
    return content


def _still_to_say(
    conversation: Conversation, content: dict[str, Any], events: list[Event], later: Sequence[dict[str, Any]]
) -> list[Event]:
    """Of what was said in a turn that others have followed (`later`: those of the same channel): a question only while
    it is the present one and no later turn has asked it again; nothing where one of its buttons was tapped.
    """
    ask = next((one for one in reversed(events) if isinstance(one, Ask)), None)
    if ask is None:
        return events
    state = conversation.state
    if ask.step != content["step"] and _comes_last(ask, events) and any(_taps(one, ask, state.nonce) for one in later):
        return []
    if (ask.asked, ask.step) == (state.asked, state.question) and not any(map(_asks, later)):
        return events
    return [one for one in events if not isinstance(one, Ask)]


def _comes_last(ask: Ask, events: Sequence[Event]) -> bool:
    """So that who has seen it has seen all of the reply."""
    return next(one for one in reversed(events) if isinstance(one, SPEAKING)) is ask


def _taps(later: dict[str, Any], ask: Ask, nonce: str) -> bool:
    """Only what is asked anew has a number of its own: a question shown again might be known from before."""
    button = parse_button(later["in"].get("data") or "")
    return isinstance(button, Tap) and (button.nonce, button.asked, button.step) == (nonce, ask.asked, ask.step)


def _asks(content: dict[str, Any]) -> bool:
    return any(isinstance(one, Ask) for one in events_from_json(content["out"]))
