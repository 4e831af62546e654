"""Somebody in a chat: taps by label, writes, gives commands, and remembers what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flows.protocol import (
    Button,
    Channel,
    CommandIn,
    EditedIn,
    MediaIn,
    Message,
    TapIn,
    TextIn,
    TurnInput,
    TurnReply,
    TurnRequest,
)

#: What words of a person must not begin with, or they would be read as something else.
LEADING = tuple("/[{~>")
LANGUAGE = "!language"  # the engine's question for the language
_NUMBER = re.compile("#[1-9][0-9]{0,2}")
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def token_of(link: str | None) -> str:
    """What the browser hands in from the address of a one-time link, which may say more beside it."""
    assert link, "no link was shown"
    return urlsplit(link).path.removeprefix("/h/")


class NoButton(AssertionError, LookupError):
    """A golden conversation taps what is not there any more."""


@dataclass(slots=True)
class Person:
    """`do` takes one line of a script: `/command arg`, `[label]` or `[2]` to tap (`[#2]` where a label is `2`),
    `[^label]` for a button of an older message, `{photo}`, `~ text` edits the last message, anything else is written;
    `> /text` whatever it looks like."""

    gateway: object
    channel: Channel = "web"
    chat: str = "person-1"
    lang: str = "de"
    jurisdiction: str | None = None
    count: int = 0
    reply: TurnReply | None = None
    buttons: list[Button] = field(default_factory=list)
    older: dict[str, Button] = field(default_factory=dict)
    link: str | None = None

    async def do(self, line: str) -> TurnReply:
        return await self.send(self.understood(line))

    async def send(self, given: TurnInput, event_id: str | None = None) -> TurnReply:
        self.count += 1
        request = TurnRequest(
            channel=self.channel,
            chat=self.chat,
            event_id=event_id or f"{self.chat}-{self.count}",
            input=given,
            lang_hint=self.lang,
            jurisdiction=self.jurisdiction,
        )
        reply: TurnReply = await self.gateway.turn(request)  # type: ignore[attr-defined]
        self.hear(reply)
        return reply

    def hear(self, reply: TurnReply) -> None:
        self.reply = reply
        self._remember(reply.messages)

    def _remember(self, messages: list[Message]) -> None:
        for message in messages:
            shown = [button for row in message.rows for button in row]
            self.older |= {button.label.translate(ISOLATES): button for button in self.buttons}
            self.buttons = shown or self.buttons
            self.link = next((button.url for button in shown if button.url), self.link)

    def understood(self, line: str) -> TurnInput:
        """What a line does now. Raises NoButton."""
        if line.startswith("/"):
            name, _, arg = line[1:].partition(" ")
            return CommandIn(name=name, arg=arg or None)
        if line.startswith("[") and line.endswith("]"):
            return TapIn(data=self.find(line[1:-1]).data or "")
        if line.startswith("{") and "}" in line:
            media, _, caption = line[1:].partition("}")
            return MediaIn(media=media, caption=caption.strip() or None)
        if line.startswith("~ "):
            return EditedIn(of=f"{self.chat}-{self.count}", text=line[2:])
        if line.startswith("> "):
            return TextIn(text=line[2:])
        return TextIn(text=line)

    def line_of(self, given: TurnInput) -> str:
        """The line that does this now. Raises LookupError for a button nobody can see."""
        if isinstance(given, CommandIn):
            return f"/{given.name} {given.arg or ''}".rstrip()
        if isinstance(given, TextIn):
            text: str = given.text
            return f"> {text}" if text.startswith(LEADING) else text
        if not isinstance(given, TapIn):
            raise LookupError(type(given).__name__)
        return f"[{self._named(given.data)}]"

    def _named(self, data: str) -> str:
        """By its label, by its number where another button has the same. Raises LookupError."""
        seen = [*(self.reply.menu if self.reply else ()), *self.buttons]
        names: list[str] = [button.label.translate(ISOLATES) for button in seen if button.data == data]
        names += [f"#{place}" for place, button in enumerate(self.buttons, 1) if button.data == data]
        names += [f"^{label}" for label, button in self.older.items() if button.data == data]
        found = next((name for name in names if self._is(name, data)), None)
        if found is None:
            raise LookupError(data)
        return found

    def _is(self, name: str, data: str) -> bool:
        try:
            return self.find(name).data == data
        except NoButton:
            return False

    def _older(self, label: str) -> Button:
        if label not in self.older:
            raise NoButton(f"no button [^{label}]; there were: {', '.join(self.older)}")
        return self.older[label]

    def find(self, label: str) -> Button:
        if label.startswith("^"):
            return self._older(label[1:])
        if _NUMBER.fullmatch(label) and int(label[1:]) <= len(self.buttons):
            return self.buttons[int(label[1:]) - 1]
        menu = self.reply.menu if self.reply else []
        plain = {button.label.translate(ISOLATES): button for button in [*menu, *self.buttons]}
        if label in plain:
            return plain[label]
        starts = [button for text, button in plain.items() if text.startswith(label)]
        if starts:
            return starts[0]
        if label.isdecimal() and 0 < int(label) <= len(self.buttons):
            return self.buttons[int(label) - 1]
        raise NoButton(f"no button [{label}]; there are: {', '.join(plain)}")


def shown(message: Message) -> str:
    """A message as a golden file shows it: role, text, hint, progress, buttons.

    Of the languages only the first: one more of them changes no conversation.
    """
    lines = [f"<{message.role}> {message.text.translate(ISOLATES)}"]
    lines += [f"  <{media.kind}> {media.alt}" for media in message.media]
    if message.hint:
        lines.append(f"  ({message.hint})")
    if message.progress:
        lines.append(f"  … {message.progress.label.translate(ISOLATES)}")
    rows = ["  " + " ".join(_button(button) for button in row) for row in message.rows]
    return "\n".join([*lines, *(rows if message.step != LANGUAGE else [*rows[:1], "  …"])])


def _button(button: Button) -> str:
    mark = "✓ " if button.selected else ""
    return f"[{mark}{button.label.translate(ISOLATES)}]" + ("→" if button.url else "")
