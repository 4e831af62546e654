"""States and events as JSON and back: what is stored of a conversation, and of each turn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from flows import events as _events
from flows.events import Event
from flows.state import State

_KINDS = tuple(
    kind
    for kind in vars(_events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
)  # fmt: skip
_ANY: Any = reduce(or_, _KINDS)
_MANY: Any = list[_ANY]
_STATE = msgspec.json.Decoder(State)
_ENCODER = msgspec.json.Encoder()


def dump_state(state: State) -> bytes:
    return _ENCODER.encode(state)


def load_state(data: bytes) -> State:
    """Raises ValueError for anything that is not a stored state."""
    return _STATE.decode(data)


def dump_content(said: dict[str, Any], step: str | None, events: Iterable[Event]) -> bytes:
    """What is kept of a turn: what came in, the step it answered, what went out."""
    return _ENCODER.encode({"in": said, "step": step, "out": events})


def events_to_json(events: Iterable[Event]) -> list[dict[str, Any]]:
    """`{"type": class name, …fields}` each; fields that have their default are left out: turns are many."""
    found: list[dict[str, Any]] = msgspec.to_builtins(list(events))
    return found


def events_from_json(items: Iterable[dict[str, Any]]) -> list[Event]:
    """Raises ValueError for anything that is not a stored event."""
    found: list[Event] = msgspec.convert(list(items), _MANY)
    return found
