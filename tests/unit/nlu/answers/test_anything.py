"""Whatever is written, reading ends quickly with an answer of the right form: faults of section B, and chance."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import LotseError
from nlu.answers import TYPES, Answer, Choice, Question, parse

LANGS = ["de", "en", "ar", "fa", "ps", "ckb", "kmr", "tr", "uk", "ru", "fr", "ti", "so", "sr", "xx", "", "../de", "ZH"]
CHOICES = (Choice("a", "Arbeit", ("Job",)), Choice("b", "Wohnung"), Choice("c", "B2"))
NASTY = [
    "a" * 4096,
    "1" * 4096,
    "ein" * 1365,
    "hundert" * 585,
    "😀" * 400,
    "\x00\x00",
    "\x0012\x00",
    "\u202e21.7.0991\u202c",
    "\u2066١٢\u2069",
    "١2३",
    "１２/٣/२०२०",
    "\ud800",
    "é" * 50 + "\u0301" * 400,
    "(" * 500,
    "1." * 200,
    "1 " * 200,
    "und " * 100,
    "-" * 300,
    "+49" * 100,
    "@" * 300,
    ".,;!?",
    "\n" * 200,
    "٫٬" * 50,
]


def question(kind: str, lang: str) -> Question:
    return Question(kind, lang, date(2026, 1, 1), CHOICES)


def sound(answer: Answer) -> bool:
    """Has it the form the status promises, and can it be written as JSON?"""
    json.dumps([answer.value, answer.alternatives])
    if answer.status == "ok":
        return answer.value is not None and not answer.alternatives
    return answer.value is None and (len(answer.alternatives) > 1) == (answer.status == "ambiguous")


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_texts_are_no_answers(kind: str, text: str) -> None:
    for lang in LANGS:
        answer = parse(question(kind, lang), text)
        assert sound(answer)
        assert (
            answer.status != "ok" or kind in ("boolean", "date", "birth_date") or text == "\x0012\x00" or "١٢" in text
        )


@pytest.mark.parametrize("kind", TYPES)
@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=200), lang=st.sampled_from(LANGS))
def test_any_text_is_read_without_an_error(kind: str, text: str, lang: str) -> None:
    assert sound(parse(question(kind, lang), text))


@pytest.mark.parametrize("kind", TYPES)
@settings(deadline=None, max_examples=60)
@given(
    text=st.text(alphabet="0123456789٣۴ .,/-:+und ein hundert مئة Jahre جنوری", max_size=60),
    lang=st.sampled_from(LANGS),
)
def test_anything_made_of_parts_is_read_without_an_error(kind: str, text: str, lang: str) -> None:
    assert sound(parse(question(kind, lang), text))


def test_a_type_nobody_reads_is_an_error() -> None:
    with pytest.raises(LotseError) as caught:
        parse(question("colour", "de"), "rot")
    assert caught.value.code == "nlu.answer_type"
