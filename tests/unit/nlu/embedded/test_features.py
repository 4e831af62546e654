"""Which columns a text has: the same words in another spelling must meet in the same ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.embedded.features import COLUMNS, columns_of


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [("треба ми стан", "treba mi stan"), ("Њој је лоше", "Njoj je loše"), ("џеп и љубав", "džep i ljubav")],
)
def test_serbian_is_the_same_in_both_scripts(cyrillic: str, latin: str) -> None:
    assert columns_of(cyrillic).tolist() == columns_of(latin).tolist()


def test_cyrillic_without_a_keyboard_for_it_meets_the_same_words() -> None:
    typed, written = set(columns_of("ya khochu robotu").tolist()), set(columns_of("роботу").tolist())
    assert len(typed & written) > len(written) / 2


def test_a_text_without_a_word_has_none() -> None:
    assert columns_of(" … ").size == 0


@given(st.text())
def test_columns_are_in_range_each_once_and_ascending(text: str) -> None:
    columns = columns_of(text).tolist()
    assert columns == sorted(set(columns))
    assert all(0 <= column < COLUMNS for column in columns)
