"""Cleaning text at the border, once, so that everything behind it may trust every string it sees.

Databases, encoders and browsers break differently on NUL, lone surrogates, bidi overrides and floods of marks. What is
removed here carries no meaning in any language; what joins letters (Persian, Indic) or emoji is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial

MARKS = 5  # combining marks in a row: enough for every living script, too few to flood the line
ZWNJ, ZWJ = "\u200c", "\u200d"
#: Letters that show nothing. They would make an answer that looks empty.
_BLANKS = str.maketrans(dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5", " ") | {"\u034f": None})
_LINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_KEPT_CONTROLS = frozenset("\n\t")
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINABLE = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
_ASCII_WORD = re.compile("[a-z0-9]+")
_PLAIN = re.compile(r"[\n -~]*")

#: A digit of another script than ours.
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def _replacing(table: Mapping[str, str]) -> Callable[[str], str]:
    """Single letters as the table has them, in a quarter of the time of `str.translate` where most are not in it."""
    found = re.compile("[" + "".join(map(re.escape, table)) + "]")
    return partial(found.sub, lambda letter: table[letter[0]])


_in_german = _replacing({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_one_letter = _replacing(
    {
        **dict.fromkeys("ىیې", "ي"),
        **dict.fromkeys("ةۀہھ", "ه"),
        **dict.fromkeys("đð", "d"),
        "ٱ": "ا",
        "ک": "ك",
        "ґ": "г",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict.fromkeys("ـ'’‘ʼʹ`´′" + ZWJ + ZWNJ + "\ufe0e\ufe0f", ""),
        **{chr(tone): "" for tone in range(0x1F3FB, 0x1F400)},  # skin tones
    }
)
#: Marks that people leave out or put in as they like. Vowel signs of Indic, Thai or Burmese are not among them.
_STRIPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)


def normalise(text: str) -> str:
    """Clean text: NFC, visible characters, line feeds, single blanks. Empty when nothing is left. Never raises."""
    if _PLAIN.fullmatch(text):
        return _collapsed(text)
    for _ in range(8):  # taking something out may bring together what then composes
        cleaned = _cleaned(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned(text: str) -> str:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _LINES.sub("\n", text).translate(_BLANKS)
    text = unicodedata.normalize("NFC", _visible(text))
    return _collapsed(unicodedata.normalize("NFC", _few_marks(text)))


def _visible(text: str) -> str:
    if not any(unicodedata.category(char) in _UNWANTED for char in set(text) - _KEPT_CONTROLS):
        return text  # most texts, and a text has far fewer letters than places
    kept: list[str] = []
    for place, char in enumerate(text):
        wanted = char in _KEPT_CONTROLS or unicodedata.category(char) not in _UNWANTED
        if wanted or (char in (ZWJ, ZWNJ) and _joins(kept, text[place + 1 : place + 2])):
            kept.append(char)
    return "".join(kept)


def _joins(before: list[str], after: str) -> bool:
    """A joiner means something between two letters of a joining script or two emoji, nowhere else."""
    return bool(
        before and after and unicodedata.category(before[-1]) in _JOINABLE and unicodedata.category(after) in _JOINABLE
    )


def _few_marks(text: str) -> str:
    if not any(unicodedata.category(char).startswith("M") for char in set(text)):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run <= MARKS:
            kept.append(char)
    return "".join(kept)


def _collapsed(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def digits(text: str) -> str:
    """The same text with the decimal digits of every script as 0–9."""
    if text.isascii():
        return text
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def fold(text: str) -> str:
    """Text for comparing: case, accents, harakat, tatweel, apostrophes, letter variants and digit scripts set aside.

    German umlauts become ae, oe, ue, so that "Lünen" and "Luenen" are one word.
    """
    if text.isascii():  # thousands of names and rules at every start
        return text.lower().replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = _in_german(unicodedata.normalize("NFC", folded))
        folded = _STRIPPED.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", folded)
    letters = _one_letter(folded)
    return digits(letters if letters.isascii() else unicodedata.normalize("NFC", letters))  # a joiner kept two apart


def tokens(text: str) -> list[str]:
    """The folded words, numbers and emoji of a text, in order, without punctuation."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    found: list[str] = []
    word = ""
    for char in folded:
        group = unicodedata.category(char)
        if group[0] in "LMN":
            word += char
            continue
        if word:
            found.append(word)
            word = ""
        if group == "So":
            found.append(char)
    return [*found, word] if word else found


def key(text: str) -> str:
    """Folded words joined by single blanks: equal keys are the same answer."""
    return " ".join(tokens(text))
