"""Which messages of a chat still have buttons, and the language last spoken there.

Bounded. What is forgotten here, or was known to a process before this one, is asked of the backend (`remembering.py`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from locales.languages import SOURCE, nearest

CHATS = 20_000
PER_CHAT = 5


@dataclass(slots=True)
class Seen:
    """`question`: the message that asks now, for `step`, which may be `weighty` (`asking.py`); `others`: further ones
    with buttons (menu, help, answered questions); `lang`: last spoken. `complete`: nothing from before this process is
    missing.
    """

    question: int | None = None
    step: str = ""
    weighty: bool = False
    others: list[int] = field(default_factory=list)
    lang: str | None = None
    complete: bool = False

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

    def asked(self, chat: str, message_id: int, step: str = "", weighty: bool = False) -> list[int]:
        """A new question stands there. Gives back whose buttons have had their day; they count as there until
        `unbuttoned`."""
        seen = self.of(chat)
        old = [number for number in seen.with_buttons if number != message_id]
        seen.question, seen.step, seen.weighty, seen.others = message_id, step, weighty, old[-PER_CHAT:]
        return old

    def answered(self, chat: str) -> int | None:
        """The question that stood there, and asks no more."""
        seen = self.of(chat)
        last, seen.question, seen.step, seen.weighty = seen.question, None, "", False
        if last is not None:
            self.offered(chat, last)
        return last

    def offered(self, chat: str, *messages: int) -> None:
        """Buttons that are no question's."""
        seen = self.of(chat)
        seen.others = list(dict.fromkeys([*seen.others, *messages]))[-PER_CHAT:]

    def unbuttoned(self, chat: str, message_id: int) -> None:
        seen = self.of(chat)
        seen.others = [number for number in seen.others if number != message_id]

    def lang(self, chat: str, hint: str | None) -> str:
        return self.of(chat).lang or nearest(hint) or SOURCE

    def forget(self, chat: str) -> None:
        self._chats.pop(chat, None)
