"""Yes or no, said in a sentence: never the wrong way round. What says both, or neither clearly, is asked back.

A text is read clause by clause. In a clause every word or phrase known in the language gets a sign; signs next to each
other are settled first ("not" before "good"), and what is left is the clause's verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.parsing.normalise import key, tokens
from nlu.answers.model import NO, Answer, Question
from nlu.answers.words import EVERY, base, split, table

LONGEST = 300  # characters of an answer with yes or no
PHRASE = 5  # words of the longest phrase
REACH = 2  # words over which a "not" reaches
TYPED = 5  # letters of a word in which a slip is believed to be one

YES, NO_, AGREE, REFUSE, NOT, AFTER, UNSURE, FILLER, BOTH, OTHER = "YNARXPUFB."
TURNED = "r"  # a "yes" behind a "not"
DENIED = "D"  # a phrase that refuses with a "not" of its own: behind a "no" it says the same once more
_CLASSES = (
    ("filler", FILLER),
    ("after", AFTER),
    ("not", NOT),
    ("unsure", UNSURE),
    ("agree", AGREE),
    ("refuse", REFUSE),
    ("yes", YES),
    ("no", NO_),
)
#: People mix these in, whatever they speak: where a language has no meaning of its own for the word.
_MIXED_IN = ("en", "de")
_PAUSE = re.compile(r"[.!?…,;:،؛؟۔።፣፤\n()]+|\s[-–—]+\s")
_SIGNS = {"+": True, "++": True, "-": False, "--": False, "–": False}
#: One letter, where it is the first of "yes" or "no" in the language.
_LETTERS = (
    {"": ("y", "n"), "de": ("jy", "n"), "nl": ("jy", "n"), "sv": ("jy", "n"), "tr": ("e", "h"), "ru": ("д", "н")}
    | {"bg": ("д", "н"), "sr": ("дd", "нn"), "uk": ("т", "н"), "fr": ("oy", "n"), "es": ("sy", "n"), "it": ("sy", "n")}
    | {"pt": ("sy", "n"), "pl": ("ty", "n"), "ro": ("d", "n"), "so": ("h", "m"), "sq": ("p", "j"), "kmr": ("e", "n")}
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def read(question: Question, text: str) -> Answer:
    """Value: true or false. Both alternatives when it is unclear which was meant."""
    if len(text) > LONGEST:
        return NO
    plain = text.strip()
    if plain in _SIGNS:
        return Answer("ok", _SIGNS[plain])
    if len(plain) == 1 and (meant := _letter(plain.casefold(), base(question.lang))) is not None:
        return Answer("ok", meant)
    lexicon = _lexicon(base(question.lang))
    return _together([verdict for clause in _PAUSE.split(text) if (verdict := _verdict(clause, lexicon))])


def read_word(question: Question, text: str) -> Answer:
    """The same, where the whole text is one of the words or phrases known, letter for letter."""
    sign = _lexicon(base(question.lang)).get(key(text))
    return read(question, text) if sign in (YES, NO_, AGREE, REFUSE, DENIED, BOTH) else NO


def _letter(letter: str, lang: str) -> bool | None:
    yes, no = _LETTERS.get(lang, _LETTERS[""])
    return True if letter in yes else False if letter in no else None


@lru_cache(maxsize=64)
def _lexicon(lang: str) -> Mapping[str, str]:
    """Phrase -> sign. The own language first, then signs everybody uses, then what is mixed in from others."""
    own = _signs(table("yes_no").get(lang, {}))
    foreign = [_signs(table("yes_no")[other]) for other in _MIXED_IN]
    mixed = {
        word: sign
        for signs in foreign
        for word, sign in signs.items()
        if sign in (YES, NO_, AGREE, REFUSE, DENIED, BOTH)
    }
    return {**mixed, **_signs(table("yes_no")[EVERY]), **own}


def _signs(entries: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, sign in _CLASSES:
        for word in split(entries.get(name, "")):
            found[word] = BOTH if sign == NO_ and found.get(word) == NOT else sign
    for word, sign in found.items():
        if sign == REFUSE and found.get(word.split(" ")[0]) in (NOT, BOTH):
            found[word] = DENIED
    return found


def _verdict(clause: str, lexicon: Mapping[str, str]) -> str:
    """The signs that speak in a clause, settled, without repeats; `.` at the end where it is more than a plain word."""
    words = tokens(clause)
    signs = _marked(words, lexicon)
    if not set(signs) - {OTHER, FILLER} and len(words) <= REACH:
        signs = _mistyped(words, lexicon)
    settled = [REFUSE if sign in (TURNED, DENIED) else sign for sign in _settled(signs)]
    speaking = dict.fromkeys(sign for sign in settled if sign in (YES, AGREE, NO_, REFUSE, UNSURE))
    return "".join(speaking) + ("" if len(settled) == len(speaking) or not speaking else OTHER)


def _marked(words: list[str], lexicon: Mapping[str, str]) -> list[str]:
    signs: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(PHRASE, len(words) - place), 0, -1):
            sign = _sign(" ".join(words[place : place + length]), lexicon)
            if sign is not None:
                break
        signs.append(sign or OTHER)
        place += length
    return signs


def _sign(phrase: str, lexicon: Mapping[str, str]) -> str | None:
    found = lexicon.get(phrase)
    if found is None and _DRAWN_OUT.search(phrase):
        return lexicon.get(_DRAWN_OUT.sub(r"\1", phrase)) or lexicon.get(_DRAWN_OUT.sub(r"\1\1", phrase))
    return found


def _mistyped(words: list[str], lexicon: Mapping[str, str]) -> list[str]:
    """One slip in a short answer, where every word it may be says the same."""
    phrase = " ".join(words)
    if len(phrase) < TYPED:
        return []
    near = process.extract(phrase, list(lexicon), scorer=OSA.distance, score_cutoff=1, limit=None)
    signs = {lexicon[word] for word, _, _ in near if len(word) >= TYPED and word[0] == phrase[0]}
    return list(signs) if len(signs) == 1 else []


def _settled(signs: list[str]) -> list[str]:
    """ "Not" is applied to what stands beside it; a word that is "no" and "not" is made one of them."""
    settled = list(signs)
    for place in range(len(settled) - 1, -1, -1):
        if settled[place] in (NOT, BOTH):
            settled[place] = _negation(settled, place)
        elif settled[place] == AFTER:
            settled[place] = _turn_before(settled, place)
    return settled


def _negation(signs: list[str], place: int) -> str:
    """Turns the "yes" it reaches into a "no" and gives the sign that is left in its own place."""
    behind, both = signs[place + 1 :], signs[place] == BOTH
    for step, sign in enumerate(behind[: REACH + 1]):
        if sign in (YES, AGREE):
            signs[place + 1 + step] = TURNED
            return OTHER
        if sign in (NO_, DENIED):
            return NO_ if both else UNSURE
        if sign == REFUSE:
            return UNSURE  # "not wrong"
        if sign not in (OTHER, FILLER):
            break
    if not both:
        return OTHER if behind or set(signs[:place]) - {FILLER} else NO_  # "I don't."
    return NO_ if not behind or behind[0] == FILLER else OTHER


def _turn_before(signs: list[str], place: int) -> str:
    """Turns the "yes" before it; alone, it is a "no" itself."""
    for back in range(place - 1, max(place - 2 - REACH, -1), -1):
        if signs[back] in (YES, AGREE):
            signs[back] = TURNED
            return OTHER
        if signs[back] not in (OTHER, FILLER):
            return OTHER
    return REFUSE if len(signs) == 1 else OTHER


def _together(verdicts: list[str]) -> Answer:
    """One meaning in all clauses, or a plain "yes" or "no" first that later ones only explain."""
    said = "".join(verdicts)
    if not said:
        return NO
    agreed, refused = set(said) & {YES, AGREE}, set(said) & {NO_, REFUSE}
    if UNSURE not in said and not (agreed and refused):
        return Answer("ok", bool(agreed))
    if UNSURE not in said and _explained(verdicts):
        return Answer("ok", verdicts[0] == YES)
    return Answer("ambiguous", None, (True, False))


def _explained(verdicts: list[str]) -> bool:
    """ "No, that's all right", "Yes. I said no to the other": the plain word is the answer, the rest speaks of it."""
    first, rest = verdicts[0], verdicts[1:]
    if first == NO_:
        return all(set(verdict) <= {NO_, AGREE, OTHER} for verdict in rest)
    return first == YES and all(verdict == NO_ + OTHER or not set(verdict) - {YES, AGREE, OTHER} for verdict in rest)
