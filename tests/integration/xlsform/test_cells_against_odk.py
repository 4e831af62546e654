"""Differential: constraints, required, choice filters, repeats and defaults mean the same in ODK's engine.

Small forms, each with the answers that lie on either side of what its cells decide, and with blanks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.support.both import Both
from tests.support.forms import Rows, write_xlsx
from tests.support.small_form import CHOICES, QUESTIONS, TODAY, VALUES, both_of
from tests.support.wander import Wanderer

HEADINGS = ("type", "name", "label", "relevant", "required", "constraint", "choice_filter", "default", "repeat_count")
SOON, BEFORE = TODAY + timedelta(1), TODAY - timedelta(1)
TICKS = [["1"], ["2", "96"], ["96"], ["1", "2"], ["1", "2", "96"]]
TOWNS: Rows = (
    ("list_name", "name", "label", "area", "size", "region"),
    ("yes_no", "yes", "Ja"),
    ("yes_no", "no", "Nein"),
    ("numbers", "1", "Eins"),
    ("numbers", "2", "Zwei"),
    ("numbers", "96", "Anderes"),
    ("areas", "unna", "Unna"),
    ("areas", "hamm", "Hamm"),
    ("towns", "luenen", "Lünen", "unna", 85, "north"),
    ("towns", "werne", "Werne", "unna", 30, "north"),
    ("towns", "heessen", "Heessen", "hamm", 15, "west"),
    ("towns", "bergkamen", "Bergkamen", "unna", 50, "south"),
)


def question(type: str, name: str, label: str | None = "?", **cells: Any) -> list[Any]:
    return [type, name, label, *(cells.get(heading) for heading in HEADINGS[3:])]


def form(folder: Path, *rows: Sequence[Any], choices: Rows = CHOICES) -> Both:
    """The questions of the small form, and these."""
    return both_of(write_xlsx(folder / "cells.xlsx", survey=[HEADINGS, *QUESTIONS, *rows], choices=choices))


def walked(
    both: Both, values: Mapping[str, Sequence[Any]], steps: int, seeds: Sequence[int] = (1,), kept: Sequence[str] = ()
) -> list[str]:
    """What differed on the way; each seed goes on from where the one before came to."""
    wanderers = [Wanderer(both, seed, {**VALUES, **values}, kept=frozenset(kept)) for seed in seeds]
    with both.odk:
        return [found for wanderer in wanderers for found in wanderer.differences(steps)]


# --- constraints ------------------------------------------------------------------------------------------------------

#: Type, constraint, answers on either side of it.
CONSTRAINTS: Sequence[tuple[str, str, Sequence[Any]]] = (
    ("integer", ". >= 0 and . <= 120", [-1, 0, 1, 119, 120, 121]),
    ("integer", ". > ${n}", [-4, -3, -2, 0, 1, 5, 6]),
    ("integer", ". != ${n}", [0, 1, 5]),
    ("integer", ". = ${n} or . = ${c}", [0, 1, 2, 96]),
    ("integer", ". mod 2 = 0", [-2, -1, 0, 1, 2]),
    ("integer", ". + ${n} < 10", [4, 5, 9, 10]),
    ("integer", "(. > 5) = (${a} = 'yes')", [5, 6]),
    ("decimal", ". < 2.5", [2.4, 2.5, 2.6]),
    ("decimal", ". >= ${x} - 0.25", [0.24, 0.25, 0.26, 1.75]),
    ("text", "string-length(.) = 5", ["1234", "12345", "123456"]),
    ("text", "regex(., '^[0-9]{5}$')", ["1234", "12345", "123456", "1234a"]),
    ("text", ". != ${t}", ["yes", "12", "Ada L"]),
    ("text", "contains(., '@') and not(starts-with(., '@'))", ["a@b", "@b", "ab"]),
    ("date", ". <= today()", [BEFORE, TODAY, SOON]),
    ("date", ". > ${d}", [date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1), SOON]),
    ("date", ". >= date('2020-01-01') and . <= ${e}", [date(2019, 12, 31), date(2020, 1, 1), TODAY, SOON]),
    ("date", "(today() - .) div 365.25 >= 18", [date(2008, 11, 24), date(2008, 11, 25), date(2008, 11, 26)]),
    ("select_multiple numbers", "not(selected(., '96') and count-selected(.) > 1)", TICKS),
    ("select_multiple numbers", "count-selected(.) <= 2", TICKS),
    ("select_multiple numbers", "not(selected(., ${c}))", TICKS),
    ("select_one yes_no", ". != 'no' or ${n} > 1", ["yes", "no"]),
    ("select_one numbers", ". != ${c}", ["1", "2", "96"]),
    ("select_one numbers", ". < 2 or . = 96", ["1", "2", "96"]),
)


def test_constraints_refuse_the_same_answers(tmp_path: Path) -> None:
    rows = [question(type, f"c{at}", constraint=test) for at, (type, test, _) in enumerate(CONSTRAINTS)]
    both, found, refused = form(tmp_path, *rows), [], 0
    wanderer = Wanderer(both, 1, VALUES)
    with both.odk:
        for _ in range(4):
            for at, (_, test, answers) in enumerate(CONSTRAINTS):
                for answer in answers:
                    here, there = both.refuses(f"/data/c{at}", answer)
                    refused += there
                    if here != there:
                        held = {key: given.value for key, given in both.turn.state.answers.items()}
                        found.append(f"{test} refuses {answer}: {here} here, {there} there with {held}")
            wanderer.answer_all({"a", "c", "n", "x", "t", "d", "e"})
    assert found == []
    assert refused > 80


# --- required ---------------------------------------------------------------------------------------------------------

REQUIRED = ("yes", "no", "true()", "${n} > 1", "not(selected(${m}, '1'))", "${t} != ''", "${a} = 'yes' or ${b} = 'no'")


def test_the_same_questions_must_be_answered(tmp_path: Path) -> None:
    rows = [question("text", f"r{at}", required=test) for at, test in enumerate(REQUIRED)]
    assert walked(form(tmp_path, *rows), {}, 30, seeds=(1, 2)) == []


# --- choice filters ---------------------------------------------------------------------------------------------------

FILTERS = (
    "area = ${area}", "area != ${area}", "area = ${area} or name = 'werne'", "selected(${areas}, area)", "size > ${n}",
    "name != ${town}", "size >= 15 and size <= 30", "area = 'unna'", "${a} = 'yes' or size > 20", "region = ${t}",
    "not(area = ${area})", "size = ${n} * 3",
)  # fmt: skip


def test_the_same_choices_are_offered(tmp_path: Path) -> None:
    rows = [
        question("select_one areas", "area"), question("select_multiple areas", "areas"),
        question("select_one towns", "town"),
        *(question("select_one towns", f"f{at}", choice_filter=test) for at, test in enumerate(FILTERS)),
        *(question("select_multiple towns", f"g{at}", choice_filter=test) for at, test in enumerate(FILTERS)),
    ]  # fmt: skip
    both = form(tmp_path, *rows, choices=TOWNS)
    assert walked(both, {"n": [10, 5, 30], "t": ["north", "west"]}, 60, seeds=(1, 2)) == []


# --- repeats ----------------------------------------------------------------------------------------------------------


def test_counted_repeats_have_the_same_entries(tmp_path: Path) -> None:
    rows = [
        question("begin_repeat", "trips", repeat_count="${n}"),
        question("integer", "tn", constraint=". > 0 and . < ${x} * 10"),
        question("text", "tt", relevant="${tn} > 1"),
        question("note", "first", relevant="position(..) = 1"),
        question("begin_group", "inner"),
        question("select_one yes_no", "ta", relevant="${tt} != ''", required="${tn} = 3"),
        question("text", "deep", relevant="${ta} = 'yes' and ${a} = 'yes'"),
        question("end_group", "inner_end", None),
        question("end_repeat", "trips_end", None),
        question("text", "some", relevant="${tn} > 2"),
        question("text", "total", relevant="sum(${tn}) > 4"),
        question("text", "counted", relevant="count(${trips}) = 2"),
        question("begin_repeat", "fixed", repeat_count="2"),
        question("text", "ft"),
        question("end_repeat", "fixed_end", None),
    ]  # fmt: skip
    values = {"n": [0, 1, 2, 3], "tn": [1, 2, 3], "x": [0.2, 5]}
    assert walked(form(tmp_path, *rows), values, 60, seeds=(1, 2, 3), kept=["n"]) == []


def test_repeats_somebody_adds_to_and_repeats_in_repeats(tmp_path: Path) -> None:
    rows = [
        question("begin_repeat", "house"),
        question("integer", "people"),
        question("text", "again", relevant="position(..) > 1"),
        question("text", "before", relevant="indexed-repeat(${people}, ${house}, position(..) - 1) > 1"),
        question("begin_repeat", "person", repeat_count="${people}"),
        question("integer", "age", constraint=". >= 0"),
        question("text", "guardian", relevant="${age} < 18 and ${people} > 1"),
        question("end_repeat", "person_end", None),
        question("text", "young", relevant="min(${age}) < 18"),
        question("end_repeat", "house_end", None),
        question("text", "large", relevant="max(${people}) > 2"),
    ]
    values = {"people": [0, 1, 2, 3], "age": [0, 17, 18, 40]}
    assert walked(form(tmp_path, *rows), values, 60, seeds=(1, 2, 3), kept=["people"]) == []


# --- groups and what is hidden ----------------------------------------------------------------------------------------


def test_what_a_hidden_group_holds_is_blank_to_everything_else(tmp_path: Path) -> None:
    rows = [
        question("begin_group", "outer", relevant="${a} = 'yes'"),
        question("integer", "o"),
        question("begin_group", "inner", relevant="${o} > 1"),
        question("integer", "i"),
        question("end_group", "inner_end", None),
        question("end_group", "outer_end", None),
        question("text", "big", relevant="${o} + ${i} > 3"),
        question("text", "none", relevant="${i} = '' and ${o} = ''"),
        question("text", "either", relevant="${i} > 1 or ${b} = 'yes'"),
    ]
    assert walked(form(tmp_path, *rows), {}, 60, seeds=(1, 2)) == []


# --- defaults ---------------------------------------------------------------------------------------------------------

DEFAULTS = (
    ("integer", "5", 5), ("decimal", "0.5", 0.5), ("text", "Lünen", "Lünen"), ("date", "2020-02-29", date(2020, 2, 29)),
    ("select_one yes_no", "yes", "yes"), ("select_multiple numbers", "1 96", ["1", "96"]), ("date", "today()", TODAY),
    ("integer", "2 + 3", 5), ("text", "concat('a', 'b')", "ab"),
)  # fmt: skip


def test_defaults_are_the_same_from_the_beginning(tmp_path: Path) -> None:
    rows = [question(type, f"d{at}", default=text) for at, (type, text, _) in enumerate(DEFAULTS)]
    both = form(tmp_path, *rows)
    with both.odk:
        for at, (_, text, value) in enumerate(DEFAULTS):
            assert both.proposed(f"/data/d{at}") == (True, value), text


# --- where they differ, and mean to (docs/xlsform.md) -----------------------------------------------------------------


def test_a_count_taken_back_takes_the_entries_with_it(tmp_path: Path) -> None:
    """There they stay until another number is said."""
    rows = [
        question("begin_repeat", "trips", repeat_count="${n}"),
        question("integer", "tn"),
        question("end_repeat", "trips_end", None),
    ]
    both = form(tmp_path, *rows)
    with both.odk:
        both.answer("/data/n", 2)
        assert both.differences() == []
        both.answer("/data/n", None)
        assert both.differences() == [f"/data/trips[{at}]/tn relevant: False here, True there" for at in (1, 2)]
        both.answer("/data/n", 0)
        assert both.differences() == []


def test_an_empty_cell_of_a_choice_is_blank(tmp_path: Path) -> None:
    """As in ODK Collect; in Web Forms nothing is equal to it and nothing differs from it."""
    choices = [*TOWNS, ("towns", "elsewhere", "Anderswo", None, None)]
    rows = [
        question("select_one towns", f"f{at}", choice_filter=test)
        for at, test in enumerate(["area = ''", "area != 'unna'"])
    ]
    both = form(tmp_path, *rows, choices=choices)
    with both.odk:
        assert both.differences() == [
            "/data/f0 choices: ['elsewhere'] here, [] there",
            "/data/f1 choices: ['heessen', 'elsewhere'] here, ['heessen'] there",
        ]


def test_a_condition_that_was_worked_out_is_a_condition(tmp_path: Path) -> None:
    """There it is a text, and the text `false` is true."""
    rows = [question("calculate", "big", None, default=None), question("text", "asked", relevant="${big}")]
    headings = (*HEADINGS, "calculation")
    rows[0] += ["${n} > 1"]
    path = write_xlsx(tmp_path / "worked_out.xlsx", survey=[headings, *QUESTIONS, *rows], choices=CHOICES)
    both = both_of(path)
    with both.odk:
        assert both.differences() == ["/data/asked relevant: False here, True there"]
        both.answer("/data/n", 5)
        assert both.differences() == []


def test_a_scale_keeps_to_its_steps_and_a_beginning_is_a_day(tmp_path: Path) -> None:
    """There only the slider keeps to them, a beginning has its time, and an end comes at the end."""
    rows = [
        ["type", "name", "label", "parameters"],
        ["start", "start", None, None],
        ["end", "end", None, None],
        ["range", "scale", "?", "start=0 end=10 step=5"],
    ]
    both = both_of(write_xlsx(tmp_path / "scale.xlsx", survey=rows))
    with both.odk:
        assert [both.refuses("/data/scale", number) for number in (5, 3)] == [(False, False), (True, False)]
        assert both.worked_out("/data/start") == (TODAY, f"{TODAY}T12:00:00.000+00:00")
        assert both.worked_out("/data/end") == (TODAY, "")
