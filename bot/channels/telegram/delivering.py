"""What the desk, a reminder or a hand-back says in a chat: each message once, however often the worker has to ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from telegram.error import BadRequest

from bot.channels.telegram.presenting import Presenter, outcome_of
from bot.channels.telegram.sending import Undeliverable
from flows.protocol import Delivery, DeliveryResult

REMEMBERED = 5_000  # deliveries


class Delivering:
    """Memory only, and bounded: after a restart a delivery that was broken off begins anew."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._shown: OrderedDict[str, int] = OrderedDict()  # delivery -> how many of its messages
        self._running: dict[str, asyncio.Task[DeliveryResult]] = {}

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        """Who asks while it is being shown hears what becomes of that. Nobody's giving up breaks it off."""
        running = self._running.get(delivery.id)
        if running is None:
            running = self._running[delivery.id] = asyncio.create_task(self._deliver(delivery))
            running.add_done_callback(lambda _: self._running.pop(delivery.id, None))
        return await asyncio.shield(running)

    async def close(self) -> None:
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _deliver(self, delivery: Delivery) -> DeliveryResult:
        for message in delivery.messages[self._shown.get(delivery.id, 0) :]:
            try:
                await self._presenter.deliver(delivery.chat, message)
            except (Undeliverable, BadRequest, ValueError) as error:
                return outcome_of(error)
            self._count(delivery.id)
        return DeliveryResult(outcome="sent")

    def _count(self, delivery: str) -> None:
        self._shown[delivery] = self._shown.get(delivery, 0) + 1
        if len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)
