"""Which updates are with us and not yet confirmed to Telegram.

Telegram forgets an update when a later call names a higher offset. So the offset is an acknowledgement, given only for
updates that are settled, in the order in which they came. Ids are never compared with each other: after a quiet week
Telegram goes on with a random one. Once everything is confirmed there is no offset at all, so that a jump does no harm.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

#: From so many on, a committed update is confirmed although its reply has been waiting for OVERDUE seconds: Telegram
#: holds its chat back (429), and must not hold up all others. Sooner, and a kill would cost people their next question.
PRESSED, OVERDUE = 50, 10.0
REMEMBERED = 1000  # confirmed ids kept, in case Telegram sends one once more


class Stage(Enum):
    WAITING = "waiting"
    COMMITTED = "committed"  # its turn is stored; confirmed now, a kill would cost the reply, though no answer
    SETTLED = "settled"  # stored and answered


class Window:
    """`clock`: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open: OrderedDict[int, Stage] = OrderedDict()
        self._committed: dict[int, float] = {}
        self._confirmed: OrderedDict[int, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def idle(self) -> bool:
        """Everything received is settled."""
        return all(stage is Stage.SETTLED for stage in self._open.values())

    def add(self, update_id: int) -> bool:
        """False for an update we have already."""
        if update_id in self._open or update_id in self._confirmed:
            return False
        self._open[update_id] = Stage.WAITING
        return True

    def mark(self, update_id: int, stage: Stage) -> None:
        if update_id in self._open:
            self._open[update_id] = stage
            self._committed.setdefault(update_id, self._clock())

    def done(self) -> list[int]:
        """The ids that may be confirmed now: all in front of the first one that still has to be done."""
        found = []
        for update_id, stage in self._open.items():
            if not self._is_done(update_id, stage):
                break
            found.append(update_id)
        return found

    def offset(self, done: list[int]) -> int | None:
        """What to tell Telegram so that it forgets `done` and nothing else; None: there is nothing to confirm."""
        if not done:
            return None
        following = [update_id for update_id in self._open if update_id not in set(done)]
        return following[0] if following else done[-1] + 1

    def confirm(self, done: list[int]) -> None:
        """Telegram has forgotten these."""
        for update_id in done:
            self._open.pop(update_id, None)
            self._committed.pop(update_id, None)
            self._confirmed[update_id] = None
        while len(self._confirmed) > REMEMBERED:
            self._confirmed.popitem(last=False)

    def _is_done(self, update_id: int, stage: Stage) -> bool:
        if stage is not Stage.COMMITTED:
            return stage is Stage.SETTLED
        return len(self._open) >= PRESSED and self._clock() - self._committed[update_id] >= OVERDUE
