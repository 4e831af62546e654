"""A bot that only remembers what it was asked to say, and refuses on demand."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from flows.protocol import Delivery, DeliveryResult


@dataclass
class Mailbox:
    """`outcomes`: what the next deliveries come to, an error to raise among them; then all are sent."""

    outcomes: deque[DeliveryResult | Exception] = field(default_factory=deque)
    got: list[Delivery] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        self.got.append(delivery)
        await self.open.wait()
        outcome = self.outcomes.popleft() if self.outcomes else DeliveryResult(outcome="sent")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def texts(self) -> list[str]:
        return [message.text for delivery in self.got for message in delivery.messages]
