"""Whether words of a list stand in what somebody wrote: whole words only, single ones and phrases."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from flows.parsing.terms import holds, stands_in

WORDS = frozenset({"no", "not at all", "nicht"})
WRITTEN = st.lists(st.sampled_from(["no", "not", "at", "all", "nicht", "none", "i"]), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("no", True),
        ("none", False),
        ("i am nicht here", True),
        ("i do not mind at all", False),
        ("i do not at all mind", True),
        ("not at all", True),
        ("not", False),
        ("", False),
    ],
)
def test_words_and_phrases_count_where_they_stand_whole(written: str, held: bool) -> None:
    assert holds(written, WORDS) is held


@given(WRITTEN, st.frozensets(st.sampled_from(["no", "not at", "at all", "all i", "none", "nicht nicht"])))
def test_a_list_is_held_when_one_of_its_words_stands_there(written: str, words: frozenset[str]) -> None:
    assert holds(written, words) == any(stands_in(word, written) for word in words)
