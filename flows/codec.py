"""States and events as JSON and back: what is stored of a conversation, and of each turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import msgspec

from flows import events as _events
from flows.events import Event
from flows.state import State


def _default(field: dataclasses.Field[Any]) -> Any:
    """What a field holds when nothing is said; MISSING, equal to nothing, when something must be."""
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


_EVENTS: dict[str, type[Event]] = {
    name: kind
    for name, kind in vars(_events).items()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
_TUPLES = {
    name: frozenset(field.name for field in dataclasses.fields(kind) if str(field.type).startswith("tuple"))
    for name, kind in _EVENTS.items()
}
_DEFAULTS = {
    name: tuple((field.name, _default(field)) for field in dataclasses.fields(kind)) for name, kind in _EVENTS.items()
}
_STATE = msgspec.json.Decoder(State)
_ENCODER = msgspec.json.Encoder()


def dump_state(state: State) -> bytes:
    return _ENCODER.encode(state)


def load_state(data: bytes) -> State:
    """Raises ValueError for anything that is not a stored state."""
    return _STATE.decode(data)


def event_to_json(event: Event) -> dict[str, Any]:
    """`{"type": class name, …fields}`; fields that have their default are left out: turns are many."""
    name = type(event).__name__
    told = ((field, getattr(event, field), default) for field, default in _DEFAULTS[name])
    return {"type": name, **{field: value for field, value, default in told if value != default}}


def event_from_json(fields: dict[str, Any]) -> Event:
    """Raises KeyError or TypeError for anything that is not a stored event."""
    name = fields["type"]
    values = {key: value for key, value in fields.items() if key != "type"}
    for key in _TUPLES[name] & values.keys():
        values[key] = tuple(values[key])
    return _EVENTS[name](**values)


def events_to_json(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [event_to_json(event) for event in events]


def events_from_json(items: Iterable[dict[str, Any]]) -> list[Event]:
    return [event_from_json(item) for item in items]
