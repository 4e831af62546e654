"""The gateway without a wire: the bot's port, answered by the services in the same process."""

from __future__ import annotations

from backend.services.handover import park
from backend.services.transcript import transcript
from backend.services.turns import Turns
from backend.services.world import World
from flows.protocol import Channel, HandoverReply, Parked, Transcript, TurnReply, TurnRequest


class InProcessGateway:
    """`bot.gateway.Gateway` over the services themselves; same results as over HTTP, a contract test says so."""

    def __init__(self, world: World, turns: Turns) -> None:
        self._world, self._turns = world, turns

    async def turn(self, request: TurnRequest) -> TurnReply:
        return await self._turns.turn(request)

    async def transcript(self, channel: Channel, chat: str) -> Transcript:
        return await transcript(self._world, channel, chat)

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        return await self._turns.redeem(token, channel, chat)

    async def park(self, parked: Parked) -> None:
        await park(self._world, parked)
