"""Which words count in a conversation. People mix languages, so a German "ja" is heard in an Arabic one; but the same
letters mean opposite things elsewhere: "jo" is yes in German and no in Albanian, "la" is no in Arabic and "the" in
French. So one's own language is believed before the others.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from flows.parsing.normalise import key
from flows.parsing.terms import Everywhere, word_keys
from locales.languages import OFFERED, language
from locales.texts import Texts

YES, NO, UNSURE, NOT = "answer.yes.words", "answer.no.words", "answer.unsure.words", "answer.not.words"
#: A list, and the lists of one's own language whose words are taken out of what the other languages add to it.
_AGAINST = {YES: (NO, UNSURE), NO: (YES, UNSURE), UNSURE: (YES, NO)}
#: Whose negations count in every conversation; of the others only those in another script, which cannot be mistaken.
_BRIDGES = ("de", "en")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def words_in(texts: Texts, lang: str) -> Everywhere:
    """`texts.everywhere` for a conversation in `lang`."""
    return partial(_heard, texts, lang)


@lru_cache(maxsize=8192)
def _heard(texts: Texts, lang: str, text_id: str) -> tuple[str, ...]:
    if text_id == NOT:
        return _negations(texts, lang)
    if text_id not in _AGAINST:
        return texts.everywhere(text_id)
    own = texts.raw(lang, text_id)
    against = word_keys(tuple(texts.raw(lang, other) for other in _AGAINST[text_id]))
    return (own, *(_without(words, against) for words in texts.everywhere(text_id) if words != own))


def _negations(texts: Texts, lang: str) -> tuple[str, ...]:
    script = language(lang).script
    others = (code for code in OFFERED if language(code).script != script and texts.has(code, NOT))
    found = [texts.raw(code, NOT) for code in (lang, *_BRIDGES) if texts.has(code, NOT)]
    return tuple(dict.fromkeys([*found, *(_in_own_letters(texts.raw(code, NOT)) for code in others)]))


def _in_own_letters(words: str) -> str:
    """Without what is written in Latin letters: there "la" is a word of many languages."""
    return " | ".join(word.strip() for word in words.split("|") if not _LATIN.search(word))


def _without(words: str, against: frozenset[str]) -> str:
    return " | ".join(word.strip() for word in words.split("|") if key(word) not in against)
