"""What an update means for us, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flows.protocol import TurnInput, TurnRequest


class Act(Enum):
    TURN = "turn"  # goes to the backend
    REFUSE = "refuse"  # somebody addressed us in a group: say how to reach us, nothing else
    BLOCKED = "blocked"  # the person blocked us
    IGNORE = "ignore"  # nothing to answer (service messages, channel posts)


@dataclass(frozen=True, slots=True)
class Incoming:
    """`event_id` is made from what Telegram numbers for good (message, tap), not from the update id, which may jump."""

    act: Act
    event_id: str
    chat: str = ""
    input: TurnInput | None = None
    lang_hint: str | None = None
    jurisdiction: str | None = None
    callback: str | None = None  # id of the tap, to be answered in any case
    tapped: int | None = None  # id of the message whose button was tapped

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
