"""Does a button belong to the question before somebody? An old one changes nothing."""

from __future__ import annotations

from flows.engine.asking import ask_again
from flows.engine.derive import offered
from flows.engine.meant import act_on
from flows.engine.reading import ALTERNATIVE, DONE, KEEP
from flows.engine.turn import Turn
from flows.events import Stale
from flows.inputs import Tap, Text, Values
from flows.kinds import KINDS
from flows.kinds.base import Parsed
from flows.parsing.normalise import key


def is_present(turn: Turn, given: Tap | Values) -> bool:
    return (given.nonce, given.asked, given.step) == (turn.state.nonce, turn.state.asked, turn.state.question)


def of_an_older_question(turn: Turn, said: str | None) -> None:
    """`said`: the text that tells so; None where something else was said that matters more."""
    turn.emit(Stale())
    if said is not None:
        turn.say(said, role="notice")
    ask_again(turn)


def stale(turn: Turn, given: Tap | Values) -> None:
    """A button of an older question: nothing changes. The second tap of a double tap needs no words."""
    if isinstance(given, Tap) and was_just_given(turn, given):
        turn.emit(Stale())
    else:
        of_an_older_question(turn, "notice.stale")


def is_for_another(turn: Turn, given: Text) -> bool:
    """Was it written under another question than the one before somebody: on a second screen, on an old page?"""
    return given.step not in ("", turn.state.question) and turn.state.question is not None


def stale_words(turn: Turn, given: Text) -> None:
    """A "yes" to an older question is no yes to this one. A call for help was answered already; what means something
    else than an answer does so at any question; the same words sent twice need none.
    """
    if given.danger:
        of_an_older_question(turn, None)
    elif _was_just_said(turn, given):
        turn.emit(Stale())
    elif (meant := given.beside.meant) is not None:
        turn.emit(Stale())
        act_on(turn, meant, given.text)
    else:
        of_an_older_question(turn, "notice.stale_text")


def _was_just_said(turn: Turn, given: Text) -> bool:
    steps = turn.flow.steps
    asked = (one for one in reversed(turn.state.answers) if one in steps and steps[one].kind != "say")
    said = turn.state.answers[given.step].raw if next(asked, None) == given.step else None
    return said is not None and key(said) == key(given.text)


def was_just_given(turn: Turn, given: Tap) -> bool:
    """Answered by that very question, which was the last or, where nothing is asked any more, still is; and answered
    so: another button of it is a change of mind, to be told that it changed nothing.
    """
    last = turn.state.asked if turn.state.question is None else turn.state.asked - 1
    there = given.step in turn.state.answers and (given.nonce, given.asked) == (turn.state.nonce, last)
    return there and _says_the_same(turn, given)


def _says_the_same(turn: Turn, given: Tap) -> bool:
    step = turn.flow.steps.get(given.step)
    # of these the question had one that counted, and nobody knows any more what it stood for
    if step is None or given.value in (KEEP, DONE) or given.value.startswith(ALTERNATIVE):
        return True
    if KINDS[step.kind].multiple:
        return False
    read = KINDS[step.kind].take(step, given.value, turn.context(offered(step, turn.env())))
    return isinstance(read, Parsed) and read.value == turn.state.answers[given.step].value
