"""Numbers in a text: digits of any script, with the separators of the language, and number words.

A number must be all there is, but for a few words beside it ("2 children"). "B2", "12:30", "3." are no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from babel import UnknownLocaleError

from flows.parsing.normalise import fold, key
from locales.cldr import locale_for
from nlu.answers.composing import ADD, HALF, LINK, TIMES, WRITTEN, Part, compose
from nlu.answers.number_words import Lexicon, lexicon
from nlu.answers.words import base, plain_no, sayings, split, table

LONGEST = 160  # characters
BESIDE = 5  # words beside a number
NAMED = 4  # numbers in one answer that can be asked back
DIGITS = 15  # of a number anybody means
_TOKEN = re.compile(
    r"(?P<number>(?:(?<![\w.,])[-−–+]\s?)?(?:\d[\d.,٫٬]*\d|\d|(?<!\w)[.,٫]\d+))"
    r"|(?P<hyphen>(?<=[^\W\d_])[-‐‑–](?=[^\W\d_]))"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])*)|(?P<mark>\S)"
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])")
_HARMLESS = frozenset(".!?,;\"'()«»„“”…،؛؟*~≈")


@dataclass(frozen=True, slots=True)
class Token:
    """`values`: of digits, what they may mean. `joined`: nothing stands between it and the token before."""

    text: str
    values: tuple[Fraction, ...] = ()
    joined: bool = False


def read_numbers(text: str, lang: str, whole: bool) -> tuple[Fraction, ...]:
    """What numbers a text may mean; none when it is not a number, several when it is unclear or names several."""
    if len(text) > LONGEST:
        return ()
    words, written = lexicon(lang), key(text)
    if written in sayings(lang):
        return ()
    tokens = number_tokens(text, lang, whole)
    if not tokens:
        return ()
    found, beside = _phrases(tokens, words)
    if len(found) > NAMED or len(beside) > BESIDE or any(_speaks_against(word, words, lang) for word in beside):
        return ()
    if len(found) == 1 and len(beside) > 1 and found[0][1] in words.loose:
        return ()
    values = [number for numbers, _ in found for number in numbers]
    return tuple(dict.fromkeys([*values, Fraction(0)] if values and written in plain_no(lang) else values))


def _speaks_against(word: str, words: Lexicon, lang: str) -> bool:
    """A word beside a number that makes it another one, or none: "minus" behind it, "point" before it, "a few"."""
    return word in words.minus or word in words.point or word in words.vague or word in _negations(base(lang))


@lru_cache(maxsize=64)
def _negations(lang: str) -> frozenset[str]:
    return frozenset(split(table("yes_no").get(lang, {}).get("not", ""))) - {"n"}


# --- tokens ----------------------------------------------------------------------------------------------------------


def number_tokens(text: str, lang: str, whole: bool = False) -> list[Token] | None:
    """None where something stands in the text that makes no number of it: another sign, digits inside a word."""
    if mixes_digits(text):
        return None
    folded = _GROUPED.sub(lambda group: re.sub(r"\s", "", group[0]), fold(text))
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(folded):
        token = _token(match, match.start() == end and bool(tokens), lang, whole)
        if token is None:
            return None
        if token.text:
            tokens.append(token)
            end = match.end()
    return tokens


def _token(match: re.Match[str], joined: bool, lang: str, whole: bool) -> Token | None:
    written = match[0]
    if match["number"]:
        values = written_number(written, lang, whole)
        return Token(written, values, joined) if values and not joined else None
    if match["word"]:
        return Token(written, joined=joined)
    return Token("") if match["hyphen"] or written in _HARMLESS else None


def mixes_digits(text: str) -> bool:
    """Digits of more than one script: nobody writes a number so."""
    starts = {ord(char) - int(char) for char in text if char.isdecimal()}
    return len(starts) > 1


def written_number(written: str, lang: str, whole: bool) -> tuple[Fraction, ...]:
    """What digits with separators may mean, in the customs of the language; both readings where both are usual."""
    negative = written[0] in "-−–"
    plain = written.lstrip("-−–+ ").replace("٫", ".").replace("٬", ",") if "٫" in written else written.lstrip("-−–+ ")
    plain = plain.replace("٬", ",")
    if len(re.sub(r"\D", "", plain)) > DIGITS:
        return ()
    return tuple(-value if negative else value for value in _readings(plain, lang, whole))


def _readings(plain: str, lang: str, whole: bool) -> Iterator[Fraction]:
    if plain.isdecimal():
        yield Fraction(int(plain))
        return
    point, group = separators(lang)
    marks = re.findall(r"[.,]", plain)
    grouped = bool(re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain)) and len(set(marks)) == 1
    if len(set(marks)) == 2 and plain.count(marks[-1]) == 1:
        head, tail = plain.rsplit(marks[-1], 1)
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", head):
            yield _decimal(re.sub(r"[.,]", "", head), tail)
        return
    if grouped and whole and marks == [point]:  # "100,000" where the comma is the decimal point: an English thousand?
        head, tail = plain.split(point)
        if not int(tail):
            yield from (Fraction(int(head)), Fraction(int(head + tail)))
        return
    if grouped and (len(marks) > 1 or marks[0] == group or (whole and group not in ".,")):
        yield Fraction(int(re.sub(r"[.,]", "", plain)))
        return
    if len(marks) == 1 and not (grouped and marks[0] != point):
        yield _decimal(*plain.split(marks[0]))


def _decimal(head: str, tail: str) -> Fraction:
    return Fraction(f"{head or 0}.{tail}")


@lru_cache(maxsize=64)
def separators(lang: str) -> tuple[str, str]:
    """Decimal point and group separator of the language."""
    try:
        symbols = locale_for(base(lang)).number_symbols
    except UnknownLocaleError:
        return ".", ","
    latin = symbols.get("latn", symbols)
    return str(latin.get("decimal", ".")), str(latin.get("group", ","))


# --- phrases ---------------------------------------------------------------------------------------------------------

Phrase = tuple[tuple[Fraction, ...], str]  # what it may mean, and as it is written


def _phrases(tokens: list[Token], words: Lexicon) -> tuple[list[Phrase], list[str]]:
    """The longest numbers from left to right, and the words beside them."""
    found: list[Phrase] = []
    beside: list[str] = []
    start = 0
    while start < len(tokens):
        for end in range(len(tokens), start, -1):
            if values := number_of(tokens[start:end], words):
                found.append((values, "".join(token.text for token in tokens[start:end])))
                break
        else:
            end = start + 1
            if (
                tokens[start].values
                or _is_unit(tokens, start)
                or (tokens[start].joined and start and tokens[start - 1].values)
            ):
                return [], []
            beside.append(tokens[start].text)
        start = end
    return found, beside


def _is_unit(tokens: list[Token], place: int) -> bool:
    """A single letter behind digits, as in "30 l": perhaps a unit, perhaps a multiplier."""
    text = tokens[place].text
    return place > 0 and bool(tokens[place - 1].values) and len(text) == 1 and text.isascii()


def number_of(tokens: list[Token], words: Lexicon) -> tuple[Fraction, ...]:
    """What the tokens mean as one number, none where they are none."""
    negative = tokens[0].text in words.minus and len(tokens) > 1
    rest = tokens[1:] if negative else tokens
    for place, token in enumerate(rest):
        if token.text in words.point and place < len(rest) - 1:
            values = _pointed(rest[:place], _unlinked(rest[place + 1 :], words), words)
            break
    else:
        values = _composed(rest, words)
    return tuple(-value for value in values) if negative else values


def _unlinked(tokens: list[Token], words: Lexicon) -> list[Token]:
    return tokens[1:] if len(tokens) > 1 and tokens[0].text in words.links else tokens


def _pointed(before: list[Token], after: list[Token], words: Lexicon) -> tuple[Fraction, ...]:
    """ "Two point seven five", "zwei Komma fünf Millionen"."""
    times = Fraction(1)
    if len(after) > 1 and after[-1].text in words.times:
        times, after = Fraction(words.times[after[-1].text]), after[:-1]
    whole, part = _composed(before, words) if before else (Fraction(0),), _composed(after, words)
    if len(whole) != 1 or len(part) != 1 or part[0] < 0 or {whole[0].denominator, part[0].denominator} != {1}:
        return ()
    return ((whole[0] + Fraction(int(part[0]), 10 ** len(str(int(part[0]))))) * times,)


def _composed(tokens: list[Token], words: Lexicon) -> tuple[Fraction, ...]:
    readings: list[list[Part]] = [[]]
    run = ""
    for place, token in enumerate(tokens):
        if token.values:
            parts = [[(WRITTEN, value)] for value in token.values]
        elif token.joined and place and tokens[place - 1].values:
            if token.text not in words.letters and token.text not in words.times:
                return ()
            parts = [[(TIMES, Fraction(words.letters.get(token.text) or words.times[token.text]))]]
        else:
            run += token.text
            if place + 1 < len(tokens) and not tokens[place + 1].values:
                continue
            taken = split_word(run, words, inside=bool(readings[0]), goes_on=place + 1 < len(tokens))
            run = ""
            if taken is None:
                return ()
            parts = [taken]
        readings = [[*before, *after] for before in readings for after in parts]
    return tuple(value for parts in readings if (value := compose(parts)) is not None)


def split_word(run: str, words: Lexicon, inside: bool = False, goes_on: bool = False) -> list[Part] | None:
    """Words without blanks, as parts of a number; None where they are not all parts. The longest part first."""
    dead: set[int] = set()

    def parts_from(start: int) -> list[Part] | None:
        if start == len(run):
            return []
        if start in dead:
            return None
        for end in range(min(len(run), start + max(words.longest, 12)), start, -1):
            part = _part(run[start:end], words, first=start == 0 and not inside, last=end == len(run) and not goes_on)
            if part is not None and (rest := parts_from(end)) is not None and _goes(part + rest):
                return part + rest
        dead.add(start)
        return None

    return parts_from(0)


def _goes(parts: list[Part]) -> bool:
    return len(parts) < 40


def _part(piece: str, words: Lexicon, first: bool, last: bool) -> list[Part] | None:
    if piece in words.half:
        return [(HALF, Fraction(1, 2))]
    if piece in words.times:
        return [(TIMES, Fraction(words.times[piece]))]
    if piece in words.add:
        return [(ADD, Fraction(words.add[piece]))]
    return [(LINK, Fraction(0))] if piece in words.links and not first and (words.linked_last or not last) else None


def is_number_word(word: str, lang: str) -> bool:
    """Is this one word (of any spelling) a number on its own?"""
    return split_word(key(word).replace(" ", ""), lexicon(lang)) is not None
