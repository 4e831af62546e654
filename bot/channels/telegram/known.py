"""Which events are done, as far as this process remembers. A forgotten one is known to the backend."""

from __future__ import annotations

from collections import OrderedDict

from bot.channels.telegram.incoming import Incoming

REMEMBERED = 5_000  # events


class Known:
    """Memory only, and bounded."""

    def __init__(self) -> None:
        self._done: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, event: str) -> bool:
        return event in self._done

    def add(self, event: str) -> None:
        self._done[event] = None
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)

    def taken(self, given: Incoming, *, before: bool) -> None:
        """`before`: the backend knew it. Of an album, nobody can say which picture it was that came first then."""
        self.add(given.event_id)
        if given.part is not None and not before:
            self.add(given.part)

    def left_of(self, given: Incoming) -> Incoming | None:
        """What of it has still to be taken: all of it, the words beside a later picture of an album, or nothing."""
        if given.event_id not in self._done:
            return given
        beside = given.words_beside()
        return beside if beside is not None and beside.event_id not in self._done else None
