"""How much one chat may write before it is asked to slow down, and how much of its floods is listened to: buckets of
tokens per chat, the clock passed in.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from flows.protocol import TEXT_LIMIT

KEPT = 20_000  # chats; one not heard of for longest is forgotten first, its bucket is full again anyway
HEARD = 64 * TEXT_LIMIT  # characters of one chat's floods that are listened to in a minute: a second of work at most
TOLD_EVERY = 60.0  # seconds between two requests to slow down, and between two answers to calls for help in a flood


@dataclass(slots=True)
class Tokens:
    """At most `most`; `per_s` come back each second."""

    most: float
    per_s: float
    at: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.most

    def take(self, wanted: float, now: float) -> bool:
        self.left = min(self.most, self.left + max(0.0, now - self.at) * self.per_s)
        self.at = now
        if self.left < wanted:
            return False
        self.left -= wanted
        return True


@dataclass(slots=True)
class Bucket:
    messages: Tokens
    letters: Tokens
    told: dict[str, float] = field(default_factory=dict)  # what -> when


class Budgets:
    """`burst` messages at once, `per_minute` in the long run."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst, self._rate = float(burst), per_minute / 60
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, chat: str, now: float) -> bool:
        """Whether one more message of this chat is answered."""
        return self._bucket(chat, now).messages.take(1, now)

    def hears(self, chat: str, now: float, letters: int) -> bool:
        """Whether so much more of a flood of this chat is listened to."""
        return self._bucket(chat, now).letters.take(letters, now)

    def may_tell(self, chat: str, now: float, what: str = "slower") -> bool:
        """Whether this chat is told so now: once a minute, however much it writes."""
        told = self._bucket(chat, now).told
        if now - told.get(what, float("-inf")) < TOLD_EVERY:
            return False
        told[what] = now
        return True

    def _bucket(self, chat: str, now: float) -> Bucket:
        bucket = self._buckets.get(chat) or self._buckets.setdefault(chat, self._full(now))
        self._buckets.move_to_end(chat)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return bucket

    def _full(self, now: float) -> Bucket:
        return Bucket(Tokens(self._burst, self._rate, now), Tokens(HEARD, HEARD / 60, now))
