"""Differential: a flow, and the form it is exported as in ODK's engine, agree after every answer of a random row.

What the report of the export names as only ours is left out; nothing else is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from flows.model import Flow
from flows.package import Package, load_package
from flows.xlsform.importing import import_form
from flows.xlsform.writing import Exported, export_form
from flows.xlsform.writing_subject import subject_of
from tests.support.both import Both, name_of
from tests.support.exporting import FLOWS, ROOT, converted, read_package, subject
from tests.support.forms import read_here, shared
from tests.support.odk import Odk
from tests.support.wander import Wanderer

pytestmark = pytest.mark.slow  # Node answers in a hundred milliseconds, forty times

TODAY = date(2026, 11, 25)
UNLISTED = {"ckb", "kmr", "de-simple"}
HEAD = "format: 2\nid: small\ntitle: Klein\nsections:\n  - id: s\n    title: S\n    steps:\n"
QUESTIONS = (
    "{id: a, kind: yes_no}", "{id: b, kind: yes_no}", "{id: num, kind: number, min: -99, max: 99}",
    "{id: m, kind: number, integer: false}", "{id: day, kind: date}", "{id: until, kind: date}",
    "{id: word, kind: text}",
    "{id: one, kind: one, choices: [{value: x, label: X}, {value: y, label: Y, name: '2', relevant: num > 0}]}",
    "{id: many, kind: many, choices: [{value: x, label: X}, {value: y, label: Y, name: '2'}, {value: z, label: Z}]}",
)  # fmt: skip
VALUES = [
    "num + 1", "num / m", "num // 2", "num % 3", "num ** 2", "known(num, 7)", "count(many)", "age(day)", "year(day)",
    "month(day)", "months_since(day)", "days_since(day)", "day - until", "day + days(30)", "a and b", "not a",
    "num > 3 or a", "'x' if a else 'y'", "1 if num > 3 else m", "concat(word, '!')", "len(word)", "number(word)",
    "words(word)", "word(word, 1)", "substr(word, 1, 3)", "round(m)", "floor(m)", "ceil(m)", "trunc(m)", "abs(m)",
    "min(num, m, 2)", "max(num, m)", "text(num)", "day.precision",
]  # fmt: skip
CONDITIONS = [
    "a", "not a", "a and not b", "a or b", "a == b", "a != b", "num > 3", "num != 3", "num in (1, 2, 5)",
    "not (num in (1, 2))", "between(num, 0, 9)", "one == 'y'", "one != 'y'", "not (one == 'x')", "one in ('x', 'y')",
    "'y' in many", "'x' not in many", "one in many", "any_of(many, 'x', 'y')", "all_of(many, 'x', 'y')",
    "none_of(many, 'x')", "answered(one)", "not answered(num)", "sure(num > 3)", "not sure(num > 3)", "known(a, b)",
    "day <= today", "day > until", "day == until", "day != until", "day >= date('2020-02-29')", "age(day) >= 18",
    "starts_with(word, 'A')", "not starts_with(word, 'A')", "ends_with(word, 'L')", "contains(word, '2')",
    "matches(word, '^[0-9]+$')", "matches(word, 'a')", "word == 'yes'", "word != 'yes'", "num < m", "len(word) < 3",
    "count(many) == 0", "num / m > 1",
]  # fmt: skip


def flow_of(sources: list[str], written: str) -> str:
    """A flow that works out, or asks on, each of these."""
    steps = [question.replace("kind:", "prompt: P, kind:", 1) for question in QUESTIONS]
    steps += [written.format(at=at, source=source) for at, source in enumerate(sources)]
    return HEAD + "".join(f"      - {step}\n" for step in steps)


def both_of(files: dict[str, bytes]) -> tuple[Both, Exported]:
    """The flow and its export, begun in both engines."""
    package = load_package(files)
    exported = export_form(subject_of(package, files))
    xform, _ = converted(exported)
    both = Both(package, Odk(xform, TODAY), TODAY)
    both.names |= renamed(package, exported)
    return both, exported


def renamed(package: Package, exported: Exported) -> dict[str, Any]:
    """Names the export made: id of ours by the name of its row."""
    table = exported.sheets["survey"]
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    ids = {*package.flow.steps, *package.flow.computed, *package.flow.repeats}
    found = {row["name"]: row.get("lotse::id") or row["name"] for row in rows if row.get("name")}
    return {name: id_ for name, id_ in found.items() if id_ in ids}


def differences(both: Both, told: set[str], seed: int, steps: int) -> list[str]:
    with both.odk:
        found = list(Wanderer(both, seed, blank=25).differences(steps))
    return [one for one in found if name_of(one.partition(" ")[0]) not in told]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("sources", "written"),
    [
        (VALUES, '{{id: v{at}, kind: computed, value: "{source}"}}'),
        (CONDITIONS, '{{id: c{at}, kind: text, prompt: P, relevant: "{source}"}}'),
    ],
)
def test_expressions_mean_the_same(sources: list[str], written: str, seed: int) -> None:
    both, exported = both_of({"flow.yaml": flow_of(sources, written).encode()})
    assert exported.only_here == ()
    both.only_ask({"a", "b", "num", "m", "day", "until", "word", "one", "many"})
    assert differences(both, set(), seed, 60) == []


@dataclass(frozen=True)
class Gone:
    """A flow, and what pyxform made of its export."""

    flow: Flow
    xform: str
    warnings: list[str]


@pytest.fixture(scope="module", params=FLOWS, ids=lambda flow: "-".join(filter(None, flow)))
def gone(request: pytest.FixtureRequest) -> Gone:
    """Every flow there is, exported once for all that is asked of it."""
    found = subject(*request.param)
    return Gone(found.flow, *converted(export_form(found)))


def test_pyxform_takes_every_flow(gone: Gone) -> None:
    ElementTree.fromstring(gone.xform)
    assert [text for text in gone.warnings if "Repeat has no label" not in text and not _unlisted(text)] == []


def _unlisted(warning: str) -> bool:
    """pyxform warns of language tags that its list lacks: Sorani and Kurmanji; Leichte Sprache has none of its own."""
    return "machine-readable codes" in warning and set(re.findall(r"\(([a-z-]+)\)", warning)) <= UNLISTED


def test_the_engine_opens_every_flow(gone: Gone) -> None:
    with Odk(gone.xform, TODAY) as odk:
        names = {name_of(reference) for reference in odk.nodes}
    outside = {step.id for step in gone.flow.steps.values() if not step.repeats}
    assert outside <= names


@pytest.mark.parametrize("seed", [1, 2])
def test_a_household_is_asked_alike(seed: int) -> None:
    both, exported = both_of(read_package(ROOT / "tests/flows/household.yaml"))
    assert differences(both, {one.id for one in exported.only_here}, seed, 60) == []


@pytest.mark.parametrize(
    "name", ["correlaid-mitwirken-de.xlsx", "odk-socio-economic-survey.xlsx", "unhcr-rms-cati-v0.xlsx"]
)
def test_real_forms_are_asked_alike_after_they_came_in_and_went_out(name: str) -> None:
    both, exported = both_of(dict(import_form(read_here(shared("xlsforms", name))).files))
    assert differences(both, {one.id for one in exported.only_here}, 1, 40) == []
