"""One message of ours as Telegram shows it: plain text in parts (no markup: people's words are in it), and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.channels.telegram.keyboard import keyboard, unlinkable
from bot.channels.telegram.reading import MENU_DATA
from bot.channels.telegram.split import split
from flows.inputs import Command
from flows.protocol import TYPED, Button, Media, Message
from flows.rendering import parse_button
from locales.texts import Texts

RTL_MARK = "\u200f"  # a line that begins with a number or a Latin name still runs from the right
MENU_SIGN = "☰ "


@dataclass(frozen=True, slots=True)
class Drawn:
    """`parts` in order; the keyboard stands under the last one."""

    parts: tuple[str, ...]
    markup: InlineKeyboardMarkup | None


def draw(message: Message, texts: Texts) -> Drawn:
    rows = [*message.rows, *_menu(message, texts)]
    return Drawn(tuple(split(_text(message, texts))) or ("…",), keyboard(rows))


def described(drawn: Drawn, lost: Sequence[Media], message: Message, texts: Texts) -> Drawn:
    """With the descriptions of pictures that could not be sent. A recording speaks what stands there anyway."""
    said = [texts.get(message.lang, "console.picture", alt=one.alt) for one in lost if one.kind == "picture"]
    if not said:
        return drawn
    text = "\n".join(said)
    head = _from_the_right(text) if message.dir == "rtl" else text
    return Drawn((*split(head), *drawn.parts), drawn.markup)


def _menu(message: Message, texts: Texts) -> list[list[Button]]:
    """Under every question one button leads to all that can be done at any moment, also where the engine has none."""
    if message.role != "question" or any(_is_menu(button) for row in message.rows for button in row):
        return []
    label = MENU_SIGN + texts.get(message.lang, "command.menu")
    return [[Button(label=label, data=MENU_DATA, role="command")]]


def _is_menu(button: Button) -> bool:
    meant = parse_button(button.data or "")
    return isinstance(meant, Command) and meant.name == "menu"


def _text(message: Message, texts: Texts) -> str:
    progress = message.progress.label if message.progress is not None else ""
    # a human's words look like the machine's here, and are in German
    who = texts.get(message.lang, "webchat.said.team") if message.role == "staff" else ""
    links = "\n".join(f"{button.label}: {button.url}" for button in unlinkable(message.rows))
    ours = _from_the_right if message.dir == "rtl" else str
    said = message.text if message.role in TYPED else ours(message.text)
    return "\n\n".join(filter(None, (ours(progress), ours(who), said, ours(message.hint or ""), ours(links))))


def _from_the_right(text: str) -> str:
    return "\n".join(RTL_MARK + line if line.strip() else line for line in text.split("\n"))
