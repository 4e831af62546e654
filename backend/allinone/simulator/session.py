"""One conversation that is tried out: its turns are real ones, and between them its state can be looked at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from backend.allinone.gateway import InProcessGateway
from backend.persistence.conversations import by_chat
from backend.persistence.database import Connection
from backend.services.conversation import Conversation, found
from backend.services.turns import Turns
from backend.services.world import World
from bot.channels.console import CHAT
from flows.engine.turn import Turn
from flows.protocol import Button, Channel, CommandIn, TapIn, TurnInput, TurnReply, TurnRequest


@dataclass
class Session(InProcessGateway):
    """The gateway of the console, which remembers what was offered last."""

    world: World
    turns: Turns
    channel: Channel
    lang_hint: str | None = None
    offered: list[Button] = field(default_factory=list)
    _run: str = field(default_factory=lambda: secrets.token_hex(6))
    _count: int = 0

    def __post_init__(self) -> None:
        super().__init__(self.world, self.turns)

    async def turn(self, request: TurnRequest) -> TurnReply:
        reply = await super().turn(request)
        shown = [button for message in reply.messages for row in message.rows for button in row]
        self.offered = shown or self.offered
        return reply

    async def do(self, given: TurnInput) -> TurnReply:
        """A turn of our own. Raises LotseError."""
        self._count += 1
        event = f"simulator:{self._run}:{self._count}"
        request = TurnRequest(channel=self.channel, chat=CHAT, event_id=event, input=given, lang_hint=self.lang_hint)
        return await self.turn(request)

    def line_of(self, given: TurnInput) -> str:
        """What is done, as a line of a script."""
        if isinstance(given, CommandIn):
            return f"/{given.name} {given.arg or ''}".rstrip()
        if isinstance(given, TapIn):
            return f"[{next((button.label for button in self.offered if button.data == given.data), given.data)}]"
        return f"> {getattr(given, 'text', '')}"

    async def conversation(self) -> Conversation | None:
        """As it is stored; None where there is none, or none any more."""
        chat = self.world.keyring.blind("chat", f"{self.channel}:{CHAT}")

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
