"""The buttons of a question, put together once for everybody who is asked it in the same way.

Which buttons there are, their words and their rows are the same for all; only what ties a button to one conversation
and one asking differs: it stands before the value in the button's data, and is stamped in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from flows.protocol import BUTTON_LIMIT, Button
from flows.rendering.buttons import command_prefix, tap_data
from flows.rendering.fresh import filled
from flows.state import State

#: Layouts kept. A flow of 50 questions needs some hundreds: one for each language and choice of ticks.
MOST = 4096
Rows = list[list[Button]]


class Blank(NamedTuple):
    """A button without its conversation: all its fields, and the end of its data."""

    fields: dict[str, Any]
    value: str
    command: bool


class Layout(NamedTuple):
    """`longest`: bytes of the longest value."""

    rows: tuple[tuple[Blank, ...], ...]
    longest: int


class Layouts:
    """Rows by what they depend on. Bounded: when full, everything is forgotten and put together again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[Hashable, Layout] = {}

    def rows(self, key: Hashable, state: State, asked: int, step: str, build: Callable[[], Rows]) -> Rows:
        """The rows of `build` for this conversation; `key` holds everything else they depend on.

        Raises ValueError for data over the limit, as `tap_data` does.
        """
        taps, commands = tap_data(state, asked, step, ""), command_prefix(state)
        found = self._known.get(key)
        if found is None:
            found = self._keep(key, _layout(build(), taps, commands))
        if len(taps) + found.longest > BUTTON_LIMIT:
            raise ValueError(f"button data over {BUTTON_LIMIT} bytes: step {step}")
        return [
            [
                filled(Button, {**fields, "data": commands + value if command else taps + value})
                for fields, value, command in row
            ]
            for row in found.rows
        ]

    def _keep(self, key: Hashable, layout: Layout) -> Layout:
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = layout
        return layout


def _layout(rows: Rows, taps: str, commands: str) -> Layout:
    blanks = tuple(tuple(_blank(button, taps, commands) for button in row) for row in rows)
    return Layout(blanks, max((len(blank.value.encode()) for row in blanks for blank in row), default=0))


def _blank(button: Button, taps: str, commands: str) -> Blank:
    """A tap's prefix names the step, a command's does not: neither begins with the other."""
    data = str(button.data)
    command = data.startswith(commands)
    return Blank(dict(button.__dict__), data.removeprefix(commands if command else taps), command)
