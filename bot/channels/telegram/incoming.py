"""What an update means for us, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from flows.protocol import MediaIn, Single, TurnRequest


class Act(Enum):
    TURN = "turn"  # goes to the backend
    REFUSE = "refuse"  # somebody addressed us in a group: say how to reach us, nothing else
    BLOCKED = "blocked"  # the person blocked us
    IGNORE = "ignore"  # nothing to answer (service messages, channel posts)


@dataclass(frozen=True, slots=True)
class Incoming:
    """`event_id` is made from what Telegram numbers for good (message, tap), not from the update id, which may jump.

    An album comes as many messages and is one event; `part`: the event that this message of it would be by itself.
    """

    act: Act
    event_id: str
    chat: str = ""
    input: Single | None = None
    lang_hint: str | None = None
    jurisdiction: str | None = None
    callback: str | None = None  # id of the tap, to be answered in any case
    tapped: int | None = None  # id of the message whose button was tapped
    number: int = 0  # of the message, in its chat
    to: int | None = None  # number of the message it is a reply to
    part: str | None = None

    def words_beside(self) -> Incoming | None:
        """Of a picture whose album is answered already, the words beside it: to be heard for danger."""
        if self.part is None or not isinstance(self.input, MediaIn) or not self.input.caption:
            return None
        return replace(self, event_id=self.part, part=None)

    def request(self) -> TurnRequest:
        assert self.input is not None
        return TurnRequest(
            channel="telegram",
            chat=self.chat,
            event_id=self.event_id,
            input=self.input,
            jurisdiction=self.jurisdiction,
            lang_hint=self.lang_hint,
        )
