"""The port every interpreter implements, so that word lists, models and a server can stand in for each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flows.inputs import NOTHING, Beside, Nearness
from nlu.intents import NONE

#: Commands and meanings are looked for in no more than this of a message, in characters; danger in all of it.
SEEN = 500


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a message means beside being an answer. `intent`: a command of `flows.inputs.COMMANDS`, or "none".

    `danger`: a danger word was heard (112/110 at once), whatever the intent. `beside`: what it tells where it is none.
    `nearness`: of the words of the command; None for "/help", which can be nothing else.
    """

    intent: str = "none"
    arg: str | None = None
    danger: bool = False
    beside: Beside = NOTHING
    nearness: Nearness | None = None


class Interpreter(Protocol):
    def interpret(self, text: str, lang: str | None, heard: Meaning | None = None) -> Interpretation:
        """Pure and quick; keeps nothing, logs nothing. `text` is normalised. `heard`: what a `Listener` says of it."""
        ...


@dataclass(frozen=True, slots=True)
class Entity:
    """`name`: "language"; `value`: a code of locales/languages.toml."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message means, as one of `nlu.intents.INTENTS`. `confidence`: 0 to 1.

    `source`: "words" and "exact" (word for word, 1.0), "model", "rasa".
    """

    intent: str = NONE
    confidence: float = 0.0
    entities: tuple[Entity, ...] = ()
    source: str = "words"

    @property
    def word_for_word(self) -> bool:
        """Known, not reckoned."""
        return self.source in ("words", "exact")

    def as_json(self) -> dict[str, object]:
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 3),
            "entities": {entity.name: entity.value for entity in self.entities},
            "source": self.source,
        }


class Listener(Protocol):
    async def hear(self, text: str, lang: str) -> Meaning | None:
        """As `Parser.parse`, from another process; None where that cannot be had in time. Never raises."""
        ...


class Parser(Protocol):
    def parse(self, text: str, lang: str) -> Meaning:
        """As `Interpreter.interpret`, but in full: needs and what is said in passing as well."""
        ...
