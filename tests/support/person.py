"""Somebody in a chat: taps by label, writes, gives commands, and remembers what was said."""

from __future__ import annotations

from dataclasses import dataclass, field

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

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@dataclass(slots=True)
class Person:
    """`do` takes one line of a script: `/command arg`, `[label]` or `[2]` to tap, `[^label]` for a button of an older
    message, `{photo}`, `~ text` edits the last message, anything else is written."""

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
        return await self.send(self._input(line))

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
        self.reply = await self.gateway.turn(request)  # type: ignore[attr-defined]
        self._remember(self.reply.messages)
        return self.reply

    def _remember(self, messages: list[Message]) -> None:
        for message in messages:
            shown = [button for row in message.rows for button in row]
            self.older |= {button.label.translate(ISOLATES): button for button in self.buttons}
            self.buttons = shown or self.buttons
            self.link = next((button.url for button in shown if button.url), self.link)

    def _input(self, line: str) -> TurnInput:
        if line.startswith("/"):
            name, _, arg = line[1:].partition(" ")
            return CommandIn(name=name, arg=arg or None)
        if line.startswith("[") and line.endswith("]"):
            return TapIn(data=self.find(line[1:-1]).data or "")
        if line.startswith("{") and line.endswith("}"):
            return MediaIn(media=line[1:-1])
        if line.startswith("~ "):
            return EditedIn(of=f"{self.chat}-{self.count}", text=line[2:])
        return TextIn(text=line)

    def find(self, label: str) -> Button:
        if label.startswith("^"):
            return self.older[label[1:]]
        menu = self.reply.menu if self.reply else []
        plain = {button.label.translate(ISOLATES): button for button in [*menu, *self.buttons]}
        if label in plain:
            return plain[label]
        starts = [button for text, button in plain.items() if text.startswith(label)]
        if starts:
            return starts[0]
        if label.isdecimal() and int(label) <= len(self.buttons):
            return self.buttons[int(label) - 1]
        raise AssertionError(f"no button [{label}]; there are: {', '.join(plain)}")


def shown(message: Message) -> str:
    """A message as a golden file shows it: role, text, hint, progress, buttons."""
    lines = [f"<{message.role}> {message.text.translate(ISOLATES)}"]
    lines += [f"  <{media.kind}> {media.alt}" for media in message.media]
    if message.hint:
        lines.append(f"  ({message.hint})")
    if message.progress:
        lines.append(f"  … {message.progress.label.translate(ISOLATES)}")
    lines += ["  " + " ".join(_button(button) for button in row) for row in message.rows]
    return "\n".join(lines)


def _button(button: Button) -> str:
    mark = "✓ " if button.selected else ""
    return f"[{mark}{button.label.translate(ISOLATES)}]" + ("→" if button.url else "")
