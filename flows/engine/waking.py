"""Waking from a pause: any sign of life does it. What is said with it counts where it can mean nothing else.

Somebody may have forgotten what they were asked days ago, and says "hello, here I am". So an answer is one only where
anybody would take it for one (`Kind.is_plain`), and is said back. Free words are never the answer at once: they are a
button at the question, and one tap makes them the answer. A yes to a consent is the words on its button, nothing less.
"""

from __future__ import annotations

from flows.engine.meant import act_on
from flows.engine.reading import goes_on
from flows.engine.said import asks_name, open_question
from flows.engine.stale import is_for_another
from flows.engine.turn import Turn
from flows.events import StatusChanged
from flows.inputs import Command, Input, Meant, Text
from flows.kinds import KINDS
from flows.kinds.base import Parsed
from flows.kinds.yes_no import CONFIRM
from flows.model import Step

#: Commands that say no more than "here I am": what wakes a pause and nothing else.
WAKING = frozenset({"start", "resume", "repeat"})
#: Commands that leave a pause a pause.
STILLING = frozenset({"pause", "stop"})


def wake(turn: Turn, given: Input) -> Input | None:
    """What is left to be done of what was given; None where it is done."""
    if isinstance(given, Command) and given.name in STILLING:
        return Command("pause")
    turn.set(status="running")
    turn.emit(StatusChanged("running"))
    if isinstance(given, Text):
        return _words(turn, given)
    if isinstance(given, Command) and given.name in WAKING:
        return _welcome(turn)
    return given


def _welcome(turn: Turn) -> Command:
    turn.say("pause.resumed", role="notice")
    return Command("repeat")


def _words(turn: Turn, given: Text) -> Input | None:
    asked = open_question(turn)
    if given.danger or is_for_another(turn, given):
        return _welcome(turn)
    if asked is not None and KINDS[asked.kind].is_plain(asked, given.text, turn.asking(asked)):
        _welcome(turn)
        turn.says_back = True
        return given
    meant = given.beside.meant
    if meant is not None and (command := _command(meant)) is not None:
        return command
    again = _welcome(turn)
    if asked is not None and _may_be_free_words(turn, asked, given, meant):
        turn.set(alternatives=(given.text,))
    elif meant is not None and meant.need is not None:
        act_on(turn, meant, given.text)
        return None
    return again


def _command(meant: Meant) -> Command | None:
    """Who comes back to have everything deleted, and says so in a sentence, wants that and not the next question."""
    if meant.command is None or meant.command in ("emergency", *STILLING):
        return None
    return Command(meant.command, meant.arg)


def _may_be_free_words(turn: Turn, asked: Step, given: Text, meant: Meant | None) -> bool:
    """Is this more than a greeting or an "ok, go on"? A sentence that tells of a need is nobody's name."""
    if asked.kind != "text" or (meant is not None and (meant.need is None or asks_name(asked))):
        return False
    context = turn.asking(asked)
    agreed = KINDS[CONFIRM.kind].calls(CONFIRM, given.text, context, own=False)
    fits = isinstance(KINDS[asked.kind].read(asked, given.text, context), Parsed)
    return fits and not agreed and not goes_on(turn, given.text)
