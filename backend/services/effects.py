"""What carrying out an event may touch: the same hands for every effect of one turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.persistence.database import Connection
from backend.persistence.turns import hold_turn
from backend.services.conversation import Conversation
from backend.services.world import World
from flows.events import Event
from flows.protocol import TurnRequest


@dataclass(slots=True)
class Effects:
    """The hands of one turn: what it may touch, and what became of the conversation and its events.

    `free`: its connection, on which the conversation may still be another one's. `conn`: the same, once it is held.
    """

    world: World
    free: Connection
    conversation: Conversation
    events: list[Event]
    request: TurnRequest
    event_hash: str
    now: datetime
    link: str | None = None

    @property
    def conn(self) -> Connection:
        """Raises LostRace when the conversation has got on since it was loaded, or is gone."""
        hold_turn(self.free, self.conversation.id, self.conversation.turn_count - 1)
        return self.free
