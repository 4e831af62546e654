"""What reaches the person in another chat than the one they are in: that a hand-over is done is told where it began."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.allinone.golden.person import shown
from backend.services.delivering import claim_due, note, speak
from backend.services.world import World
from flows.protocol import Delivery, DeliveryResult

MANY = 20  # more than one line of a conversation sends


@dataclass(slots=True)
class _Ear:
    """See `backend.services.delivering.Deliverer`."""

    heard: list[Delivery] = field(default_factory=list)

    async def deliver(self, delivery: Delivery) -> DeliveryResult:
        self.heard.append(delivery)
        return DeliveryResult(outcome="sent")


async def told_elsewhere(world: World) -> list[str]:
    """Every message that is due now, as a golden file shows it."""
    ear = _Ear()
    for due in await claim_due(world, MANY):
        result = await speak(world, ear, due.id, due.attempt)
        if result is not None:
            await note(world, due.id, due.attempt, result)
    return [shown(message) for delivery in ear.heard for message in delivery.messages]
