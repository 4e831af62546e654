"""Which messages of a chat still have buttons, as far as this process remembers.

Memory only, and bounded: a forgotten keyboard costs nothing but looks, because its buttons are recognised as old by
what they carry.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from locales.languages import SOURCE, nearest

CHATS = 20_000
PER_CHAT = 5


@dataclass(slots=True)
class Seen:
    """`question`: the message that asks now; `others`: further ones with buttons (menu, help); `lang`: last spoken."""

    question: int | None = None
    others: list[int] = field(default_factory=list)
    lang: str | None = None

    @property
    def with_buttons(self) -> list[int]:
        return [*self.others, *([self.question] if self.question is not None else [])]


class Shown:
    def __init__(self, limit: int = CHATS) -> None:
        self._limit = limit
        self._chats: OrderedDict[str, Seen] = OrderedDict()

    def of(self, chat: str) -> Seen:
        seen = self._chats.setdefault(chat, Seen())
        self._chats.move_to_end(chat)
        if len(self._chats) > self._limit:
            self._chats.popitem(last=False)
        return seen

    def asked(self, chat: str, message_id: int) -> list[int]:
        """A new question stands there. Gives back whose buttons have had their day."""
        seen = self.of(chat)
        old, seen.question, seen.others = seen.with_buttons, message_id, []
        return old

    def answered(self, chat: str) -> int | None:
        """The question that stood there, and asks no more."""
        seen = self.of(chat)
        last, seen.question = seen.question, None
        return last

    def offered(self, chat: str, message_id: int) -> None:
        """Buttons that are no question's."""
        seen = self.of(chat)
        seen.others = [*seen.others, message_id][-PER_CHAT:]

    def lang(self, chat: str, hint: str | None) -> str:
        return self.of(chat).lang or nearest(hint) or SOURCE

    def forget(self, chat: str) -> None:
        self._chats.pop(chat, None)
