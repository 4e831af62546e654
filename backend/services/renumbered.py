"""Earlier turns call the entries of repeats by the numbers they had then. Once one was removed, others have moved up:
here what was said of them gets the numbers of today, and what was said of the removed one is left out.
"""

from __future__ import annotations

from typing import Any

from backend.services.forgetting import FORGOTTEN
from flows.model import Flow
from flows.rendering import parse_button
from flows.slots import SIGN, parts, step_of
from flows.unrolling.removing import Removal, alongside


def as_of_today(flow: Flow, contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The contents of turns (`flows.codec.dump_content`), oldest first, with the keys that answers have now."""
    found, since, undone = [], _Since(flow), 0
    for content in reversed(contents):
        found.append(since.told(content))
        for event in reversed(content["out"]):
            how = event.get("how") if event["type"] == "Withdrawn" else None
            if how == "undone":
                undone += 1
            elif how == "removed" and undone:
                undone -= 1
            elif how == "removed":
                since.removed(event["step"])
    return found[::-1]


class _Since:
    """What was removed after a turn."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._removals: list[Removal] = []  # in the order in which they happened

    def removed(self, entry: str) -> None:
        repeat_id, at = parts(entry)
        repeat = self._flow.repeats.get(repeat_id)  # a repeat of another revision left no questions here
        if repeat is not None:
            self._removals.insert(0, Removal(alongside(self._flow, repeat), at))

    def told(self, content: dict[str, Any]) -> dict[str, Any]:
        if not self._removals:
            return content
        step, out = content["step"], [event for event in map(self._event, content["out"]) if event is not None]
        now = self._key(step) if step is not None else None
        given = content["in"] if step is None or now is not None else FORGOTTEN
        return {**content, "in": self._given(given), "step": now, "out": out}

    def _event(self, event: dict[str, Any]) -> dict[str, Any] | None:
        step = event.get("step")
        if not step or SIGN not in step:
            return event
        now = self._key(step)
        return None if now is None else {**event, "step": now}

    def _given(self, given: dict[str, Any]) -> dict[str, Any]:
        """A button names the question it belonged to."""
        button = parse_button(given["data"]) if given.get("data") else None
        step = getattr(button, "step", None)
        if not step or SIGN not in step:
            return given
        now = self._key(step)
        return FORGOTTEN if now is None else {**given, "data": given["data"].replace(f".{step}.", f".{now}.", 1)}

    def _key(self, key: str) -> str | None:
        found: str | None = key
        for removal in self._removals:
            step = self._flow.steps.get(step_of(key))
            found = removal.after(found, step.repeats) if found is not None and step is not None else found
        return found
