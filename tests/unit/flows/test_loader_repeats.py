"""Groups, repeats, computed values, lists and placeholders: what is wrong is told where it stands, all at once."""

from __future__ import annotations

import pytest

from flows.loader import FlowError, load_flow

HEAD = "format: 2\nid: bad\ntitle: Schlecht\n"
SECTION = "sections:\n  - id: all\n    title: Alles\n    steps:\n"
LISTS = "lists:\n  towns: [{value: unna, label: Unna, kreis: u}]\n"


def problems(steps: str, lists: str = "") -> list[tuple[str, int, str]]:
    """Code, line within `steps` and message of every problem."""
    before = (HEAD + lists + SECTION).count("\n")
    try:
        load_flow(HEAD + lists + SECTION + steps)
    except FlowError as error:
        return [(one.code, one.line - before, one.message) for one in error.problems]
    return []


KIDS = "      - {id: kids, kind: number, prompt: Wie viele?}\n"
NAMES = (
    KIDS + "      - repeat: children\n        count: kids\n        steps: [{id: called, kind: text, prompt: Name?}]\n"
)

BAD = {
    "an answer of an entry, read outside": (
        NAMES + "      - {id: last, kind: yes_no, prompt: Ja?, relevant: called == 'x'}\n", 5, "children"),
    "a placeholder for an answer of an entry, outside": (
        NAMES + "      - {id: last, kind: yes_no, prompt: 'Ja, {called}?'}\n", 5, "called"),
    "a placeholder for nothing": (KIDS + "      - {id: last, kind: yes_no, prompt: 'Ja, {kidz}?'}\n", 2, "kids"),
    "a placeholder for a later answer": (
        "      - {id: first, kind: yes_no, prompt: 'Ja, {kids}?'}\n" + KIDS, 1, "kids"),
    "a count that comes later": (
        "      - repeat: children\n        count: kids\n"
        "        steps: [{id: called, kind: text, prompt: Name?}]\n" + KIDS,
        2, "kids"),
    "a count that is no number": (NAMES.replace("kind: number", "kind: text"), 3, "number"),
    "neither count nor ask": (NAMES.replace("        count: kids\n", ""), 2, "count"),
    "more at least than at most": (
        NAMES.replace("        count: kids\n", "        count: kids\n        least: 5\n        most: 2\n"), 4, "least"),
    "the same id twice": (NAMES.replace("called", "kids"), 4, "kids"),
    "a repeat called as a step": (NAMES.replace("repeat: children", "repeat: kids"), 2, "kids"),
    "a list there is not": ("      - {id: town, kind: one, prompt: Wo?, list: cities}\n", 1, "cities"),
    "a filter without a list": (
        "      - id: town\n        kind: one\n        prompt: Wo?\n        filter: 'true'\n"
        "        choices: [{value: a, label: A}]\n", 4, "list"),
    "a default that is none of the choices": (
        "      - {id: c, kind: one, prompt: Wo?, default: \"'reed'\","
        " choices: [{value: red, label: Rot}]}\n", 1, "red"),
    "a default of another type": ("      - {id: c, kind: yes_no, prompt: Ja?, default: 5}\n", 1, "number"),
    "two choices for own words": (
        "      - {id: c, kind: one, prompt: Wo?, choices: [{value: a, label: A, other: true},"
        " {value: b, label: B, other: true}]}\n", 1, "own words"),
    "a computed value that reads itself": ("      - {id: c, kind: computed, value: c + 1}\n", 1, "c"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_where_it_stands(name: str) -> None:
    steps, line, hint = BAD[name]
    found = problems(steps)
    assert any(at == line and hint in message for _, at, message in found), found


def test_what_a_filter_asks_of_a_choice_must_stand_in_its_list() -> None:
    steps = "      - {id: town, kind: one, prompt: Wo?, list: towns, filter: choice.kries == 'u'}\n"
    assert any("kreis" in message for _, _, message in problems(steps, LISTS))


def test_what_is_right_has_no_problems() -> None:
    """Otherwise the tests above would prove nothing."""
    assert problems(NAMES) == []
    filtered = "      - {id: town, kind: one, prompt: Wo?, list: towns, filter: choice.kreis == 'u'}\n"
    assert problems(filtered, LISTS) == []


def test_what_a_list_says_may_be_looked_up_among_several_answers() -> None:
    several = "      - {id: areas, kind: many, prompt: Wo?, choices: [{value: u, label: U}, {value: h, label: H}]}\n"
    town = "      - {id: town, kind: one, prompt: Wo?, list: towns, filter: %s}\n"
    assert problems(several + town % "choice.kreis in areas", LISTS) == []
    assert problems(several + town % "not (choice.kreis in areas)", LISTS) == []
    assert [line for _, line, _ in problems(several + KIDS + town % "kids in areas", LISTS)] == [3]


def test_a_hundred_thousand_choices_are_refused() -> None:
    choices = ", ".join(f"{{value: a{n}, label: A}}" for n in range(100_000))
    assert problems(f"      - {{id: c, kind: one, prompt: Wo?, choices: [{choices}]}}\n")


def test_ten_thousand_groups_in_one_another_are_refused() -> None:
    deep = "{group: g, steps: [" * 10_000 + "]}" * 10_000
    assert problems(f"      - {deep}\n")


def test_repeats_nest_only_so_deep() -> None:
    step = "{id: s, kind: text, prompt: Was?}"
    for depth in range(6):
        step = f"{{repeat: r{depth}, ask: {{first: Ja?, more: Noch?}}, steps: [{step}]}}"
    assert any(code == "flow.too_deep" for code, _, _ in problems(f"      - {step}\n"))
