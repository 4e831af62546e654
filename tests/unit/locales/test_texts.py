"""Texts as people read them: numbers inside right-to-left sentences keep their order."""

from __future__ import annotations

import re

import pytest

from locales.languages import LANGUAGES, OFFERED
from locales.texts import LRI, PDI, in_order, load_texts

TEXTS = load_texts()
RIGHT_TO_LEFT = [code for code in OFFERED if LANGUAGES[code].dir == "rtl"]
SPOKEN = ("emergency.lines", "kim-intake.health_note.prompt", "kim-intake.jugendamt.prompt", "answer.phone.misfit")


@pytest.mark.parametrize("text_id", SPOKEN)
@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_a_phone_number_in_a_right_to_left_text_is_shown_in_its_order(lang: str, text_id: str) -> None:
    """Between right-to-left letters each group of digits is placed by itself: 116 117 would be shown as 117 116."""
    bare = re.sub(f"{LRI}[^{PDI}]*{PDI}", "", TEXTS.get(lang, text_id))
    assert LRI in TEXTS.get(lang, text_id)
    assert not re.search(r"\d[ /-]\d", bare)


@pytest.mark.parametrize("text_id", SPOKEN)
def test_texts_written_from_left_to_right_stay_as_they_are(text_id: str) -> None:
    assert LRI not in TEXTS.get("de", text_id)


def test_numbers_of_one_group_need_nothing() -> None:
    assert in_order("اتصلوا بـ 112") == "اتصلوا بـ 112"


@pytest.mark.parametrize("lang", RIGHT_TO_LEFT)
def test_words_people_write_are_compared_and_hold_no_marks(lang: str) -> None:
    assert not [word for word in TEXTS.words("kim-intake.status.choice.ukraine.words") if LRI in word]
