"""Lists of choices: what a filter may ask of them, and what is wrong with them is told where it stands."""

from __future__ import annotations

import pytest

from flows.loader import load_flow
from flows.loading.lists import MOST_CHOICES, MOST_LISTS
from flows.model import Flow
from flows.problems import FlowError

HEAD = "format: 2\nid: lists\ntitle: Listen\nlists:\n"
ASKED = """\
sections:
  - id: all
    title: Alles
    steps:
      - {id: a, kind: one, prompt: Wo?, list: towns}
      - {id: b, kind: one, prompt: Und wo noch?, list: towns, filter: FILTER}
"""
TOWNS = """\
  towns:
    - {value: luenen, label: Lünen, words: Lunen, desk: Lünen (Unna), kreis: unna, people: 86000, code: 5}
    - {value: werne, label: Werne, kreis: unna, people: 30000.5, code: x}
    - {value: abroad, label: Im Ausland, exclusive: true}
"""


def flow(lists: str = TOWNS, filter_: str = "'true'") -> Flow:
    return load_flow(HEAD + lists + ASKED.replace("FILTER", filter_))


def problems(lists: str, filter_: str = "'true'") -> list[tuple[str, int]]:
    """Code and line within the lists of every problem."""
    with pytest.raises(FlowError) as refused:
        flow(lists, filter_)
    return [(one.code, one.line - HEAD.count("\n")) for one in refused.value.problems]


def test_what_a_choice_says_beside_its_words_is_for_filters() -> None:
    luenen, werne, abroad = flow().lists["towns"]
    assert luenen.attributes == {"kreis": "unna", "people": 86000, "code": 5}
    assert werne.attributes == {"kreis": "unna", "people": 30000.5, "code": "x"}
    assert (abroad.attributes, abroad.exclusive) == ({}, True)
    assert luenen.words is not None
    assert luenen.desk is not None


@pytest.mark.parametrize("filter_", ["choice.people > 1", "choice.kreis == 'unna'", "choice.code == '5'"])
def test_a_column_of_numbers_is_a_number_a_mixed_one_a_text(filter_: str) -> None:
    assert all(choice.relevant is not None for choice in flow(filter_=filter_).steps["b"].choices)


@pytest.mark.parametrize("filter_", ["choice.code > 1", "choice.kreis > 1", "choice.peple > 1", "choice.label == 'x'"])
def test_a_filter_that_asks_for_something_else_does_not_load(filter_: str) -> None:
    assert [code.partition(".")[0] for code, _ in problems(TOWNS, filter_)] == ["expression"]


def test_questions_with_one_list_have_the_same_choices() -> None:
    found = flow().steps
    assert [choice.value for choice in found["a"].choices] == [choice.value for choice in found["b"].choices]
    assert [choice.label for choice in found["a"].choices] == [choice.label for choice in found["b"].choices]


@pytest.mark.parametrize(
    ("lists", "code", "line"),
    [
        ("  towns: [{value: a, label: A}, {value: a, label: B}]\n", "flow.duplicate_id", 1),
        ("  towns:\n    - {value: a}\n", "flow.missing", 2),
        ("  towns: []\n", "flow.shape", 1),
        ("  towns: luenen\n", "flow.shape", 1),
        ("  Großstädte: [{value: a, label: A}]\n" + TOWNS, "flow.value", 1),
        ("  towns:\n    - {value: a, label: A, kreis: [unna, hamm]}\n", "flow.unknown_key", 2),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(lists: str, code: str, line: int) -> None:
    assert (code, line) in problems(lists)


def test_lists_have_an_end() -> None:
    many = "".join(f"  l{number}: [{{value: a, label: A}}]\n" for number in range(MOST_LISTS + 1))
    assert ("flow.shape", 1) in problems(many)
    assert MOST_CHOICES <= 100_000
