"""More messages of one chat than anybody writes: many of them become one turn. Danger is heard in all of them,
unless they are more than anybody could write: then the answer says where help is anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.channels.telegram.incoming import Incoming
from flows.protocol import TEXT_LIMIT, CommandIn, FloodIn, MediaIn, Single, TapIn, TurnReply, TurnRequest

MOST = 500  # messages of one turn
#: Characters said in one turn, unless in one message: while the backend listens (some 20 ms, at most 60), others wait.
LETTERS = TEXT_LIMIT * 4


def flood_turn(flood: Sequence[Incoming], hears: Callable[[int], bool]) -> tuple[TurnRequest, int]:
    """One turn for the first of these messages, at least one, and for how many it is.

    `hears`: whether so many characters more of this chat are listened to. Where they are not, all that came is one
    turn, and the person is told where help is: what nobody listens to may have been a call for it. Commands and buttons
    are not listened to, but known.
    """
    said, count, letters = _portion(flood[:MOST])
    unheard = not hears(letters)
    if unheard:
        said, count = _wordless(flood[:MOST]), len(flood[:MOST])
    events = [given.event_id for given in flood[1:count]]
    told = FloodIn(events=events, said=said, unheard=unheard)
    return flood[0].request().model_copy(update={"input": told, "jurisdiction": None}), count


def _portion(flood: Sequence[Incoming]) -> tuple[list[Single], int, int]:
    """What is listened to in one turn, how many messages that are, and how many characters."""
    said: dict[Single, None] = {}  # again and again the same is heard once
    letters = count = 0
    for given in flood:
        one = given.input
        assert one is not None
        more = 0 if one in said else _letters(one)
        if count and letters + more > LETTERS:
            break
        letters += more
        said[one] = None
        count += 1
    return list(said), count, letters


def _wordless(flood: Sequence[Incoming]) -> list[Single]:
    return list(dict.fromkeys(given.input for given in flood if isinstance(given.input, CommandIn | TapIn)))


def is_help(reply: TurnReply) -> bool:
    """Somebody called for help: the numbers stand in it."""
    return any(message.role == "emergency" for message in reply.messages)


def _letters(said: Single) -> int:
    if isinstance(said, TapIn):
        return len(said.data)
    if isinstance(said, MediaIn):
        return len(said.caption or "")
    return 0 if isinstance(said, CommandIn) else len(said.text)
