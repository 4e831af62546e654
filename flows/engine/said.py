"""A command said in words may be the answer to the question before somebody: Adam is a name, and "human" in Persian.

Buttons and slash commands are commands always, and so are several words together where they name no choice.
"""

from __future__ import annotations

from typing import Any

from flows.engine.derive import kept_out
from flows.engine.dialogs import is_confirming
from flows.engine.turn import Turn
from flows.inputs import Command, Input, Nearness, Said, Text
from flows.kinds import KINDS
from flows.kinds.base import Parsed
from flows.kinds.text import PERSON
from flows.kinds.yes_no import CONFIRM
from flows.model import Step
from flows.parsing.normalise import key


def as_answer(turn: Turn, given: Input) -> Input:
    """The words as an answer where they are one, else what was given."""
    if not isinstance(given, Command) or given.said is None:
        return given
    asked = CONFIRM if is_confirming(turn) else open_question(turn)
    return (
        given
        if asked is None or not _answers(turn, asked, given.name, given.said)
        else Text(given.said.text, step=given.said.step)
    )


def doubted(turn: Turn, given: Command) -> Any:
    """The answer a command may be as well where nobody but the person knows: a name, or a consent, with which answers
    would be forgotten. None where it is a command and nothing else."""
    asked, said = open_question(turn), given.said
    if asked is None or said is None:
        return None
    if asked.kind == "consent":
        return _agreed(turn, asked, said)
    return said.text if said.nearness is Nearness.SHARED and asks_name(asked) else None


def open_question(turn: Turn) -> Step | None:
    """The question of the flow that waits for an answer here."""
    asked = turn.step
    open_ = asked is not None and asked.id not in turn.state.answers and not kept_out(asked, turn.state)
    return asked if open_ else None


def asks_name(step: Step) -> bool:
    return bool(step.options.get(PERSON))


def _answers(turn: Turn, asked: Step, name: str, said: Said) -> bool:
    if asked.kind == "consent":
        return _agreed(turn, asked, said) in turn.state.alternatives
    if asked.kind != "text":
        return _is_called(turn, asked, said)
    if said.nearness is Nearness.FOREIGN:
        return asks_name(asked) or name != "emergency"
    return key(said.text) in {key(str(value)) for value in turn.state.alternatives}  # asked back, and said again


def _is_called(turn: Turn, asked: Step, said: Said) -> bool:
    """A command in one's own language is an answer only where that language calls the answer so."""
    own = said.nearness is Nearness.OWN
    return KINDS[asked.kind].calls(asked, said.text, turn.asking(asked), own=own)


def _agreed(turn: Turn, consent: Step, said: Said) -> bool | None:
    if not _is_called(turn, consent, said):
        return None
    reading = KINDS[consent.kind].read(consent, said.text, turn.asking(consent))
    return bool(reading.value) if isinstance(reading, Parsed) else None
