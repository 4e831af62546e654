"""Words that are no answer but mean something all the same: a command in other words, a greeting, a need.

An answer always wins: this is looked at only where the question's own kind found nothing in the words.
"""

from __future__ import annotations

from flows.engine.asking import ask_again
from flows.engine.commands import run_command
from flows.engine.turn import Turn
from flows.events import Noted, Show, Unkept
from flows.inputs import Meant
from flows.state import Need

#: Needs kept of one conversation; the latest of a kind counts.
MANY = 12
#: Characters kept of the sentence a need was said in.
SENTENCE = 500


def record_of(purpose: str) -> str:
    """What stands for a step in the record of the turn in which a need was said that rests on this consent."""
    return f"!need.{purpose}"


def act_on(turn: Turn, meant: Meant, text: str) -> None:
    if meant.command is not None and meant.command != "emergency":
        run_command(turn, meant.command, meant.arg)
        return
    if meant.command is not None:
        turn.emit(Show("emergency"))  # shown, but nothing is marked urgent by what a model heard
    elif meant.need is not None:
        _note(turn, meant, text)
    else:
        turn.say(f"said.{meant.said}", role="notice")
    ask_again(turn)


def _note(turn: Turn, meant: Meant, text: str) -> None:
    """Kept with its sentence where the consent that covers it is given; otherwise only promised to be asked."""
    if not turn.state.consents.get(meant.purpose):
        turn.emit(Unkept())
        turn.say("need.later", role="notice")
        return
    assert meant.need is not None
    need = Need(meant.need, meant.field, text[:SENTENCE], turn.now.isoformat(), turn.lang, meant.purpose)
    others = tuple(found for found in turn.state.needs if found.need != need.need)
    turn.set(needs=(*others, need)[-MANY:])
    turn.emit(Noted(record_of(meant.purpose)))
    turn.say("need.noted", role="notice")
