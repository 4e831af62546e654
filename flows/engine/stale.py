"""Does a button belong to the question before somebody? An old one changes nothing."""

from __future__ import annotations

from flows.engine.asking import ask_again
from flows.engine.turn import Turn
from flows.events import Stale
from flows.inputs import Tap, Values


def is_present(turn: Turn, given: Tap | Values) -> bool:
    return (given.nonce, given.asked, given.step) == (turn.state.nonce, turn.state.asked, turn.state.question)


def stale(turn: Turn, given: Tap | Values) -> None:
    """A button of an older question: nothing changes. The second tap of a double tap needs no words."""
    turn.emit(Stale())
    if isinstance(given, Tap) and was_just_given(turn, given):
        return
    turn.say("notice.stale", role="notice")
    ask_again(turn)


def was_just_given(turn: Turn, given: Tap) -> bool:
    """Answered by that very question, which was the last or, where nothing is asked any more, still is."""
    last = turn.state.asked if turn.state.question is None else turn.state.asked - 1
    return given.step in turn.state.answers and (given.nonce, given.asked) == (turn.state.nonce, last)
