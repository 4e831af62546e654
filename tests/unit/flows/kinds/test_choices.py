"""One and many: understood by label, number, word of any language and clear typing error; unclear is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed, Reading
from flows.model import Choice
from tests.support.answer_words import context, step_of

FIELDS = (
    Choice("work", "f.work", words="f.work.words"),
    Choice("housing", "f.housing", words="f.housing.words"),
    Choice("law", "f.law", words="f.law.words"),
    Choice("course", "f.course"),
    Choice("childcare", "f.childcare"),
    Choice("passport", "f.passport", words="f.passport.words"),
    Choice("nothing", "f.nothing", exclusive=True),
)
OWN = {
    "de": {
        "f.work": "Arbeit und Beruf", "f.work.words": "Arbeit | Job | Beruf", "f.housing": "Wohnen",
        "f.housing.words": "Wohnung | Miete", "f.law": "Aufenthalt und Recht", "f.law.words": "Recht | Pass",
        "f.course": "Kurs", "f.childcare": "Kurs mit Kinderbetreuung", "f.passport": "Pass oder Urkunde fehlt",
        "f.passport.words": "Pass | Urkunde", "f.nothing": "Nichts davon",
    },
    "en": {"f.work": "Work", "f.housing": "Housing", "f.nothing": "None of these"},
    "ar": {"f.work": "العمل", "f.housing": "السكن", "f.nothing": "لا شيء"},
    "uk": {"f.work": "Робота", "f.housing": "Житло"},
}  # fmt: skip
AGES = (Choice("small", "a.small"), Choice("middle", "a.middle"), Choice("big", "a.big"))
AGE_TEXTS = {"de": {"a.small": "0 bis 2 Jahre", "a.middle": "3 bis 9 Jahre", "a.big": "10 bis 17 Jahre"}}


def said(kind: str, text: str, lang: str = "de", **options: object) -> Reading:
    step = step_of(kind, FIELDS, **options)
    return KINDS[kind].read(step, text, context(lang, OWN, step))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Wohnen", "housing"),
        ("wohnen!", "housing"),
        ("Housing", "housing"),
        ("السكن", "housing"),
        ("житло", "housing"),
        ("Miete", "housing"),
        ("ich suche eine Wohnung", "housing"),
        ("Wonung", "housing"),
        ("2", "housing"),
        ("٢", "housing"),
        ("Arbeit", "work"),
        ("arbiet", "work"),
        ("nichts davon", "nothing"),
        ("Kurs", "course"),
        ("ein Kurs mit Kinderbetreuung", "childcare"),
        ("Aufenthalt", "law"),
        ("Kinderbetreuung", "childcare"),
    ],
)
def test_one_choice(text: str, value: str) -> None:
    assert said("one", text) == Parsed(value)


@pytest.mark.parametrize(("text", "values"), [("Pass", ("law", "passport")), ("Job oder Wohnung", ("work", "housing"))])
def test_a_word_of_two_choices_is_asked_back(text: str, values: tuple[str, ...]) -> None:
    assert said("one", text) == Ambiguous(values)


@pytest.mark.parametrize(
    "text", ["keine Wohnung", "ich brauche nicht Arbeit", "0", "8", "99", "hallo", "😀", "ja", "Wo"]
)
def test_what_fits_no_choice_is_said(text: str) -> None:
    """A "not" in the sentence is never overheard."""
    assert said("one", text) == Misfit("answer.one.misfit")


@pytest.mark.parametrize(
    ("text", "value"), [("1", "small"), ("4", "middle"), ("9", "middle"), ("17", "big"), ("٤", "middle")]
)
def test_a_number_among_ages_is_an_age_not_a_place_in_the_list(text: str, value: str) -> None:
    step = step_of("one", AGES)
    assert KINDS["one"].read(step, text, context("de", AGE_TEXTS, step)) == Parsed(value)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Arbeit, Wohnen", ["work", "housing"]),
        ("Wohnen und Arbeit", ["work", "housing"]),
        ("Arbeit und Beruf", ["work"]),
        ("Arbeit und Beruf, Wohnen", ["work", "housing"]),
        ("1, 2", ["work", "housing"]),
        ("1 und 2", ["work", "housing"]),
        ("السكن والعمل", ["work", "housing"]),
        ("السكن و العمل", ["work", "housing"]),
        ("السكن، العمل", ["work", "housing"]),
        ("житло і робота", ["work", "housing"]),
        ("Housing & work", ["work", "housing"]),
        ("Wohnen\nArbeit\nKurs", ["work", "housing", "course"]),
        ("Wohnung, Miete", ["housing"]),
        ("nichts davon", ["nothing"]),
        ("alles", ["work", "housing", "law", "course", "childcare", "passport"]),
        ("Ich suche Arbeit", ["work"]),
    ],
)
def test_several_choices_in_the_order_offered(text: str, values: list[str]) -> None:
    assert said("many", text) == Parsed(values)


def test_a_piece_with_two_meanings_is_asked_back_as_whole_answers() -> None:
    assert said("many", "Wohnen, Pass") == Ambiguous((["housing", "law"], ["housing", "passport"]))


@pytest.mark.parametrize("text", ["Wohnen, Auto", "Hallo, ich suche Arbeit", "Wohnen und irgendwas"])
def test_what_is_understood_in_part_is_said_back_before_it_counts(text: str) -> None:
    reading = said("many", text)
    assert isinstance(reading, Ambiguous)
    assert reading.message == "answer.many.heard"


@pytest.mark.parametrize(
    "text", ["Auto", "Auto, Boot", ",", "keine Arbeit, keine Wohnung", "1, 99", ", ".join("a" * 50)]
)
def test_what_is_not_understood_is_not_dropped(text: str) -> None:
    assert said("many", text) == Misfit("answer.many.misfit")


def test_none_of_these_stands_alone() -> None:
    assert said("many", "Wohnen, nichts davon") == Misfit("ask.exclusive")


def test_not_more_than_the_flow_allows() -> None:
    assert said("many", "Wohnen, Arbeit, Kurs", max=2) == Misfit("answer.many.max", {"max": 2})


def test_lists_are_written_the_way_of_the_language() -> None:
    step = step_of("many", FIELDS)
    shown = {lang: KINDS["many"].display(step, ["work", "housing"], context(lang, OWN, step)) for lang in ("en", "ar")}
    assert shown == {"en": "Work, Housing", "ar": "العمل، السكن"}


def test_a_choice_the_flow_no_longer_has_is_shown_by_its_value() -> None:
    step = step_of("one", FIELDS)
    assert KINDS["one"].display(step, "former", context("de", OWN, step)) == "former"


@given(st.lists(st.sampled_from(FIELDS[:-1]), min_size=1, unique=True), st.sampled_from(["de", "en", "ar", "uk"]))
def test_what_is_shown_can_be_written_again(chosen: list[Choice], lang: str) -> None:
    """display(read(x)) is stable."""
    step = step_of("many", FIELDS)
    ctx = context(lang, OWN, step)
    values = [choice.value for choice in FIELDS if choice in chosen]
    assert KINDS["many"].read(step, KINDS["many"].display(step, values, ctx), ctx) == Parsed(values)


def test_what_the_question_does_not_allow_is_not_offered_as_a_meaning() -> None:
    """`Pass` may be the passport or the law, which was named already."""
    assert said("many", "Wohnen, Pass, nichts davon") == Misfit("ask.exclusive")
    assert said("many", "Wohnen, Aufenthalt, Pass", max=2) == Parsed(["housing", "law"])
    assert said("many", "Wohnen, Arbeit, Pass", max=2) == Misfit("answer.many.max", {"max": 2})


@pytest.mark.parametrize("kind", ["one", "many"])
def test_a_choice_that_is_not_offered_now_cannot_be_tapped(kind: str) -> None:
    step = step_of(kind, FIELDS)
    filtered = step_of(kind, FIELDS[:2])
    assert isinstance(KINDS[kind].take(step, "law", context("de", OWN, filtered)), Misfit)
