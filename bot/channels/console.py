"""The console channel: the same conversation in a terminal, by hand or played from a script.

In a script each line is one input: `> words`, `/command`, `[2]` or `[Label]` for a button; blank lines and those that
begin with `#` are skipped. By hand the same is understood, and words need no `>`. With a simulator, lines that begin
with `:` are for that.
"""

from __future__ import annotations

import json as json_module
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from bot.channels.simulating import SIGN, Simulator, Told, Traced
from bot.channels.terminal import Line, lines, played, read_script, typed
from bot.gateway import Gateway
from flows.errors import LotseError
from flows.inputs import COMMANDS
from flows.protocol import TEXT_LIMIT, Button, Channel, CommandIn, TapIn, TextIn, TurnInput, TurnReply, TurnRequest
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
    simulator: Simulator | None = None,
) -> None:
    """Talks until the input ends. Raises LotseError console.script naming the line, or the gateway's."""
    if channel not in get_args(Channel):
        raise LotseError("settings.invalid", names="channel")
    console = Console(gateway, channel, lang, texts or load_texts(), write, json, simulator)  # type: ignore[arg-type]
    given = typed(console.invite) if script is None else played(await read_script(script))  # before anything is said
    await console.turn(CommandIn(name="start"), "/start")
    async for line in given:
        await console.take(line)


class Console:
    """One conversation on a terminal: what was offered last decides what a number means."""

    def __init__(
        self,
        gateway: Gateway,
        channel: Channel,
        lang: str | None,
        texts: Texts,
        write: Write,
        json: bool,
        simulator: Simulator | None = None,
    ) -> None:
        self._gateway, self._channel, self._hint, self._texts, self._write = gateway, channel, lang, texts, write
        self._json, self._run, self._count = json, secrets.token_hex(6), 0
        self._refused: TurnInput | None = None
        self._simulator = simulator
        self._offered: list[Button] = []
        self._menu: list[Button] = []
        self._taps_only = False
        self._lang = texts.language_for(lang)

    def invite(self) -> str:
        return self._texts.get(self._lang, "console.prompt") + " "

    async def take(self, line: Line) -> None:
        """One line of input. Raises LotseError for a line of a script: console.script where it means nothing,
        wire.too_large.
        """
        try:
            await self._take(line)
        except LotseError as error:
            if line.played:
                raise
            self._write("! " + self._texts.get(self._lang, error.kind.text))

    async def _take(self, line: Line) -> None:
        if self._simulator is not None and line.text.startswith(SIGN):
            self._refused = None  # the conversation may be another one now
            await self._show(await self._simulator.run(line.text), line)
            return
        try:
            given = self._understood(line)
        except LookupError as error:
            self._mistaken(line, str(error.args[0]))
        except ValidationError:  # longer than any channel lets through
            raise LotseError("wire.too_large", limit=TEXT_LIMIT, line=line.number) from None
        else:
            await self.turn(given, line.text)

    async def turn(self, given: TurnInput, shown: str) -> None:
        """Raises LotseError. What was refused and is said again is the same event: it may be stored after all."""
        self._count += given != self._refused
        self._refused = given
        reply = await self._gateway.turn(
            TurnRequest(
                channel=self._channel,
                chat=CHAT,
                event_id=f"console:{self._run}:{self._count}",
                input=given,
                lang_hint=self._hint,
            )
        )
        self._refused = None
        self._remember(reply)
        heard = [shown] if self._count > 1 else []  # the first one is our own /start
        self._print(shown, heard, reply, await self._traced())

    async def _traced(self) -> Traced | None:
        return None if self._simulator is None else await self._simulator.trace()

    async def _show(self, told: Told, line: Line) -> None:
        """The turns of a command, of which people read the last reply; then what it has to say itself."""
        for heard in told.heard:
            self._remember(heard.reply)
            if self._json:
                last = heard is told.heard[-1]
                self._print(heard.shown, [], heard.reply, await self._traced() if last else None)
        if told.heard and not self._json:
            self._print("", [heard.shown for heard in told.heard], told.heard[-1].reply, await self._traced())
        self._tell(told, line)
        if told.refused and line.played:
            raise LotseError("console.script", line=line.number)  # what was refused is said above

    def _tell(self, told: Told, line: Line) -> None:
        if self._json and told.lines:
            answer = {"input": line.text, "told": told.lines, "refused": told.refused}
            self._write(json_module.dumps(answer, ensure_ascii=False))
        elif told.lines:
            self._write("\n".join(("! " if told.refused else SIGN + " ") + said for said in told.lines) + "\n")

    def _remember(self, reply: TurnReply) -> None:
        self._lang, self._menu = reply.lang, reply.menu
        asking = [message for message in reply.messages if message.rows or message.role == "question"]
        if asking:
            self._offered = [button for message in asking for row in message.rows for button in row]
            entry = asking[-1].entry
            self._taps_only = entry is None or entry.inputmode == "none"

    def _print(self, given: str, heard: list[str], reply: TurnReply, traced: Traced | None) -> None:
        """`given`: as programs read it; `heard`: the lines people read above the reply."""
        if self._json:
            told = {"input": given, "reply": reply.model_dump(mode="json")}
            told |= {"trace": traced.data} if traced is not None else {}
            self._write(json_module.dumps(told, ensure_ascii=False))
            return
        numbers = iter(range(1, len(self._offered) + 1))
        said = [line for message in reply.messages for line in (*lines(message, numbers, self._texts), "")]
        above = [f"> {line.removeprefix('>').strip()}" for line in heard]
        below = [*traced.lines, ""] if traced is not None else []
        self._write("\n".join([*above, *said, *below]).rstrip("\n") + "\n")

    def _understood(self, line: Line) -> TurnInput:
        """Raises LookupError, saying why."""
        text = line.text
        if found := _BUTTON.fullmatch(text):
            return TapIn(data=self._button(found[1]))
        if text.startswith("/"):
            return _command(text)
        if text.startswith(">"):
            return TextIn(text=text[1:].strip())
        if line.played:
            raise LookupError("is no input: words need >, commands /, buttons []")
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
        raise LookupError(f"no such button is offered, but: {_listed(self._offered)}")

    def _mistaken(self, line: Line, problem: str) -> None:
        """`problem`: for whoever wrote the script; words of a conversation are not in it."""
        if line.played:
            raise LotseError("console.script", line=line.number, problem=problem)
        self._write("! " + self._texts.get(self._lang, "console.no_button"))


def _command(text: str) -> CommandIn:
    name, _, arg = text[1:].partition(" ")
    if name not in COMMANDS:
        raise LookupError(f"no such command, but: {', '.join(sorted(COMMANDS))}")
    return CommandIn(name=name, arg=arg.strip() or None)


def _listed(buttons: list[Button]) -> str:
    return " ".join(f"[{button.label}]" for button in buttons) or "none"


def _data(button: Button) -> str:
    if button.data is None:
        raise LookupError("that button leads to a page")
    return button.data


def _plain(label: str) -> str:
    return _ISOLATES.sub("", label).strip().casefold()
