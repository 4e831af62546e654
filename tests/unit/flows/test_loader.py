"""What a flow file may hold, and that an author gets every problem at once, each at its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flows.kinds.base import KINDS
from flows.library import builtin, builtin_ids
from flows.loader import FlowError, load_flow
from flows.loading import fields, schema
from flows.model import Flow

HEAD = """\
format: 1
id: small
title: Kleines Gespräch
"""
SMALL = (
    HEAD
    + """\
sections:
  - id: welcome
    title: Willkommen
    steps:
      - id: hello
        kind: say
        before_consent: true
        text: |
          Guten Tag!
      - {id: consent_special, kind: consent, purpose: special, version: 1, before_consent: true, prompt: Fragen?}
  - id: home
    title: Wohnort
    steps:
      - id: residence
        kind: place
        prompt: In welcher Stadt leben Sie?
        hint: Postleitzahl oder Name.
        why: Davon hängt Ihr Team ab.
        desk: Wohnort
      - id: status
        kind: one
        prompt: Welchen Status haben Sie?
        needs: special
        sensitive: true
        required: false
        relevant: residence.kreis == '05978' and not answered(hello)
        choices:
          - {value: duldung, label: Duldung, words: geduldet | duldung, desk: Duldung (§ 60a AufenthG)}
          - {value: no, label: Nein, exclusive: true, relevant: consented('special')}
      - id: since
        kind: date
        prompt: Seit wann?
        relevant: status == 'duldung'
        urgent: since < date('2000-01-01')
        seconds: 12
        constraints:
          - {test: it <= today, message: Das Datum liegt in der Zukunft.}
          - {test: it >= date('1900-01-01'), message: Das ist zu lange her.}
"""
)


def problems(text: str) -> list[tuple[int, int, str]]:
    """(line, column, code) of every problem."""
    with pytest.raises(FlowError) as caught:
        load_flow(text, "x.yaml")
    assert caught.value.code == "flow.invalid"
    assert {problem.file for problem in caught.value.problems} == {"x.yaml"}
    return [(problem.line, problem.column, problem.code) for problem in caught.value.problems]


def codes(text: str) -> list[str]:
    return [code for _, _, code in problems(text)]


def message(text: str) -> str:
    with pytest.raises(FlowError) as caught:
        load_flow(text)
    return caught.value.report()


def with_steps(*steps: str) -> str:
    """A flow of one section with these steps, each in one line of flow style; the first stands in line 8."""
    listed = "\n".join(f"      - {{{step}}}" for step in steps)
    return f"{HEAD}sections:\n  - id: one_section\n    title: Abschnitt\n    steps:\n{listed}\n"


def changed(before: str, after: str) -> str:
    assert before in SMALL
    return SMALL.replace(before, after)


@pytest.fixture(scope="module")
def small() -> Flow:
    return load_flow(SMALL)


# --- what comes out ---------------------------------------------------------------------------------------------------


def test_texts_get_stable_ids(small: Flow) -> None:
    assert small.source == {
        "small.title": "Kleines Gespräch",
        "small.section.welcome": "Willkommen",
        "small.hello.prompt": "Guten Tag!",
        "small.consent_special.prompt": "Fragen?",
        "small.section.home": "Wohnort",
        "small.residence.prompt": "In welcher Stadt leben Sie?",
        "small.residence.hint": "Postleitzahl oder Name.",
        "small.residence.why": "Davon hängt Ihr Team ab.",
        "small.residence.desk": "Wohnort",
        "small.status.prompt": "Welchen Status haben Sie?",
        "small.status.choice.duldung": "Duldung",
        "small.status.choice.duldung.words": "geduldet | duldung",
        "small.status.choice.duldung.desk": "Duldung (§ 60a AufenthG)",
        "small.status.choice.no": "Nein",
        "small.since.prompt": "Seit wann?",
        "small.since.constraint.1": "Das Datum liegt in der Zukunft.",
        "small.since.constraint.2": "Das ist zu lange her.",
    }
    assert small.steps["residence"].hint == "small.residence.hint"
    assert small.title == "small.title"


def test_steps_carry_what_the_file_says(small: Flow) -> None:
    status = small.steps["status"]
    assert (status.section, status.kind, status.needs, status.sensitive, status.required) == (
        "home", "one", "special", True, False)  # fmt: skip
    assert [(choice.value, choice.exclusive) for choice in status.choices] == [("duldung", False), ("no", True)]
    assert small.steps["hello"].before_consent
    assert small.steps["consent_special"].options["purpose"] == "special"
    assert [section.steps for section in small.sections] == [
        ("hello", "consent_special"), ("residence", "status", "since")]  # fmt: skip
    assert list(small.steps) == ["hello", "consent_special", "residence", "status", "since"]


def test_yaml_words_stay_texts(small: Flow) -> None:
    """`no` is a choice value and a button, not False."""
    assert small.steps["status"].choices[1].value == "no"


def test_numbers_and_words_of_yaml_may_be_texts() -> None:
    flow = load_flow(with_steps("id: year, kind: say, text: 2025", "id: word, kind: say, text: true"))
    assert (flow.source["small.year.prompt"], flow.source["small.word.prompt"]) == ("2025", "true")


def test_time_is_reading_plus_answering(small: Flow) -> None:
    words = 8  # of prompt and hint
    assert small.steps["residence"].seconds == pytest.approx(words / 2 + KINDS["place"].seconds, abs=0.1)
    assert small.steps["since"].seconds == 12


def test_dependents_reach_through_expressions_and_consents(small: Flow) -> None:
    assert small.dependents == {
        "hello": ("status", "since"),
        "consent_special": ("status", "since"),
        "residence": ("status", "since"),
        "status": ("since",),
        "since": (),
    }


def test_a_step_depends_on_the_consent_it_needs() -> None:
    consent = "id: ok, kind: consent, purpose: special, version: 1, before_consent: true, prompt: Ja?"
    flow = load_flow(with_steps(consent, "id: origin, kind: country, prompt: Woher?, needs: special"))
    assert flow.dependents == {"ok": ("origin",), "origin": ()}


def test_revision_is_the_content(small: Flow) -> None:
    assert len(small.revision) == 16
    assert load_flow("# a comment\n" + SMALL.replace("kind: place", "kind: 'place'")).revision == small.revision
    assert load_flow("$schema: somewhere/else.json\n" + SMALL).revision == small.revision
    assert load_flow(changed("Seit wann?", "Seit wann genau?")).revision != small.revision
    assert load_flow(changed("'05978'", "'05979'")).revision != small.revision


# --- what is refused --------------------------------------------------------------------------------------------------

SAY = "id: hello, kind: say, text: Hallo"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([SAY, "id: hello, kind: say, text: Noch einmal"], [(9, 14, "flow.duplicate_id")]),
        (["id: Hello, kind: say, text: Hallo"], [(8, 14, "flow.value")]),
        (["id: a_name_of_more_than_24_char, kind: say, text: Hallo"], [(8, 14, "flow.value")]),
        (["id: today, kind: say, text: Hallo"], [(8, 14, "flow.reserved_id")]),
        (["id: class, kind: say, text: Hallo"], [(8, 14, "flow.reserved_id")]),
        (["id: hello, kind: sey, text: Hallo"], [(8, 27, "flow.unknown_kind")]),
        (["id: hello, kind: say"], [(8, 9, "flow.missing")]),
        (["id: hello, prompt: Hallo"], [(8, 9, "flow.missing")]),
        (["id: hello, kind: say, txt: Hallo"], [(8, 9, "flow.missing"), (8, 32, "flow.unknown_key")]),
        (["id: hello, kind: say, text: Hallo, prompt: Hallo?"], [(8, 32, "flow.unknown_key")]),
        (["id: hello, kind: say, text: ''"], [(8, 38, "flow.value")]),
        (["id: hello, kind: say, text: "], [(8, 38, "flow.value")]),
        (["id: hello, kind: say, text: [a]"], [(8, 38, "flow.value")]),
        ([SAY, "just a word: 1"], [(9, 9, "flow.missing"), (9, 9, "flow.missing"), (9, 10, "flow.unknown_key")]),
        ([SAY + ", required: yes"], [(8, 55, "expression.unknown_name")]),
        ([SAY + ", seconds: -1"], [(8, 54, "flow.value")]),
        ([SAY + ", ends: vielleicht"], [(8, 51, "flow.value")]),
        (["id: ask, kind: yes_no, prompt: Ja?, ends: done"], [(8, 46, "flow.unknown_key")]),
        (["id: ask, kind: yes_no, prompt: Ja?, choices: [{value: a, label: A}]"], [(8, 46, "flow.unknown_key")]),
        (["id: ask, kind: one, prompt: Was?"], [(8, 9, "flow.missing")]),
        (["id: ask, kind: one, prompt: Was?, choices: []"], [(8, 53, "flow.value")]),
        (["id: ask, kind: one, prompt: Was?, choices: [{value: a, label: A}, {value: a, label: B}]"],
         [(8, 84, "flow.duplicate_id")]),
        (["id: ask, kind: one, prompt: Was?, choices: [{value: a}]"], [(8, 54, "flow.missing")]),
        ([SAY + ", needs: special"], [(8, 52, "flow.unasked_purpose")]),
        ([SAY + ", needs: everything"], [(8, 52, "flow.value")]),
        ([SAY + ", sensitive: true"], [(8, 56, "flow.sensitive_without_consent")]),
        ([SAY + ", needs: special",
          "id: ok, kind: consent, purpose: special, version: 1, before_consent: true, prompt: Ja?"],
         [(8, 52, "flow.forward_reference")]),
        ([SAY + ", relevant: later == true", "id: later, kind: yes_no, prompt: Ja?"],
         [(8, 55, "flow.forward_reference")]),
        (["id: ask, kind: yes_no, prompt: Ja?, relevant: ask == true"], [(8, 56, "flow.reads_itself")]),
        ([SAY + ", relevant: helo == 1"], [(8, 55, "expression.unknown_name")]),
        ([SAY + ", relevant: 'lang == ''xx'' and foo'"], [(8, 55, "expression.unknown_name")]),
        ([SAY + ", relevant: \"lang == 'de' and foo\""], [(8, 73, "expression.unknown_name")]),
        (["id: ask, kind: number, prompt: Wie viele?, constraints: [{test: it < 'a', message: Nein.}]"],
         [(8, 74, "expression.type")]),
        (["id: ask, kind: number, prompt: Wie viele?, constraints: [{test: it < 9}]"], [(8, 67, "flow.missing")]),
    ],
)  # fmt: skip
def test_each_slip_is_told_at_its_place(steps: list[str], expected: list[tuple[int, int, str]]) -> None:
    assert problems(with_steps(*steps)) == expected


def test_a_consent_nobody_could_give_is_refused() -> None:
    """faults: D (a flow that hides the consent question): without it the conversation would never go on."""
    assert (
        problems(changed("before_consent: true, prompt: Fragen?", "prompt: Fragen?"))[0][2]
        == "flow.consent_unreachable"
    )


def test_a_cycle_is_named() -> None:
    """faults: D (cycles)."""
    text = with_steps(
        "id: one, kind: yes_no, prompt: Ja?, relevant: two == true",
        "id: two, kind: yes_no, prompt: Ja?, relevant: one == true",
    )
    assert codes(text).count("flow.cycle") == 1
    assert "one -> two -> one" in message(text) or "two -> one -> two" in message(text)


def test_all_problems_come_together() -> None:
    text = with_steps("id: A, kind: say, text: Hallo", "id: b, kind: sai, text: Hallo", SAY + ", relevant: x == 1")
    assert codes(text) == ["flow.value", "flow.unknown_kind", "expression.unknown_name"]


def test_what_reads_a_broken_step_is_not_judged_twice() -> None:
    text = with_steps("id: ask, kind: yesno, prompt: Ja?", SAY + ", relevant: ask == true")
    assert codes(text) == ["flow.unknown_kind"]


def test_messages_say_what_was_expected() -> None:
    told = message(with_steps("id: hello, kind: say, promt: Hallo", "id: ask, kind: yesno, prompt: Ja?"))
    assert "did you mean 'prompt'?" in told
    assert "a say step needs 'prompt'" in told
    assert "did you mean 'yes_no'?" in told
    assert told.splitlines()[0].startswith("flow.yaml:8:9: flow.missing: ")


def test_positions_inside_block_texts() -> None:
    text = changed(
        "residence.kreis == '05978' and not answered(hello)",
        "|\n          residence.kreis == '05978' and\n          nowhere",
    )
    assert problems(text) == [(31, 11, "expression.unknown_name")]


def test_the_file_itself() -> None:
    assert codes("") == ["yaml.empty"]
    assert codes("a: [") == ["yaml.syntax"]
    assert codes("- a") == ["flow.shape"]
    assert codes("\0") == ["yaml.syntax"]
    assert codes("a: \ud800") == ["yaml.syntax"]
    assert codes(SMALL + "---\na: 1\n") == ["yaml.documents"]
    assert codes(SMALL.replace("format: 1", "format: 3"))[0] == "flow.newer_format"
    assert codes(SMALL.replace("id: small\n", "")) == ["flow.missing"]
    assert codes(SMALL + "id: again\n") == ["yaml.duplicate_key"]
    assert codes("? [a]\n: 1\n") == ["yaml.key"]
    assert codes("a: !!python/object/apply:os.system [true]") == ["yaml.tag"]


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "yaml.alias"),
        ("a: *b", "yaml.alias"),
        ("[" * 20_000, "yaml.too_deep"),
        ("{a: " * 20_000, "yaml.too_deep"),
        ("- " * 20_000 + "a", "yaml.too_deep"),
        ("a: " + "x" * 1_000_001, "yaml.too_large"),
        ("a: " + "ä" * 600_000, "yaml.too_large"),
    ],
)
def test_bombs_are_refused(text: str, code: str) -> None:
    """faults: D (YAML alias bomb, 20,000 brackets)."""
    assert codes(text) == [code]


def test_too_many_choices_are_refused() -> None:
    """faults: D (100,000 choices): as many as fit into the largest file."""
    choices = ", ".join(f"{{value: c{number}, label: C}}" for number in range(30_000))
    assert codes(with_steps(f"id: ask, kind: one, prompt: Was?, choices: [{choices}]")) == ["flow.too_many"]


def test_a_flood_of_problems_is_cut() -> None:
    keys = ", ".join(f"k{number}: 1" for number in range(5_000))
    assert len(problems(with_steps(f"{SAY}, {keys}"))) == 200


lines = st.sampled_from(SMALL.splitlines())
pieces = st.sampled_from(
    ["- ", "{", "}", "[", "]", ": ", "'", '"', "|", "\t", "id", "kind", "&a", "*a", "? ", "\n", "é"]
)


@settings(deadline=None)
@given(st.lists(lines, min_size=1, max_size=30).map("\n".join))
def test_shuffled_files_load_or_are_refused(text: str) -> None:
    assert loaded_or_refused(text)


@settings(deadline=None)
@given(st.integers(0, len(SMALL)), pieces, st.integers(0, 12))
def test_damaged_files_load_or_are_refused(at: int, piece: str, cut: int) -> None:
    """faults: D (uploads): FlowError with places, or a flow; nothing else."""
    assert loaded_or_refused(SMALL[:at] + piece + SMALL[at + cut :])


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_refused_politely(text: str) -> None:
    assert loaded_or_refused(text)


def loaded_or_refused(text: str) -> bool:
    try:
        return bool(load_flow(text).steps)
    except FlowError as refused:
        return all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in refused.problems)


# --- what belongs together --------------------------------------------------------------------------------------------

SCHEMA = Path(schema.__file__).parents[1] / "schema" / "flow.schema.json"


def published() -> Any:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_the_published_schema_agrees_with_loader_and_kinds() -> None:
    """When it fails: `python -m flows.loading.schema > flows/schema/flow.schema.json`."""
    assert published() == schema.build()
    Draft202012Validator.check_schema(published())


def test_the_manual_lists_every_code() -> None:
    """Each code in the loader stands in docs/flows.md, and no other."""
    sources = [
        SCHEMA.parents[1] / "loader.py",
        *SCHEMA.parents[1].glob("migrations/*.py"),
        *Path(schema.__file__).parent.glob("*.py"),
    ]
    used = {code for path in sources for code in re.findall(r'"flow\.(?!yaml)(\w+)"', path.read_text(encoding="utf-8"))}
    manual = (SCHEMA.parents[2] / "docs" / "flows.md").read_text(encoding="utf-8").split("| codes |")[1]
    rows = [row for row in manual.splitlines() if row.startswith("| `flow.")]
    assert {code for row in rows for code in re.findall(r"\.(\w+)`", row)} == used
    assert used


def test_kinds_do_not_take_keys_every_step_has() -> None:
    assert KINDS
    assert {kind.name: kind.options.keys() & fields.STEP.keys() for kind in KINDS.values()} == {
        name: set() for name in KINDS
    }


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kinds_example_loads(name: str) -> None:
    """The manual shows examples; one that does not load would teach a mistake."""
    example = yaml.safe_load(KINDS[name].example)
    document = {
        "format": 2,
        "id": "example",
        "title": "Beispiel",
        "sections": [
            {"id": "first", "title": "Abschnitt", "steps": [example[0] if isinstance(example, list) else example]}
        ],
    }
    Draft202012Validator(published()).validate(document)
    assert load_flow(yaml.safe_dump(document, allow_unicode=True)).steps


@pytest.mark.parametrize("flow_id", builtin_ids())
def test_built_in_flows_load_and_fit_the_schema(flow_id: str) -> None:
    flow = builtin(flow_id)
    assert flow.id == flow_id
    assert builtin(flow_id) is flow
    text = (SCHEMA.parents[1] / "definitions" / f"{flow_id}.yaml").read_text(encoding="utf-8")
    Draft202012Validator(published()).validate(yaml.safe_load(text))


def test_the_intake_is_built_in() -> None:
    assert "kim-intake" in builtin_ids()


def test_an_unknown_flow_is_said_so() -> None:
    with pytest.raises(Exception, match=r"flow\.unknown"):
        builtin("../../etc/passwd")


def test_a_flow_that_asks_for_no_consent_asks_at_once() -> None:
    head = "format: 1\nid: open\ntitle: Offen\nsections:\n"
    assert (
        load_flow(head + "  - {id: a, title: A, steps: [{id: b, kind: text, prompt: B?}]}\n").steps["b"].before_consent
    )
