"""A conversation as lines for `lotse chat --script`, so that what a walk found can be seen with one's own eyes."""

from __future__ import annotations

from collections.abc import Iterator

from flows.inputs import Command, Input, Tap, Text
from flows.protocol import Button
from flows.rendering import menu, render
from flows.walk.player import Player
from locales.texts import MissingText


def script_of(player: Player, lang: str) -> str:
    """Everything that was done, played again to learn what the buttons were called."""
    again = Player(player.flow, player.lookup, player.channel, options=player.options, lang_hint=player.lang_hint)
    head = f"# lotse chat --channel {player.channel} --lang {lang} --script FILE"
    return "\n".join([head, *_lines(again, player.inputs), ""])


def _lines(again: Player, inputs: list[Input]) -> Iterator[str]:
    buttons: list[Button] = []
    for number, given in enumerate(inputs):
        if number:  # the first start is the console's own
            yield _line(given, buttons)
        again.do(given)
        if again.state.question == "!handover":
            again.state = again.state.with_(channel="web")
            yield "# here the link to the web chat is opened"
        buttons = _offered(again) or buttons


def _offered(again: Player) -> list[Button]:
    """None where a text is missing: that may be the very failure."""
    try:
        messages = render(again.view(), again.events, "1")
    except (MissingText, KeyError):
        return []
    return [*(button for message in messages for row in message.rows for button in row), *menu(again.view())]


def _line(given: Input, buttons: list[Button]) -> str:
    if isinstance(given, Text):
        return f"> {given.text}"
    if isinstance(given, Command):
        return f"/{given.name} {given.arg or ''}".rstrip()
    assert isinstance(given, Tap)
    label = next((button.label for button in buttons if (button.data or "").endswith(f".{given.value}")), given.value)
    return f"[{label}]"
