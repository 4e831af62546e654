"""After the end: words go to the case manager, buttons of old questions are answered kindly."""

from __future__ import annotations

from flows.engine.commands import run_command
from flows.engine.dialogs import answer_dialog
from flows.engine.ending import AFTERWARDS, handed_over, over
from flows.engine.stale import is_present, was_just_given
from flows.engine.turn import Turn
from flows.events import Stale, Wrote
from flows.inputs import Command, Correction, Input, Tap, Text
from flows.slots import SIGN

#: Dialogs that words answer. After the end, words said in any other are for the case manager.
ANSWERABLE = frozenset({"!language", "!delete"})  # and whether an entry of a repeat shall be removed


def afterwards(turn: Turn, given: Input) -> None:
    """What is left to do is done; a word for anything else is a word like any other."""
    given = _as_words(turn, given)
    if isinstance(given, Command) and _is_left(turn, given.name):
        run_command(turn, given.name, given.arg)
    elif isinstance(given, Tap):
        _tap_afterwards(turn, given)
    elif isinstance(given, Text) and _waits_for_words(turn.state.question) and not given.danger:
        answer_dialog(turn, given.text, written=True)
    elif isinstance(given, Text) and turn.state.status == "submitted" and handed_over(turn.state):
        turn.set(question=None)
        turn.emit(Wrote())
        turn.say("after.noted", role="notice")
    elif isinstance(given, Correction):
        turn.say("notice.edit_ignored", role="notice")
    else:
        over(turn)


def _as_words(turn: Turn, given: Input) -> Input:
    """ "Noch einmal" repeats nothing now: whoever says it tells the case manager something."""
    if not isinstance(given, Command) or given.said is None or _is_left(turn, given.name):
        return given
    return given if _waits_for_words(turn.state.question) else Text(given.said.text)


def _waits_for_words(question: str | None) -> bool:
    return question in ANSWERABLE or (question is not None and SIGN in question)


def _is_left(turn: Turn, name: str) -> bool:
    """Answers can be changed and sent again; where nothing was sent, there is only beginning again."""
    return name in AFTERWARDS and (name != "edit" or turn.state.status == "submitted")


def _tap_afterwards(turn: Turn, given: Tap) -> None:
    if given.step.startswith("!") and is_present(turn, given):
        answer_dialog(turn, given.value, written=False)
    elif was_just_given(turn, given):
        turn.emit(Stale())
    else:
        over(turn)
