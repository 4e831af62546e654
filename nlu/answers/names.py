"""Countries and languages by any name: CLDR's in the language spoken, in all offered ones, and what people call them.

The language spoken is believed first. A slip is allowed where one name is clearly nearest; a name that is several
countries (Kurdistan, Congo) is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.parsing.countries import country_codes
from flows.parsing.languages import language_codes
from flows.parsing.names import Codes, NameTable, index, read_also
from flows.parsing.normalise import key
from locales.cldr import canonical, locale_for
from locales.once import once
from nlu.answers.model import Answer, Question, answer
from nlu.answers.words import base, is_ordinary, split, table

LONGEST = 80  # characters
SHORTEST = 4  # letters of a name in which a slip is seen; one less where a letter is a syllable
_SYLLABLES = re.compile("[\u1200-\u137f]")
_PLAIN = str.maketrans("äöüÄÖÜ", "aouAOU")
LONG = 9  # letters from which two slips are
#: The languages of this project, as CLDR knows them: people answer in any of them.
SPOKEN = (
    "de",
    "en",
    "fr",
    "es",
    "ar",
    "fa",
    "fa_AF",
    "ps",
    "ckb",
    "ku",
    "tr",
    "uk",
    "ru",
    "ro",
    "bg",
    "sq",
    "sr",
    "sr_Latn",
    "pl",
    "ti",
    "so",
    "it",
    "pt",
    "nl",
    "sv",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a name may stand for: the table of other names, CLDR's names, the codes there are."""

    also: str
    named: Callable[[Locale], Mapping[str, str]]
    codes: Callable[[], frozenset[str]]


COUNTRY = Kind("countries", lambda locale: locale.territories, country_codes)
LANGUAGE = Kind("languages", lambda locale: locale.languages, language_codes)


def read_country(question: Question, text: str) -> Answer:
    """Value: ISO 3166-1 alpha-2, and XK for Kosovo."""
    bare = text.strip(" .!")
    return answer([bare] if bare in country_codes() else _find(COUNTRY, question.lang, text))


def read_language(question: Question, text: str) -> Answer:
    """Value: the code of CLDR, "ku" for Kurmanji and "fa-AF" for Dari."""
    return answer(_find(LANGUAGE, question.lang, text))


def _find(kind: Kind, lang: str, text: str) -> Codes:
    if len(text) > LONGEST:
        return ()
    written, own = key(text), _own(kind, base(lang))
    if is_ordinary(written, lang):
        return ()
    return own.exact(written) or _elsewhere(kind, own, text, written) or _heard(kind, own, lang, text, written)


def _elsewhere(kind: Kind, own: NameTable, text: str, written: str) -> Codes:
    """A name with a slip in it, or one of another language; both where they differ."""
    near = _near(own, written) or _near(own, key(text.translate(_PLAIN)))
    return tuple(dict.fromkeys((*_all(kind).exact(written), *near)))


def _heard(kind: Kind, own: NameTable, lang: str, text: str, written: str) -> Codes:
    """Names in a sentence without a "not"."""
    words = set(written.split(" "))
    if len(words) < 2 or words & _negations(base(lang)):
        return ()
    return own.find(text) or _all(kind).find(text)


@lru_cache(maxsize=64)
def _negations(lang: str) -> frozenset[str]:
    return frozenset(split(table("yes_no").get(lang, {}).get("not", "")))


def _near(names: NameTable, written: str) -> Codes:
    """The names nearest to what was written; none where it is too short, or too far from all."""
    shortest = SHORTEST - (1 if _SYLLABLES.search(written) else 0)
    if not shortest - 1 <= len(written) <= LONGEST:
        return ()
    slips = 1 if len(written) < LONG else 2
    known = [name for name in (*names.names, *names.also) if len(name) >= shortest]
    near = process.extract(written, known, scorer=OSA.distance, score_cutoff=slips, limit=None)
    best = min((distance for _, distance, _ in near), default=None)
    return tuple(dict.fromkeys(code for name, distance, _ in near if distance == best for code in names.exact(name)))


@lru_cache(maxsize=128)
def _own(kind: Kind, lang: str) -> NameTable:
    """The names in the language, and the German and English ones where those mean nothing else in it."""
    own = index(_names(kind, _locales(lang)))
    beside = index(_names(kind, ("de", "en")))
    return NameTable({**beside, **own}, read_also(kind.also))


@once
def _all(kind: Kind) -> NameTable:
    return NameTable(index(_names(kind, SPOKEN)), read_also(kind.also))


def _locales(lang: str) -> tuple[str, ...]:
    return tuple(name for name in SPOKEN if name.split("_")[0] == canonical(lang)) or (lang,)


def _names(kind: Kind, locales: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    codes = kind.codes()
    for name in locales:
        try:
            named = kind.named(locale_for(name))
        except UnknownLocaleError:
            continue
        for written, label in named.items():
            if (code := str(written).replace("_", "-")) in codes:
                yield str(label), code
                yield str(label).split(" (")[0], code
