"""What single letters say for certain: a letter that a language does not have rules it out.

py3langid knows no Sorani and no Tigrinya, and short messages in neighbouring languages share most of what it counts.
Sources: the alphabets in CLDR's exemplar characters of each language.
"""

from __future__ import annotations

import re
from collections.abc import Collection

#: Letters -> the languages that have them, among those written in the same script. Others are ruled out by one letter.
_OWN: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (letters, frozenset(languages.split()))
    for letters, languages in (
        # Cyrillic
        ("іїєґ", "uk be"),
        ("ў", "be"),
        ("ыэё", "ru be"),
        ("ъ", "bg ru"),
        ("ђћ", "sr"),
        ("јљњџ", "sr mk"),
        ("ѓќѕ", "mk"),
        ("щ", "uk ru bg"),
        ("йьюя", "uk ru bg be"),
        # Arabic
        ("ټډړږښګڼۍځڅ", "ps"),
        ("ڕڵێڤ", "ckb"),
        ("ۆ", "ckb ug"),
        ("ە", "ckb ug"),
        ("ې", "ps ug"),
        ("ۇۈۋ", "ug"),
        ("ٹڈڑں", "ur"),
        ("گچپ", "fa ps ckb ur ug"),
        ("ژ", "fa ps ckb ur ug"),
        # Latin
        ("ğ", "tr az"),
        ("ə", "az"),
        ("ı", "tr az"),
        ("ß", "de"),
        ("ñ¿¡", "es"),
        ("ășț", "ro"),
        ("ąęłńśźż", "pl"),
        ("đ", "sr vi"),
        ("ć", "sr pl"),
        ("ë", "sq fr nl"),
        ("řů", "cs"),
        ("ő", "hu"),
        ("ű", "hu"),
    )
)
#: Neighbours that share nearly all letters with an offered language: only where they show one of their own.
_SHOWN = {
    "be": re.compile("ў|і.*ы|ы.*і"),
    "mk": re.compile("[ѓќѕј]"),
    "ug": re.compile("[ۇۈۋې]"),
    "ur": re.compile("[ٹڈڑںے]"),
}
#: "шъп", "ъгъл": in Russian the hard sign stands only before е, ё, ю, я.
_BULGARIAN = re.compile(r"ъ(?![еёюя])")
#: Tigrinya writes ኣ where Amharic writes አ, and sounds that Amharic has lost; its verbs end otherwise.
_TIGRINYA = re.compile(r"[ኣቐቑቒቓቔቕቖኸኹኺኻኼኽኾዃ]|(?:እዩ|እየ|ዘሎ|ድየ|ዲኻ|የለን)\b")
_AMHARIC = re.compile(r"[አ]|(?:ነው|ናቸው|አለ)\b")


def ruled_in(text: str, candidates: Collection[str]) -> frozenset[str]:
    """Those of the candidates that have all letters of the text; all of them where that leaves none."""
    lowered, left = text.lower(), frozenset(candidates)
    for letters, languages in _OWN:
        if left & languages and any(letter in lowered for letter in letters):
            left &= languages
    if "bg" in left and _BULGARIAN.search(lowered):
        left &= {"bg"}
    return left - {code for code, letters in _SHOWN.items() if code in left and not letters.search(lowered)}


def ethiopic(text: str) -> str:
    """ "ti" or "am"; Tigrinya where neither shows, because Amharic shows in nearly every sentence."""
    return "am" if len(_AMHARIC.findall(text)) > len(_TIGRINYA.findall(text)) else "ti"
