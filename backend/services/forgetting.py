"""Taking out of the record of a conversation what was said with a consent that is no longer there.

The answers themselves leave the state; but what somebody wrote and tapped stands in the turns as well, and has to go
from there too. That a question was asked, and when, stays.
"""

from __future__ import annotations

from typing import Any

import orjson

from backend.persistence import records
from backend.persistence import turns as store
from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from flows.slots import step_of

#: The text with which a person is told what could help.
SUGGESTIONS = "screening.end"
#: What is shown of offers: which they are says what was answered.
OFFERS = frozenset({"offers", "offer"})
#: What stands in place of what was said.
FORGOTTEN: dict[str, Any] = {"type": "forgotten"}
#: More turns than any conversation has.
ALL = 1_000_000
#: Fields of an `Ask` that repeat former answers.
REPEATING: dict[str, Any] = {"held": None, "draft": [], "alternatives": []}


def forget_said(conn: Connection, conversation: Conversation, steps: set[str]) -> None:
    """Empty the turns that answered one of these. A step's id stands for its answers in every entry of a repeat, an
    answer's key (`child_name#2`) for that one.
    """
    for row in store.transcript(conn, conversation.id, ALL):
        content = orjson.loads(conversation.open_content(row.event_hash, row.content_enc))
        emptied = _emptied(content, steps)
        if emptied != content:
            sealed = conversation.seal_content(row.event_hash, orjson.dumps(emptied))
            records.replace_content(conn, row.channel, row.event_hash, sealed)


def _emptied(content: dict[str, Any], steps: set[str]) -> dict[str, Any]:
    about = _is_one(content["step"], steps) or any(_answers(event, steps) for event in content["out"])
    said = {"in": FORGOTTEN} if about else {}
    told = [event for event in content["out"] if not _repeats(event, about)]
    return {**content, **said, "out": [_silent(event, steps) for event in told]}


def _repeats(event: dict[str, Any], about: bool) -> bool:
    """What says an answer back; and the suggestions at the end, which were worked out of all answers there were."""
    if event["type"] == "Show":
        return event["what"] in OFFERS
    return event["type"] == "Say" and (event["text"] == SUGGESTIONS or (about and bool(event.get("params"))))


def _answers(event: dict[str, Any], steps: set[str]) -> bool:
    """An edited message answers a question other than the one that was asked just then; a need answers none."""
    return event["type"] in ("Answered", "Noted") and _is_one(event["step"], steps)


def _is_one(key: str | None, steps: set[str]) -> bool:
    return key is not None and (key in steps or step_of(key) in steps)


def _silent(event: dict[str, Any], steps: set[str]) -> dict[str, Any]:
    """A question without the former answers it offered."""
    return {**event, **REPEATING} if event["type"] == "Ask" and _is_one(event["step"], steps) else event
