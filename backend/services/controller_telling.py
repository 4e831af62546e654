"""Telling people who is responsible for their data as soon as their place says so, and again when they move.

Art. 13 (1) a and b GDPR. It is done here and not by a step of the flow, so that no flow can forget it, and nobody is
told twice: whoever came by the link of their municipality has read it with the notice.
"""

from __future__ import annotations

from backend.services.effects import Effects
from flows.events import Ask, Show


def tell_controller(hands: Effects, key: str | None) -> None:
    """`key`: the jurisdiction that is responsible from now on. What is asked next stays the last thing to read."""
    known = hands.world.offices.get(key or "")
    if key == hands.conversation.jurisdiction or known is None or not known.contact:
        return
    at = next((at for at, event in enumerate(hands.events) if isinstance(event, Ask)), len(hands.events))
    hands.events.insert(at, Show("controller", {"jurisdiction": key}))
