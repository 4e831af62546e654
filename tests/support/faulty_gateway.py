"""A gateway in front of the real one that can be away, slow, or answer too late; and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.gateway import Gateway
from flows.errors import LotseError
from flows.protocol import Channel, HandoverReply, KeyboardReport, Keyboards, Parked, Transcript, TurnReply, TurnRequest


@dataclass
class FaultyGateway:
    """`away`: error code every turn gets. `lost_answers`: turns that are stored while their answer never arrives."""

    inner: Gateway
    away: str | None = None
    lost_answers: int = 0
    no_media: str | None = None  # error code whoever asks for a picture gets
    no_reports: str | None = None  # error code whoever reports what was shown gets
    recalls: asyncio.Event = field(default_factory=asyncio.Event)  # who asks what was shown waits for it
    delay: float = 0.0
    refuse: Callable[[TurnRequest], str | None] = lambda request: None
    requests: list[TurnRequest] = field(default_factory=list)
    replies: list[TurnReply] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    running: int = 0
    most_running: int = 0

    def __post_init__(self) -> None:
        self.recalls.set()

    async def turn(self, request: TurnRequest) -> TurnReply:
        self.requests.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            return await self._turn(request)
        finally:
            self.running -= 1

    async def _turn(self, request: TurnRequest) -> TurnReply:
        await asyncio.sleep(self.delay)
        code = self.away or self.refuse(request)
        if code is not None:
            raise LotseError(code)
        reply = await self.inner.turn(request)
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise LotseError("backend.unavailable")
        self.replies.append(reply)
        return reply

    async def transcript(self, channel: Channel, chat: str, *, seen: bool = True) -> Transcript:
        return await self.inner.transcript(channel, chat, seen=seen)

    async def redeem(self, token: str, channel: Channel, chat: str) -> HandoverReply:
        return await self.inner.redeem(token, channel, chat)

    async def keyboards(self, channel: Channel, chat: str) -> Keyboards:
        await self.recalls.wait()
        if self.away is not None:
            raise LotseError(self.away)
        return await self.inner.keyboards(channel, chat)

    async def keep_keyboards(self, report: KeyboardReport) -> None:
        if (code := self.away or self.no_reports) is not None:
            raise LotseError(code)
        await self.inner.keep_keyboards(report)

    async def media(self, key: str) -> bytes:
        if self.no_media is not None:
            raise LotseError(self.no_media)
        return await self.inner.media(key)

    async def park(self, parked: Parked) -> None:
        if self.away is not None:
            raise LotseError(self.away)
        self.parked.append(parked)
        await self.inner.park(parked)

    def inputs(self, chat: int) -> list[str]:
        """What the backend was told of this chat, in order: the text, or the kind of input."""
        return [
            getattr(request.input, "text", None) or getattr(request.input, "media", None) or request.input.type
            for request in self.requests
            if request.chat == str(chat)
        ]
