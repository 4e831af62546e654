"""Files of older formats load as they always did, and what is wrong in them is told where it stands in them."""

from __future__ import annotations

import pytest

from flows.loader import load_flow
from flows.loading.fields import FORMAT
from flows.migrations import MIGRATIONS
from flows.problems import FlowError

OLD = """\
format: 1
id: old
title: Alt
sections:
  - id: all
    title: Alles
    steps:
      - {id: hello, kind: say, text: Guten Tag.}
      - {id: name, kind: text, prompt: Wie heißen Sie?}
      - {id: bye, kind: say, prompt: Auf Wiedersehen.}
"""
NEW = OLD.replace("format: 1", "format: 2").replace("text: Guten", "prompt: Guten")


def problems(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(FlowError) as refused:
        load_flow(text)
    return [(one.code, one.line, one.column) for one in refused.value.problems]


def test_every_older_format_has_its_step_to_the_next() -> None:
    assert sorted(MIGRATIONS) == list(range(1, FORMAT))


def test_an_old_file_is_the_same_flow() -> None:
    old, new = load_flow(OLD), load_flow(NEW)
    assert old.format == new.format == FORMAT
    assert (old.steps, old.source) == (new.steps, new.source)
    assert old.source[old.steps["hello"].prompt] == "Guten Tag."


def test_only_a_say_had_a_text() -> None:
    """What another step calls `text` is a slip in any format."""
    wrong = OLD.replace("prompt: Wie heißen Sie?", "text: Wie heißen Sie?")
    found = problems(wrong)
    assert ("flow.unknown_key", 9) in [(code, line) for code, line, _ in found]


def test_who_writes_both_is_told_so() -> None:
    found = problems(OLD.replace("text: Guten Tag.", "text: Guten Tag., prompt: Hallo"))
    assert [(code, line) for code, line, _ in found] == [("flow.unknown_key", 8)]


def test_what_is_wrong_in_an_old_file_is_told_where_it_stands_in_it() -> None:
    found = problems(OLD.replace("text: Guten Tag.", "text: Guten Tag., relevant: nobody"))
    assert [line for _, line, _ in found] == [8]
    assert found[0][2] == OLD.splitlines()[7].index("}") + len(", relevant: ") + 1


def test_today_a_text_of_a_say_is_a_slip() -> None:
    found = problems(OLD.replace("format: 1", "format: 2"))
    assert ("flow.unknown_key", 8) in [(code, line) for code, line, _ in found]


@pytest.mark.parametrize("number", ["3", "999999999999999999999"])
def test_a_format_still_to_come_is_refused_by_its_number(number: str) -> None:
    assert problems(OLD.replace("format: 1", f"format: {number}"))[0] == ("flow.newer_format", 1, 9)


@pytest.mark.parametrize("steps", ["steps: 5", "steps: [5, [a], {id: x}]", "steps: {a: b}"])
def test_a_shape_no_format_ever_had_is_left_for_the_loader_to_tell(steps: str) -> None:
    assert problems(OLD[: OLD.index("steps:")] + steps + "\n")
