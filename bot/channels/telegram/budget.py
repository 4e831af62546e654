"""How much one chat may write before it is asked to slow down: a bucket of tokens per chat, the clock passed in."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

KEPT = 20_000  # chats; one not heard of for longest is forgotten first, its bucket is full again anyway
TOLD_EVERY = 60.0  # seconds between two requests to slow down, and between two answers to calls for help in a flood


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float
    told: dict[str, float] = field(default_factory=dict)  # what -> when


class Budgets:
    """`burst` messages at once, `per_minute` in the long run."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst, self._rate = float(burst), per_minute / 60
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, chat: str, now: float) -> bool:
        """Whether one more message of this chat is answered."""
        bucket = self._bucket(chat, now)
        bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True

    def may_tell(self, chat: str, now: float, what: str = "slower") -> bool:
        """Whether this chat is told so now: once a minute, however much it writes."""
        told = self._bucket(chat, now).told
        if now - told.get(what, float("-inf")) < TOLD_EVERY:
            return False
        told[what] = now
        return True

    def _bucket(self, chat: str, now: float) -> Bucket:
        bucket = self._buckets.setdefault(chat, Bucket(self._burst, now))
        self._buckets.move_to_end(chat)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return bucket
