"""More messages of one chat than anybody writes: many of them become one turn, and danger is heard in all of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.telegram.incoming import Incoming
from flows.protocol import TEXT_LIMIT, CommandIn, FloodIn, MediaIn, Single, TapIn, TurnReply, TurnRequest

MOST = 500  # messages of one turn
#: Characters said in one turn, unless in one message: while the backend listens to them (about 30 ms), others wait.
LETTERS = TEXT_LIMIT * 4


def flood_turn(flood: Sequence[Incoming]) -> tuple[TurnRequest, int]:
    """One turn for the first of these messages, at least one, and for how many it is."""
    said: dict[Single, None] = {}  # again and again the same is heard once
    letters = count = 0
    for given in flood[:MOST]:
        one = given.input
        assert one is not None
        letters += 0 if one in said else _letters(one)
        if count and letters > LETTERS:
            break
        said[one] = None
        count += 1
    events = [given.event_id for given in flood[1:count]]
    first = flood[0].request()
    return first.model_copy(update={"input": FloodIn(events=events, said=list(said)), "jurisdiction": None}), count


def is_help(reply: TurnReply) -> bool:
    """Somebody called for help: the numbers stand in it."""
    return any(message.role == "emergency" for message in reply.messages)


def _letters(said: Single) -> int:
    if isinstance(said, TapIn):
        return len(said.data)
    if isinstance(said, MediaIn):
        return len(said.caption or "")
    return 0 if isinstance(said, CommandIn) else len(said.text)
