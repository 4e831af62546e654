"""The port every interpreter implements, so that word lists, models and a server can stand in for each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

#: Interpreters see no more than this of a message, in characters.
SEEN = 500


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a message means beside being an answer. `intent`: a command of `flows.inputs.COMMANDS`, or "none".

    `danger`: a danger word was heard (112/110 at once), whatever the intent. `source`: who says so ("words", …).
    """

    intent: str = "none"
    arg: str | None = None
    danger: bool = False
    confidence: float = 0.0
    source: str = "words"


class Interpreter(Protocol):
    def interpret(self, text: str, lang: str | None) -> Interpretation:
        """Pure and quick; keeps nothing, logs nothing. `text` is normalised."""
        ...
