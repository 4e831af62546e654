"""Flows put together by chance: pyxform takes each for a form, and each comes back the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
import yaml

from tests.support.exporting import converted, export_form, in_words, read_again, subject_in
from tests.support.packages import catalogue

WORDS = ["Wie?", "Ja: nein", "=1+1", "Zeile\nZeile", "{{x}}", "Ende $", "  a", "10\u00a0%", "ä" * 40, "true", "12"]
KINDS = ["yes_no", "number", "text", "date", "one", "many", "say", "place", "country", "language", "phone", "email"]
#: Conditions by the kind of a step they read.
READS = {
    "yes_no": ["{id}", "not {id}", "{id} == false"],
    "number": ["{id} > 3", "{id} != 2", "{id} in (1, 2)", "known({id}, 0) == 0", "between({id}, 1, 5)"],
    "text": ["{id} == 'a'", "len({id}) > 2", "contains({id}, '${{')", "upper({id}) == 'A'"],
    "date": ["age({id}) >= 18", "{id} <= today", "{id} + months(1) > today"],
    "one": ["{id} == 'x'", "{id} in ('x', 'y')", "answered({id})"],
    "many": ["'x' in {id}", "count({id}) > 1", "none_of({id}, 'x')"],
    "place": ["{id}.kreis == '05978'", "answered({id})"],
    "country": ["{id} == 'SY'"],
}


class Flow:
    """Draws the parts of a flow; `known`: what later conditions may read, as (id, kind)."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.known: list[tuple[str, str]] = []
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"q{self.count}"

    def words(self) -> str:
        return self.one_of(WORDS)

    def one_of(self, values: Sequence[Any]) -> Any:
        return self.chance.choice(values)

    def maybe(self, key: str, values: Sequence[Any]) -> dict[str, Any]:
        return {key: self.one_of(values)} if self.chance.randrange(4) == 0 else {}

    def condition(self) -> str | None:
        readable = [(name, kind) for name, kind in self.known if kind in READS]
        if not readable or self.chance.randrange(2):
            return None
        parts = []
        for _ in range(self.chance.randint(1, 2)):
            name, kind = self.one_of(readable)
            parts.append(self.one_of(READS[kind]).replace("{id}", name).replace("{{", "{"))
        return f" {self.one_of(['and', 'or'])} ".join(f"({part})" for part in parts)

    def relevant(self) -> dict[str, Any]:
        found = self.condition()
        return {"relevant": found} if found else {}

    def text(self) -> str:
        shown = [name for name, kind in self.known if kind in ("text", "number")]
        said: str = self.words()
        return f"{said} {{{self.one_of(shown)}}}" if shown and self.chance.randrange(2) else said

    def items(self, depth: int) -> list[dict[str, Any]]:
        return [self.item(depth) for _ in range(self.chance.randint(1, 3))]

    def item(self, depth: int) -> dict[str, Any]:
        shape = self.one_of(["step"] * 5 + ["computed", "group", "repeat"]) if depth else "step"
        if shape == "group":
            head = {"group": self.name(), **self.maybe("title", WORDS), **self.relevant()}
            return {**head, "steps": self.items(depth - 1)}
        if shape == "repeat":
            return self.repeat(depth)
        if shape == "computed":
            source = self.condition() or "1 + 2"
            found = {"id": self.name(), "kind": "computed", "value": source, **self.maybe("desk", WORDS)}
            return {**found, **self.maybe("name", ["Wert", "q1", "a b"])}
        return self.step()

    def repeat(self, depth: int) -> dict[str, Any]:
        numbers = [name for name, kind in self.known if kind == "number"]
        head = {
            "repeat": self.name(),
            **self.relevant(),
            **self.maybe("title", WORDS),
            **self.maybe("most", [9]),
        }
        if numbers and self.chance.randrange(2):
            head["count"] = self.one_of(numbers)
        else:
            head["ask"] = {"first": self.words(), "more": self.words(), **self.maybe("why", WORDS)}
        outside = list(self.known)
        steps = self.items(depth - 1)
        steps.append({"id": self.name(), "kind": "text", "prompt": "Eintrag {n}?"})
        self.known = outside  # what is inside is not known outside
        return {**head, **self.maybe("label", ["Eintrag {n}"]), "steps": steps}

    def step(self) -> dict[str, Any]:
        kind = self.one_of(KINDS)
        said = self.text()
        found: dict[str, Any] = {"id": self.name(), "kind": kind, "prompt": said, **self.relevant()}
        for key in ("hint", "why", "desk", "staff_hint"):
            found |= self.maybe(key, WORDS)
        found |= self.maybe("required", [False]) if kind != "say" else {}
        found |= self.maybe("name", ["Frage", "q2", "x y", "FRAGE"])
        if kind in ("one", "many"):
            found["choices"] = [self.choice("x"), self.choice("y"), {"value": "z", "label": "Z"}]
        if kind == "number":
            found |= {**self.maybe("min", [-5, 0]), **self.maybe("integer", [False])}
            test = {"test": self.one_of(["it > 1", "it != 3"]), "message": self.words()}
            found |= self.maybe("constraints", [[test], [test, {"test": "it < 99", "message": "Nein"}]])
        self.known.append((found["id"], kind))
        return found

    def choice(self, value: str) -> dict[str, Any]:
        return {
            "value": value, "label": self.words(), **self.relevant(), **self.maybe("words", WORDS),
            **self.maybe("name", ["1", "x", "b c"]), **self.maybe("desk", WORDS),
        }  # fmt: skip


def flow_of(seed: int) -> str:
    made = Flow(seed)
    sections = [{"id": f"s{at}", "title": made.words(), "steps": made.items(2)} for at in range(1 + seed % 2)]
    flow = {"format": 2, "id": "small", "title": made.words(), "sections": sections}
    return yaml.safe_dump(flow, allow_unicode=True, sort_keys=False)


@pytest.mark.parametrize("seed", range(25))
def test_it_is_a_form_and_comes_back(seed: int) -> None:
    gone = subject_in(flow_of(seed))
    if seed % 3 == 0:
        entries = {key: (said, f"[{said}]") for key, said in list(gone.flow.source.items())[::2] if "\n" not in said}
        gone = subject_in(flow_of(seed), uk=catalogue(entries).decode())
    exported = export_form(gone)
    converted(exported)
    found, back = read_again(exported)
    assert in_words(back) == in_words(gone)
    assert [str(remark) for remark in found.report.remarks if remark.level != "missing"] == []
