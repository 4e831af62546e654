"""Long texts in parts: none too long, no word lost, no character cut."""

from __future__ import annotations

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.split import LIMIT, split, width

PIECES = ["a", " ", "\n", ". ", "م", "ّ", "é", "e\u0301", "👨‍👩‍👧", "😀", "🇩🇪", "\u200f", "і"]
MIXED = st.lists(st.sampled_from(PIECES), max_size=400).map("".join)


@given(MIXED, st.integers(20, 60))
@settings(max_examples=300)
def test_parts_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < width(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["👨‍👩‍👧", "e\u0301", "مَّ", "🇩🇪"]), min_size=1, max_size=100), st.integers(20, 60))
def test_no_character_is_cut(characters: list[str], limit: int) -> None:
    """faults: B"""
    parts = split("".join(characters), limit)
    whole = regex.findall(r"\X", "".join(characters))
    assert [found for part in parts for found in regex.findall(r"\X", part)] == whole


def test_a_cut_is_made_where_a_reader_would() -> None:
    first, second = "Ein Absatz. " * 250, "Der nächste. " * 250
    assert split(f"{first.strip()}\n\n{second.strip()}") == [first.strip(), second.strip()]


def test_one_character_longer_than_the_limit_is_cut_all_the_same() -> None:
    """faults: B. A flood of combining marks is one character."""
    parts = split("e" + "\u0301" * 9000)
    assert all(width(part) <= LIMIT for part in parts)
    assert sum(map(len, parts)) == 9001


def test_short_and_blank() -> None:
    assert split("Hallo") == ["Hallo"]
    assert split(" \n ") == []
