"""A letter that a language does not have rules it out; nothing is ruled out for want of a letter."""

from __future__ import annotations

import pytest

from nlu.language.letters import ethiopic, ruled_in

CYRILLIC = ("uk", "ru", "bg", "sr", "be", "mk")
ARABIC = ("ar", "fa", "ps", "ckb", "ur", "ug")
LATIN = ("de", "en", "fr", "es", "tr", "ro", "sq", "pl", "so", "kmr", "sr")


@pytest.mark.parametrize(
    ("text", "candidates", "left"),
    [
        ("її", CYRILLIC, {"uk"}),
        ("вы", CYRILLIC, {"ru"}),
        ("вельмі сумны ў горадзе", CYRILLIC, {"be"}),
        ("ђак", CYRILLIC, {"sr"}),
        ("живеј", CYRILLIC, {"sr", "mk"}),
        ("въпрос", CYRILLIC, {"bg"}),
        ("объект", CYRILLIC, {"bg", "ru"}),
        ("дом", CYRILLIC, {"uk", "ru", "bg", "sr"}),
        ("ښه", ARABIC, {"ps"}),
        ("ئێمە", ARABIC, {"ckb"}),
        ("چرا", ARABIC, {"fa", "ps", "ckb"}),
        ("بيت", ARABIC, {"ar", "fa", "ps", "ckb"}),
        ("değil", LATIN, {"tr"}),
        ("Straße", LATIN, {"de"}),
        ("orașul", LATIN, {"ro"}),
        ("dzień", LATIN, {"pl"}),
        ("kuća", LATIN, {"sr", "pl"}),
        ("brot", LATIN, set(LATIN)),
    ],
)
def test_letters_rule_languages_out(text: str, candidates: tuple[str, ...], left: set[str]) -> None:
    assert ruled_in(text, candidates) == left


def test_letters_of_two_languages_leave_those_of_the_first() -> None:
    assert ruled_in("її ђак", CYRILLIC) == {"uk"}


def test_tigrinya_and_amharic_are_told_apart() -> None:
    assert ethiopic("ገዛ ይደሊ ኣለኹ") == "ti"
    assert ethiopic("ቤት እፈልጋለሁ አመሰግናለሁ") == "am"
