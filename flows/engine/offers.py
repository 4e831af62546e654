"""The button that asks for more about an offer: good at any time, bound to no question, changes no answer."""

from __future__ import annotations

from flows.engine.turn import Turn
from flows.events import OfferWanted
from flows.inputs import Input, Tap

#: Stands where the step of a button stands.
OFFER = "!offer"


def wants_offer(turn: Turn, given: Input) -> bool:
    """Whether this was such a button, of this conversation; then the host is told which offer it is about."""
    if not isinstance(given, Tap) or given.step != OFFER or given.nonce != turn.state.nonce:
        return False
    if turn.state.status == "erased":
        return False
    turn.emit(OfferWanted(given.value))
    return True
