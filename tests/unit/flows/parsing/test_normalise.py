"""Text is clean behind the border, and folding never makes two different words of danger one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.parsing.normalise import MARKS, digits, fold, key, normalise, tokens

ANY = st.text(st.characters(), max_size=60)
#: Where the trouble is: surrogates, marks, joiners, bidi controls, Hangul parts, blanks, emoji.
TROUBLE = (
    "a ä\u0308\u0301\u0323\u200d\u200c\u202e\u2066\ud83d\ude00"
    "\u1100\u1161\u11a8\x00\n\t\u00a0می👨👩क\u094d\ufeff\u0bd7\u0bc6"
)
NASTY = st.text(st.sampled_from(TROUBLE), max_size=40)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Hallo\x00 Welt\x07", "Hallo Welt"),
        ("a\ud800b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("abc\u202edef\u2066\u2069\u200f", "abcdef"),
        ("pa\u200byp\u200dal\ufeff\u00ad", "paypal"),
        ("Lu\u0308nen", "Lünen"),
        ("  viel\t \u00a0 Platz \r\n\r\n\r\n\r\nhier ", "viel Platz\n\nhier"),
        ("\u3164\u2800\u115f", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u200c\u200dنعم\u200d", "نعم"),
    ],
)
def test_what_is_invisible_goes_and_what_means_something_stays(raw: str, clean: str) -> None:
    """faults: B NUL, lone surrogates, RTL overrides and isolates, zero-width."""
    assert normalise(raw) == clean


def test_a_flood_of_marks_is_cut() -> None:
    """faults: B combining floods."""
    assert len(normalise("Z" + "\u0334" * 500 + "a")) == 2 + MARKS


@given(ANY | NASTY)
def test_clean_text_is_clean_again_and_fits_every_store(text: str) -> None:
    """faults: B. Nothing raises; cleaning twice is cleaning once; encoders and PostgreSQL take the result."""
    clean = normalise(text)
    assert normalise(clean) == clean
    assert clean == clean.strip()
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")
    assert not {unicodedata.category(char) for char in clean} & {"Cs", "Co", "Cn"}
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in clean)
    assert not any(char in clean for char in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff")


@given(st.text(st.sampled_from("0123456789"), min_size=1), st.sampled_from("٠۰०০０߀"))
def test_digits_of_every_script_are_the_same_number(number: str, zero: str) -> None:
    assert digits("".join(chr(ord(zero) + int(char)) for char in number)) == number


@pytest.mark.parametrize(
    "same",
    [
        ("Lünen", "LUENEN", "Lu\u0308nen"),
        ("Straße", "strasse"),
        ("مدرسة", "مَدْرَسَة", "مدرســه"),
        ("أكيد", "اكيد"),
        ("كردی", "كردي", "کردي"),
        ("п'ять", "п’ять", "пʼять"),
        ("İstanbul", "istanbul", "ıstanbul"),
        ("می\u200cخواهم", "میخواهم"),
        ("👍", "👍🏽"),
        ("２０１９", "٢٠١٩", "2019"),
    ],
)
def test_spellings_of_one_word_fold_together(same: tuple[str, ...]) -> None:
    assert len({key(word) for word in same}) == 1


@pytest.mark.parametrize(("one", "other"), [("Feuer", "für"), ("schon", "schön"), ("नहीं", "नहा"), ("كلب", "قلب")])
def test_different_words_stay_different(one: str, other: str) -> None:
    """A danger word must not be heard in a harmless one."""
    assert fold(one) != fold(other)


@example("\u0bc6\u200c\u0bd7")  # a joiner between two signs that compose
@given(ANY | NASTY)
def test_tokens_of_any_text(text: str) -> None:
    assert all(tokens(text))
    assert tokens(key(normalise(text))) == tokens(normalise(text))


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_as_they_do_beside_others(text: str) -> None:
    assert fold(f"{text} я") == f"{fold(text)} я"
