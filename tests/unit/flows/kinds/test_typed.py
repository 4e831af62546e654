"""Numbers, texts, telephone numbers, e-mail addresses, places: what is stored, and what is said otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.kinds.base import KINDS, Ambiguous, Misfit, Parsed
from locales.languages import OFFERED
from tests.support.answer_words import context, read, step_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("٣", 3),
        ("۳", 3),
        ("३", 3),
        ("drei", 3),
        ("three", 3),
        ("ثلاثة", 3),
        ("три", 3),
        ("3 Kinder", 3),
        ("wir haben 3 Kinder", 3),
        ("zwei Kinder", 2),
        ("keine", 0),
        ("kein Kind", 0),
        ("0", 0),
        ("п'ять", 5),
        ("1.200", 1200),
        ("-3", -3),
        ("3.", 3),
        ("ich habe 3, danke", 3),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert read("number", text) == Parsed(number)


@pytest.mark.parametrize(
    "text", ["B2", "viele", "nicht 3", "9" * 50, "😀", "²", "3a", "ohne 2", "٣x", "1.2.3.4", "3e5"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert read("number", text) == Misfit("answer.number.misfit")


@pytest.mark.parametrize("text", ["1-2", "2 oder 3", "zwei und drei"])
def test_two_numbers_are_asked_back(text: str) -> None:
    assert isinstance(read("number", text), Ambiguous)


def test_limits_of_a_number_say_what_fits() -> None:
    assert read("number", "-1", min=0, max=20) == Misfit("answer.number.low", {"min": 0})
    assert read("number", "21", min=0, max=20) == Misfit("answer.number.high", {"max": 20})
    assert read("number", "2,5") == Misfit("answer.number.integer")
    assert read("number", "2,5", integer=False) == Parsed(2.5)


@given(st.integers(-(10**9), 10**9), st.sampled_from(OFFERED))
def test_a_number_we_show_can_be_read_again(number: int, lang: str) -> None:
    ctx = context(lang)
    shown = KINDS["number"].display(step_of("number"), number, ctx)
    assert read("number", shown, ctx) == Parsed(number)


def test_text_is_kept_as_written_up_to_its_limit() -> None:
    """faults: B 4,096 characters into every free-text field."""
    assert read("text", "Ich brauche Hilfe.\nБудь ласка.") == Parsed("Ich brauche Hilfe.\nБудь ласка.")
    assert read("text", "x" * 1000) == Parsed("x" * 1000)
    assert read("text", "x" * 4096) == Misfit("answer.text.long", {"length": 4096, "max": 1000})
    assert read("text", "abcdef", max_length=5) == Misfit("answer.text.long", {"length": 6, "max": 5})


@pytest.mark.parametrize("text", ["😀😀😀", "???", "— …", "👍🏽", "\u0301"])
def test_a_text_without_words_is_refused_kindly(text: str) -> None:
    assert read("text", text) == Misfit("answer.text.no_words")


@pytest.mark.parametrize("text", ["ሰላም", "你好", "नमस्ते", "سلام", "5", "ok"])
def test_words_of_every_script_are_words(text: str) -> None:
    assert read("text", text) == Parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "0151 23456789",
        "0151/23456789",
        "+49 151 23456789",
        "004915123456789",
        "٠١٥١٢٣٤٥٦٧٨٩",
        "(0151) 234-567-89",
        "meine Nummer ist 0151 23456789",
        "Tel.: 015123456789 danke",
        "tel:+4915123456789",
    ],
)
def test_one_telephone_number_in_many_ways(text: str) -> None:
    assert read("phone", text) == Parsed("+4915123456789")


def test_numbers_of_other_countries_keep_their_code() -> None:
    assert read("phone", "+380 67 123 45 67") == Parsed("+380671234567")
    assert KINDS["phone"].display(step_of("phone"), "+380671234567", context()) == "+380 67 123 4567"


@pytest.mark.parametrize("text", ["12", "110", "44532", "keine", "0151", "+999 123456", "😀", "2019-07-01", "1" * 100])
def test_what_is_no_telephone_number_is_said(text: str) -> None:
    assert read("phone", text) == Misfit("answer.phone.misfit")


def test_two_telephone_numbers_are_asked_back() -> None:
    reading = read("phone", "0151 23456789 oder 0231 5012345")
    assert reading == Ambiguous(("+4915123456789", "+492315012345"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a.b@example.com", "a.b@example.com"),
        ("Meine Mail: A.B@Example.COM.", "A.B@example.com"),
        ("<olena@example.org>", "olena@example.org"),
        ("olena @ example.org", "olena@example.org"),
    ],
)
def test_an_address_is_found(text: str, address: str) -> None:
    assert read("email", text) == Parsed(address)


@pytest.mark.parametrize(
    "text", ["a@", "@b.de", "a@b", "a@@b.de", "keine", "a b c", "x@y.z@" * 40, "http://example.org", "@olena"]
)
def test_what_is_no_address_is_said(text: str) -> None:
    assert read("email", text) == Misfit("answer.email.misfit")


def test_a_place_is_said_back_at_once() -> None:
    value = {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}
    assert read("place", "44532") == Parsed(value, ("answer.place.echo", {"place": "Lünen (44532)"}))


@pytest.mark.parametrize(
    ("text", "misfit"),
    [
        ("33597", Misfit("answer.place.bulk", {"plz": "33597"})),
        ("00000", Misfit("answer.place.unknown", {"plz": "00000"})),
        ("4453", Misfit("answer.place.unknown_name")),
        ("Atlantis", Misfit("answer.place.unknown_name")),
    ],
)
def test_a_place_nobody_lives_at_is_said(text: str, misfit: Misfit) -> None:
    assert read("place", text) == misfit


@pytest.mark.parametrize("plz", ["40472", "40721"])
def test_a_plz_of_two_towns_is_asked_back(plz: str) -> None:
    reading = read("place", plz)
    assert isinstance(reading, Ambiguous)
    assert len(reading.alternatives) == 2
    assert {KINDS["place"].display(step_of("place"), value, context()) for value in reading.alternatives} >= {
        f"Düsseldorf ({plz})"
    }


def test_elsewhere_is_an_answer_too() -> None:
    reading = read("place", "10115")
    assert isinstance(reading, Parsed)
    assert reading.value == {"plz": "10115", "ags": None, "name": "Berlin", "status": "outside"}
