"""What the kinds' own reading does not understand is asked of the richer reader, and consent is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed
from flows.model import Choice
from nlu.answers.hearing import hear
from tests.support.answer_words import context, read, step_of

LISTENING = replace(context(), hearing=hear)


def day(written: str, precision: str = "day") -> dict[str, Any]:
    return {"date": written, "precision": precision, "about": False}


@pytest.mark.parametrize(
    ("kind", "lang", "text", "value"),
    [
        ("number", "de", "dreiundzwanzig", 23),
        ("number", "fa", "سی و هفت", 37),
        ("number", "de", "2.500", 2500),
        ("date", "fa", "۱۲ فروردین ۱۳۷۰", day("1991-04-01")),
        ("date", "de", "vorgestern", day("2025-11-18")),
        ("date", "uk", "у травні 2021", day("2021-05-15", "month")),
        ("date", "tr", "3 yıl önce", day("2022-07-01", "year")),
        ("yes_no", "de", "ich glaube schon", True),
        ("yes_no", "tr", "sanmıyorum", False),
        ("country", "kmr", "Tirkiye", "TR"),
        ("country", "fa", "ترکیه", "TR"),
        ("language", "ps", "پښتو", "ps"),
    ],
)
def test_more_is_understood(kind: str, lang: str, text: str, value: Any) -> None:
    found = read(kind, text, replace(LISTENING, lang=lang))
    assert isinstance(found, Parsed)
    assert found.value == value


def test_a_choice_is_pointed_at() -> None:
    own = {"de": {"a": "Arbeit", "b": "Wohnung", "b.words": "Miete | Mietvertrag"}}
    step = step_of("one", (Choice("work", "a", None, "Arbeit"), Choice("home", "b", "b.words", "Wohnung")))
    ctx = replace(context("de", own, step), hearing=hear)
    assert KINDS["one"].read(step, "das zweite", ctx) == Parsed("home")
    assert isinstance(KINDS["one"].read(step, "das dritte", ctx), Misfit)


@pytest.mark.parametrize("text", ["ich glaube schon", "von mir aus", "klappt"])
def test_consent_is_read_strictly(text: str) -> None:
    assert isinstance(read("consent", text, LISTENING), Ambiguous)
    assert read("yes_no", text, LISTENING) == Parsed(True)


@pytest.mark.parametrize(
    ("kind", "text"), [("number", "B2"), ("date", "25 Jahre"), ("date", "B2"), ("country", "nein"), ("number", "so")]
)
def test_what_is_none_stays_none(kind: str, text: str) -> None:
    assert isinstance(read(kind, text, LISTENING), Misfit)


def test_two_meanings_are_asked_back() -> None:
    found = read("date", "2019 baharı", replace(LISTENING, lang="tr"))
    assert isinstance(found, Ambiguous)
    assert [value["date"] for value in found.alternatives] == ["2019-03-15", "2019-04-15", "2019-05-15"]


def test_hearing_gives_the_same_values_every_time() -> None:
    once = hear("integer", "dreiundzwanzig", "de", date(2026, 1, 1), {})
    assert once == hear("integer", "dreiundzwanzig", "de", date(2026, 1, 1), {}) == (23,)
