"""Slash commands: which there are, the words people write after the slash, and the list Telegram shows.

Telegram shows Latin names only, so the list has the English ones with a description in the person's language. Written
after a slash we take every word the chat understands, in every language (`/hilfe`, `/мова`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from telegram import BotCommand

from flows.inputs import COMMANDS
from locales.cldr import canonical
from locales.languages import OFFERED, SOURCE
from locales.texts import Texts

#: Shown in Telegram's own menu, in this order. `start` is there by itself.
LISTED = ("menu", "back", "edit", "why", "help", "repeat", "pause", "language", "human", "data", "delete", "emergency")
#: Telegram's code -> our language. It takes two letters (ISO 639-1) only: Kurmanji is its `ku`, Sorani has none.
CODES: Mapping[str, str] = {tag: code for code in reversed(OFFERED) if len(tag := canonical(code)) == 2}
UNKNOWN = "help"  # a command nobody knows
_SLASH = re.compile(r"/([^\s@/]{1,64})(?:@(\w{1,64}))?(?:\s+(.{1,256}))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Slash:
    """A written command. `to`: the bot it names (`/help@SomeBot`), if any."""

    word: str
    to: str | None
    arg: str | None


def parse_slash(text: str) -> Slash | None:
    """The command in a message; None for a message that is none."""
    found = _SLASH.fullmatch(text)
    return Slash(found[1].casefold(), found[2], found[3]) if found else None


def aliases(texts: Texts) -> Mapping[str, str]:
    """Word after the slash -> command."""
    known = {name: name for name in COMMANDS}
    for name in COMMANDS:
        for word in texts.words(f"command.{name}.words"):
            known.setdefault(_as_word(word), name)
    return known


def _as_word(text: str) -> str:
    return re.sub(r"\s+", "_", text.strip()).casefold()


def command_lists(texts: Texts) -> dict[str | None, list[BotCommand]]:
    """Language code -> the list to show; None is for everybody whose language we do not have."""
    lists: dict[str | None, list[BotCommand]] = {tag: _listed(texts, code) for tag, code in CODES.items()}
    return {None: _listed(texts, SOURCE), **lists}


def _listed(texts: Texts, lang: str) -> list[BotCommand]:
    return [BotCommand(name, texts.get(lang, f"command.{name}")) for name in LISTED]
