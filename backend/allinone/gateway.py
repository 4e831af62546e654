"""The gateway without a wire: the bot's port, answered by the services in the same process."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar

from backend.logs import without_values
from backend.services import keyboards
from backend.services.handover import park
from backend.services.transcript import transcript
from backend.services.turns import Turns
from backend.services.world import World
from flows.errors import LotseError
from flows.protocol import Channel, HandoverReply, KeyboardReport, Keyboards, Parked, Transcript, TurnReply, TurnRequest

T = TypeVar("T")
log = logging.getLogger(__name__)


class InProcessGateway:
    """`bot.gateway.Gateway` over the services themselves; same results as over HTTP, a contract test says so."""

    def __init__(self, world: World, turns: Turns) -> None:
        self._world, self._turns = world, turns

    async def turn(self, request: TurnRequest) -> TurnReply:
        return await _answered(self._turns.turn(request))

    async def transcript(self, channel: Channel, chat: str, *, seen: bool = True) -> Transcript:
        return await _answered(transcript(self._world, channel, chat, seen=seen))

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        return await _answered(self._turns.redeem(token, channel, chat))

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        return await _answered(keyboards.of(self._world, channel, chat))

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        await _answered(keyboards.keep(self._world, report))

    async def media(self, key: str) -> bytes:
        return (await _answered(self._world.editions.media(key)))[1]

    async def park(self, parked: Parked) -> None:
        await _answered(park(self._world, parked))


async def _answered(work: Awaitable[T]) -> T:
    """Raises LotseError and nothing else, as over HTTP: whatever it was, its words stay here."""
    try:
        return await work
    except LotseError:
        raise
    except Exception as error:
        log.error("in process: %s", type(error).__name__, exc_info=without_values(error))
        raise LotseError("internal") from None
