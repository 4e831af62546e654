"""How often danger is heard in what frightened people write, and how often in what only sounds like it.

The sentences lie in `nlu/rasa/tests/danger/<lang>.yml`: `emergency` and, with the same words, `none`. Half of
each was looked at when the words were chosen (`seen`); what the others say is the figure that counts (`unseen`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from zlib import crc32

from nlu.intents import NONE
from nlu.phrases import Phrase
from nlu.phrases.reading import TESTS, phrases_of_tests
from nlu.port import Interpretation

FOLDER = TESTS / "danger"
#: What no language may fall short of, in the unseen half: shares of danger heard and of the harmless taken for it.
HEARD, FALSE = 0.9, 0.1
Interpret = Callable[[str, str], Interpretation]


@dataclass(frozen=True, slots=True)
class Heard:
    """Shares, 0 to 1. `shown`, `shown_false`: the numbers are shown, by word or by the model."""

    lang: str
    dangers: int
    harmless: int
    seen: float
    unseen: float
    seen_false: float
    unseen_false: float
    shown: float
    shown_false: float

    def as_json(self) -> dict[str, object]:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def sentences(lang: str) -> tuple[Phrase, ...]:
    """() where a language has none. Raises LotseError nlu.phrases."""
    return phrases_of_tests(lang, FOLDER)


def halves(phrases: Sequence[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """Those that were looked at, and those that were not: by chance, and the same at every run."""
    drawn = sorted(phrases, key=lambda phrase: crc32(phrase.text.encode()))
    return drawn[0::2], drawn[1::2]


def evaluate_danger(interpret: Interpret, lang: str) -> Heard:
    """`interpret`: text, language -> what the bot would act on."""
    dangers = [phrase for phrase in sentences(lang) if phrase.intent != NONE]
    harmless = [phrase for phrase in sentences(lang) if phrase.intent == NONE]

    def share(phrases: Sequence[Phrase], heard: Callable[[Interpretation], bool]) -> float:
        return sum(heard(interpret(phrase.text, lang)) for phrase in phrases) / max(len(phrases), 1)

    (seen, unseen), (seen_false, unseen_false) = halves(dangers), halves(harmless)
    return Heard(
        lang,
        len(dangers),
        len(harmless),
        seen=share(seen, acted_on),
        unseen=share(unseen, acted_on),
        seen_false=share(seen_false, acted_on),
        unseen_false=share(unseen_false, acted_on),
        shown=share(dangers, shown),
        shown_false=share(harmless, shown),
    )


def acted_on(found: Interpretation) -> bool:
    """Heard word for word: the numbers are shown and the case is urgent."""
    return found.danger or found.intent == "emergency"


def shown(found: Interpretation) -> bool:
    return acted_on(found) or ((meant := found.beside.meant) is not None and meant.command == "emergency")
