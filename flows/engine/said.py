"""A command said in words may be the answer to the question before somebody: Adam is a name, and "human" in Persian.

Buttons and slash commands are commands always, and so are several words together where they name no choice.
"""

from __future__ import annotations

from flows.engine.derive import kept_out, offered
from flows.engine.turn import Turn
from flows.inputs import Command, Input, Nearness, Said, Text
from flows.kinds.one import named_exactly
from flows.kinds.text import PERSON
from flows.model import Step
from flows.parsing.normalise import key


def as_answer(turn: Turn, given: Input) -> Input:
    """The words as an answer where they are one, else what was given."""
    if not isinstance(given, Command) or given.said is None:
        return given
    asked = _asked(turn)
    return (
        given
        if asked is None or not _answers(turn, asked, given.name, given.said)
        else Text(given.said.text, step=given.said.step)
    )


def is_doubtful(turn: Turn, given: Command) -> bool:
    """May it as well be the name that is asked for? Then nobody but the person knows."""
    asked, said = _asked(turn), given.said
    return said is not None and said.nearness is Nearness.SHARED and asked is not None and _asks_name(asked)


def _asked(turn: Turn) -> Step | None:
    """The question of the flow that waits for an answer here."""
    asked = turn.step
    open_ = asked is not None and asked.id not in turn.state.answers and not kept_out(asked, turn.state)
    return asked if open_ else None


def _asks_name(step: Step) -> bool:
    return bool(step.options.get(PERSON))


def _answers(turn: Turn, asked: Step, name: str, said: Said) -> bool:
    if asked.kind != "text":
        return _names_choice(turn, asked, said)
    if said.nearness is Nearness.FOREIGN:
        return _asks_name(asked) or name != "emergency"
    return _is_said_again(turn, said)


def _names_choice(turn: Turn, asked: Step, said: Said) -> bool:
    """A command in one's own language is a choice only where that language calls the choice so."""
    choices = offered(asked, turn.env())
    return named_exactly(said.text, turn.context(choices), own=said.nearness is Nearness.OWN)


def _is_said_again(turn: Turn, said: Said) -> bool:
    """Who was asked what they mean and says the same again means the answer."""
    return key(said.text) in {key(str(value)) for value in turn.state.alternatives}
