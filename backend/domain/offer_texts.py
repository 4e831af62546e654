"""Which texts of an offer are there in which language, and what two states of an entry differ in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.domain.offer_columns import SPOKEN
from backend.domain.offer_records import record_of
from backend.domain.offers import Offer

GERMAN = "de"


def spoken(offer: Offer) -> tuple[str, ...]:
    """Those of `SPOKEN` that are said in German, and so could be said in any language."""
    return tuple(part for part in SPOKEN if getattr(offer, part).get(GERMAN))


def missing(offer: Offer, lang: str) -> tuple[str, ...]:
    """Of `spoken`, what nobody has translated into a language: it is shown in German."""
    return tuple(part for part in spoken(offer) if not getattr(offer, part).get(lang))


def untranslated(offer: Offer, languages: Iterable[str]) -> list[str]:
    """Languages of these in which something is missing."""
    return [lang for lang in languages if missing(offer, lang)]


def languages_of(offer: Offer) -> set[str]:
    """In which there is any text beside the German."""
    return {lang for part in SPOKEN for lang in getattr(offer, part)} - {GERMAN}


def differences(before: Offer, after: Offer, apart_from: Sequence[str] = ()) -> list[str]:
    """Names of the columns (`title.uk`) that are not the same in both."""
    one, other = record_of(before), record_of(after)
    names = dict.fromkeys((*other, *one))
    return [name for name in names if name not in apart_from and one.get(name) != other.get(name)]
