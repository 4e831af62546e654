"""The terminal's side of the console: where lines come from, and what a message looks like in plain text."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flows.errors import LotseError
from flows.protocol import TYPED, Button, Media, Message
from locales.texts import Texts

RTL_MARK = "\u200f"  # a line that begins with a number or a Latin name still runs from the right
QUIT = ("/quit", "/exit")
_MARKS = {"emergency": "‼ ", "error": "! ", "notice": "· ", "staff": "✉ "}


@dataclass(frozen=True, slots=True)
class Line:
    """One input and where it stands. `played`: from a script, so mistakes are errors and not talk."""

    text: str
    number: int
    played: bool


def lines(message: Message, numbers: Iterator[int], texts: Texts) -> list[str]:
    """A message as lines: progress, what is to be seen and heard, text, hint, then each button with its number."""
    progress = [f"({message.progress.label})"] if message.progress is not None else []
    media = [texts.get(message.lang, f"console.{one.kind}", **_described(one)) for one in message.media]
    hint = message.hint.split("\n") if message.hint else []
    text = (_MARKS.get(message.role, "") + message.text).split("\n")
    buttons = [_button_line(button, numbers) for row in message.rows for button in row]
    mark = RTL_MARK if message.dir == "rtl" and message.role not in TYPED else ""
    return [mark + line for line in (*progress, *media, *text, *hint, *buttons)]


def _described(media: Media) -> dict[str, str]:
    """A recording speaks the question that stands below it anyway."""
    return {"alt": media.alt} if media.kind == "picture" else {}


def _button_line(button: Button, numbers: Iterator[int]) -> str:
    number = next(numbers)
    ticked = "✓ " if button.selected else ""
    return f"  [{number}] {ticked}{button.label}" + (f" {button.url}" if button.url else "")


async def read_script(script: Path) -> list[Line]:
    """Raises LotseError console.script when the file cannot be read."""
    try:
        text = await asyncio.to_thread(script.read_text, "utf-8")
    except OSError as error:
        raise LotseError("console.script", file=script.name, problem=str(error.strerror)) from None
    except UnicodeDecodeError:
        raise LotseError("console.script", file=script.name, problem="is not UTF-8") from None
    said = ((line.strip(), number) for number, line in enumerate(text.splitlines(), 1))
    return [Line(line, number, played=True) for line, number in said if line and not line.startswith("#")]


async def played(script: list[Line]) -> AsyncIterator[Line]:
    for line in script:
        yield line


async def typed(invite: Callable[[], str]) -> AsyncIterator[Line]:
    for number in itertools.count(1):
        try:
            text = (await _asked(invite())).strip()
        except EOFError:
            return
        if text in QUIT:
            return
        if text:
            yield Line(text, number, played=False)


async def _asked(invite: str) -> str:
    """The next line. Read by a thread that ends with the program: after `to_thread`, Ctrl+C would wait for Enter."""
    told: Future[str] = Future()
    told.set_running_or_notify_cancel()  # who gives up waiting leaves it to the thread
    Thread(target=_ask, args=(invite, told), name="lotse-typing", daemon=True).start()
    return await asyncio.wrap_future(told)


def _ask(invite: str, told: Future[str]) -> None:
    try:
        print(invite, end="", flush=True)
        told.set_result(read_line())
    except BaseException as error:  # noqa: BLE001  whoever waits is to be told, whatever it is
        told.set_exception(error)


def read_line(keyboard: int = 0) -> str:
    """Past Python's own buffer: who waits in that holds its lock, and a program that ends meanwhile is aborted.

    Bytes that are no character are told as such: half ones are what nothing behind can send. Raises EOFError.
    """
    with open(keyboard, "rb", buffering=0, closefd=False) as source:
        found = source.readline()
    if not found:
        raise EOFError
    return found.decode("utf-8", "replace")
