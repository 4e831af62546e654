"""What is wrong with the phrases, found before anything learns from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flows.parsing.normalise import key
from nlu.intents import INTENTS, NONE
from nlu.phrases.reading import Phrase

#: Phrases an intent needs: measured, ten give 83 % and twenty 85 %.
FEW, FEW_IN_COMMON = 10, 15
COMMON = frozenset({"de", "en", "ar", "fa", "tr", "uk", "ru", "fr"})
FEW_OUTSIDE, FEW_TESTS = 40, 5


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: unknown_intent, two_intents, twice, too_few, too_few_tests, also_trained, no_words. Errors, all."""

    lang: str
    code: str
    intent: str
    detail: str

    def __str__(self) -> str:
        return f"{self.lang} {self.intent}: {self.code} ({self.detail})"


def lint(lang: str, training: Sequence[Phrase], tests: Sequence[Phrase] = ()) -> list[Fault]:
    """`tests` may be empty: then only the training phrases are looked at."""
    faults = [*_known(lang, [*training, *tests]), *_once(lang, training), *_enough(lang, training)]
    return [*faults, *_apart(lang, training, tests)]


def _known(lang: str, phrases: Iterable[Phrase]) -> Iterator[Fault]:
    for phrase in phrases:
        if phrase.intent not in INTENTS:
            yield Fault(lang, "unknown_intent", phrase.intent, phrase.file)
        if phrase.intent != NONE and not key(phrase.text):
            yield Fault(lang, "no_words", phrase.intent, phrase.text)


def _once(lang: str, phrases: Iterable[Phrase]) -> Iterator[Fault]:
    """Under one intent spellings may differ by what folding takes away; under two not even so."""
    seen: dict[str, Phrase] = {}
    for phrase in phrases:
        first = seen.setdefault(key(phrase.text) or phrase.text, phrase)
        if first.intent != phrase.intent:
            yield Fault(lang, "two_intents", phrase.intent, f"“{phrase.text}”, also in {first.intent}")
        elif first is not phrase and first.text == phrase.text:
            yield Fault(lang, "twice", phrase.intent, f"“{phrase.text}”")


def _enough(lang: str, phrases: Iterable[Phrase]) -> Iterator[Fault]:
    counts = Counter(phrase.intent for phrase in phrases)
    for intent in INTENTS:
        wanted = FEW_OUTSIDE if intent == NONE else FEW_IN_COMMON if lang in COMMON else FEW
        if counts[intent] < wanted:
            yield Fault(lang, "too_few", intent, f"{counts[intent]} of {wanted}")


def unmeasured(lang: str, tests: Sequence[Phrase]) -> list[Fault]:
    """Intents a language that has test phrases is not measured in, or hardly; none where it has none at all."""
    counts = Counter(phrase.intent for phrase in tests)
    return [
        Fault(lang, "too_few_tests", intent, f"{counts[intent]} of {FEW_TESTS}")
        for intent in INTENTS
        if tests and counts[intent] < FEW_TESTS
    ]


def _apart(lang: str, training: Iterable[Phrase], tests: Iterable[Phrase]) -> Iterator[Fault]:
    """A phrase somebody learned by heart proves nothing; short ones ("ja") are the same in both by nature."""
    learned = {key(phrase.text) for phrase in training}
    for phrase in tests:
        if key(phrase.text) in learned and len(key(phrase.text).split()) > 2:
            yield Fault(lang, "also_trained", phrase.intent, phrase.text)
