"""What a button carries: at most 64 bytes that say which question of which conversation it belongs to.

`<nonce>.<asked>.<step>.<value>`; a command has no step. It comes back from outside, so it is parsed with suspicion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.inputs import COMMANDS, Command, Tap
from flows.protocol import BUTTON_LIMIT, Button
from flows.state import State

_DATA = re.compile(
    r"([a-z0-9]{1,8})\.([0-9a-z]{1,4})\.(!?[a-z][a-z0-9_]{0,23}(?:#[0-9]{1,3}(?:-[0-9]{1,3}){0,2})?)?\.([^\s]{1,40})"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROW_WIDTH, ROW_BUTTONS = 26, 3


def base36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if number == 0:
            return text


def tap_data(state: State, asked: int, step: str, value: str) -> str:
    """Raises ValueError for data over the limit: a flow whose ids are too long must not get this far."""
    data = f"{state.nonce}.{base36(asked)}.{step}.{value}"
    if len(data.encode()) > BUTTON_LIMIT:
        raise ValueError(f"button data over {BUTTON_LIMIT} bytes: step {step}")
    return data


#: Stands before a command that belongs to no question: no conversation has this nonce.
UNBOUND = "0.0.."


def command_prefix(state: State) -> str:
    """What stands before a command's name in its button. Commands are short: the limit is far."""
    return tap_data(state, state.asked, "", "")


def parse_button(data: str) -> Tap | Command | None:
    """What a tapped button means; None for data we never made."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    nonce, asked, step, value = match.groups()
    if step:
        return Tap(nonce, int(asked, 36), step, value)
    name, _, arg = value.partition(":")
    if name not in COMMANDS:
        return None
    return Command(name, arg or None) if data.startswith(UNBOUND) else Command(name, arg or None, nonce, int(asked, 36))


def in_rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Short buttons side by side, long ones alone: what a small phone shows without cutting."""
    rows: list[list[Button]] = []
    width = ROW_WIDTH + 1
    for button in buttons:
        if width + len(button.label) > ROW_WIDTH or len(rows[-1]) == ROW_BUTTONS:
            rows.append([])
            width = 0
        rows[-1].append(button)
        width += len(button.label) + 2
    return rows
