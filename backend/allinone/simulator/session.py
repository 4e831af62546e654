"""One conversation that is tried out: its turns are real ones, between them its state can be looked at, and what was
done is written down so that it can be done again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from backend.allinone.gateway import InProcessGateway
from backend.allinone.golden.person import Person
from backend.persistence.conversations import by_chat
from backend.persistence.database import Connection
from backend.services.conversation import Conversation, found
from backend.services.turns import Turns
from backend.services.world import World
from bot.channels.console import CHAT
from flows.days import day_of
from flows.engine.turn import Turn
from flows.errors import LotseError
from flows.protocol import Channel, CommandIn, TapIn, TurnInput, TurnReply, TurnRequest


@dataclass(frozen=True, slots=True)
class Done:
    """One turn: the line of a golden conversation that does it (None where none can), the day it was, and what it
    came to.
    """

    line: str | None
    day: date
    reply: TurnReply


@dataclass
class Session(InProcessGateway):
    """The gateway of the console. `begun`: for each line somebody wrote, the number of turns before it."""

    world: World
    turns: Turns
    channel: Channel
    lang_hint: str | None = None
    done: list[Done] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    _person: Person = field(init=False)
    _chat: str = CHAT
    _run: str = field(default_factory=lambda: secrets.token_hex(6))
    _count: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.world, self.turns)
        self._person = Person(self)

    # --- turns --------------------------------------------------------------------------------------------------------

    async def turn(self, request: TurnRequest) -> TurnReply:
        """A line that was written. Raises LotseError."""
        self.begin()
        return await self.do(request.input, request.event_id)

    def begin(self) -> None:
        """From here on, turns belong to another line."""
        if not self.begun or self.begun[-1] != len(self.done):
            self.begun.append(len(self.done))

    async def do(self, given: TurnInput, event_id: str | None = None) -> TurnReply:
        """A turn of the present line; an event of its own unless it is named. Raises LotseError."""
        self._count += 1
        day, line = day_of(self.world.clock()), self._line_of(given)
        reply = await super().turn(
            TurnRequest(
                channel=self.channel,
                chat=self._chat,
                event_id=event_id or f"simulator:{self._run}:{self._count}",
                input=given,
                lang_hint=self.lang_hint,
            )
        )
        self._person.hear(reply)
        self.done.append(Done(line, day, reply))
        return reply

    def _line_of(self, given: TurnInput) -> str | None:
        try:
            return self._person.line_of(given)
        except LookupError:
            return None

    def shown(self, given: TurnInput) -> str:
        """What is done, as a line of a script."""
        if isinstance(given, CommandIn | TapIn):
            return self._line_of(given) or f"[{getattr(given, 'data', '')}]"
        return f"> {getattr(given, 'text', '')}"

    async def again(self, steps: list[Done], suppose: Callable[[date], None]) -> None:
        """The conversation anew, in a chat of its own, with these turns. `suppose`: is told the day of each.

        Raises LotseError, LookupError where that cannot be done; then it goes on where it was.
        """
        before = (self._chat, self._person, self.done, self.begun)
        self._chat, self._person = f"{CHAT}-{self._run}-{self._count}", Person(self)
        self.done, self.begun = [], [place for place in self.begun if place < len(steps)]
        try:
            for step in steps:
                suppose(step.day)
                await self.do(self._person.understood(str(step.line)))
        except (LookupError, LotseError):
            self._chat, self._person, self.done, self.begun = before
            raise

    # --- looking ------------------------------------------------------------------------------------------------------

    async def conversation(self) -> Conversation | None:
        """As it is stored; None where there is none, or none any more."""
        chat = self.world.keyring.blind("chat", f"{self.channel}:{self._chat}")

        def read(conn: Connection) -> Conversation | None:
            row = by_chat(conn, self.channel, chat)
            if row is None or row.wrapped_key is None:
                return None
            conversation = found(self.world, conn, row)
            return conversation.with_state(conversation.state.with_(channel=self.channel))

        return await self.world.db.read(read)

    async def look(self) -> Turn | None:
        """The engine's view of the conversation, to look at and never to keep."""
        conversation = await self.conversation()
        if conversation is None:
            return None
        return Turn(conversation.flow, conversation.state, self.world.clock(), conversation.edition.lookup)
