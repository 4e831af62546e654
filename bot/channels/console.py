"""The console channel: the same conversation in a terminal, by hand or played from a script.

In a script each line is one input: `> words`, `/command`, `[2]` or `[Label]` for a button; blank lines and those that
begin with `#` are skipped. By hand the same is understood, and words need no `>`.
"""

from __future__ import annotations

import json as json_module
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from bot.channels.terminal import Line, lines, played, typed
from bot.gateway import Gateway
from flows.errors import LotseError
from flows.inputs import COMMANDS
from flows.protocol import Button, Channel, CommandIn, TapIn, TextIn, TurnInput, TurnReply, TurnRequest
from locales.texts import Texts, load_texts

CHAT = "console"
_BUTTON = re.compile(r"\[(.+)\]")
_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")

Write = Callable[[str], None]


async def run_console(
    gateway: Gateway,
    lang: str | None = None,
    channel: str = "console",
    script: Path | None = None,
    json: bool = False,
    *,
    texts: Texts | None = None,
    write: Write = print,
) -> None:
    """Talks until the input ends. Raises LotseError console.script naming the line, or the gateway's."""
    if channel not in get_args(Channel):
        raise LotseError("settings.invalid", names="channel")
    console = Console(gateway, channel, lang, texts or load_texts(), write, json)  # type: ignore[arg-type]
    await console.turn(CommandIn(name="start"), "/start")
    async for line in played(script) if script is not None else typed(console.invite):
        await console.take(line)


class Console:
    """One conversation on a terminal: what was offered last decides what a number means."""

    def __init__(
        self, gateway: Gateway, channel: Channel, lang: str | None, texts: Texts, write: Write, json: bool
    ) -> None:
        self._gateway, self._channel, self._hint, self._texts, self._write = gateway, channel, lang, texts, write
        self._json, self._run, self._count = json, secrets.token_hex(6), 0
        self._offered: list[Button] = []
        self._menu: list[Button] = []
        self._taps_only = False
        self._lang = texts.language_for(lang)

    def invite(self) -> str:
        return self._texts.get(self._lang, "console.prompt") + " "

    async def take(self, line: Line) -> None:
        """One line of input. Raises LotseError console.script for a line of a script that means nothing."""
        try:
            given = self._understood(line)
        except LookupError:
            self._mistaken(line)
            return
        try:
            await self.turn(given, line.text)
        except LotseError as error:
            if line.played:
                raise
            self._write("! " + self._texts.get(self._lang, error.kind.text))

    async def turn(self, given: TurnInput, shown: str) -> None:
        self._count += 1
        reply = await self._gateway.turn(
            TurnRequest(
                channel=self._channel,
                chat=CHAT,
                event_id=f"console:{self._run}:{self._count}",
                input=given,
                lang_hint=self._hint,
            )
        )
        self._remember(reply)
        self._print(shown, reply)

    def _remember(self, reply: TurnReply) -> None:
        self._lang, self._menu = reply.lang, reply.menu
        asking = [message for message in reply.messages if message.rows or message.role == "question"]
        if asking:
            self._offered = [button for message in asking for row in message.rows for button in row]
            entry = asking[-1].entry
            self._taps_only = entry is None or entry.inputmode == "none"

    def _print(self, shown: str, reply: TurnReply) -> None:
        if self._json:
            self._write(json_module.dumps({"input": shown, "reply": reply.model_dump(mode="json")}, ensure_ascii=False))
            return
        numbers = iter(range(1, len(self._offered) + 1))
        said = [line for message in reply.messages for line in (*lines(message, numbers), "")]
        heard = [f"> {shown.removeprefix('>').strip()}"] if self._count > 1 else []  # the first one is our own /start
        self._write("\n".join([*heard, *said]).rstrip("\n") + "\n")

    def _understood(self, line: Line) -> TurnInput:
        """Raises LookupError."""
        text = line.text
        if found := _BUTTON.fullmatch(text):
            return TapIn(data=self._button(found[1]))
        if text.startswith("/"):
            return _command(text)
        if text.startswith(">"):
            return TextIn(text=text[1:].strip())
        if line.played:
            raise LookupError(text)
        if text.isdecimal() and self._taps_only and 1 <= int(text) <= len(self._offered):
            return TapIn(data=self._button(text))
        return TextIn(text=text)

    def _button(self, name: str) -> str:
        """Its data, by number or label. Raises LookupError."""
        if name.isdecimal() and 1 <= int(name) <= len(self._offered):
            return _data(self._offered[int(name) - 1])
        for button in (*self._offered, *self._menu):
            if _plain(button.label) == _plain(name):
                return _data(button)
        raise LookupError(name)

    def _mistaken(self, line: Line) -> None:
        if line.played:
            raise LotseError("console.script", line=line.number)
        self._write("! " + self._texts.get(self._lang, "console.no_button"))


def _command(text: str) -> CommandIn:
    name, _, arg = text[1:].partition(" ")
    if name not in COMMANDS:
        raise LookupError(name)
    return CommandIn(name=name, arg=arg.strip() or None)


def _data(button: Button) -> str:
    if button.data is None:
        raise LookupError(button.label)
    return button.data


def _plain(label: str) -> str:
    return _ISOLATES.sub("", label).strip().casefold()
