"""First pass over a flow: which sections, steps and choices there are, with their keys checked.

Expressions wait for the second pass (`steps`), because they may only be checked once every name and type is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from keyword import kwlist

from flows.expressions.types import RESERVED, Scope, ValueType
from flows.kinds.base import KINDS, Kind
from flows.loading import fields
from flows.loading.nodes import Node, Scalar, Table
from flows.loading.reading import Found, Report, read_fields
from flows.problems import listed, suggestion

#: Step ids that would not work: words of the expression language, Python's own, and the other parts of text ids.
FORBIDDEN_IDS = RESERVED | frozenset(kwlist) | {"section", "title"}

CHOOSING = ("choice", "choices")


@dataclass(frozen=True, slots=True)
class StepOutline:
    id: str
    kind: Kind
    section: str
    found: Found
    choices: tuple[Found, ...]
    constraints: tuple[Found, ...]

    @property
    def purpose(self) -> str | None:
        """The consent purpose this step asks for."""
        return self.found.get("purpose") if "purpose" in self.kind.options else None

    @property
    def text_key(self) -> str:
        return text_key(self.kind)

    def values(self) -> frozenset[str]:
        return frozenset(choice.get("value") for choice in self.choices if choice.get("value"))


@dataclass(frozen=True, slots=True)
class SectionOutline:
    id: str
    found: Found
    steps: tuple[StepOutline, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    found: Found
    sections: tuple[SectionOutline, ...]
    broken: frozenset[str]  # ids of steps that could not be read: what mentions them is not judged

    def steps(self) -> Iterator[StepOutline]:
        for section in self.sections:
            yield from section.steps

    def scope(self) -> Scope:
        types: dict[str, ValueType] = {step.id: step.kind.value_type for step in self.steps()}  # type: ignore[misc]
        choices = {step.id: step.values() for step in self.steps() if step.kind.value_type in CHOOSING}
        purposes = frozenset(step.purpose for step in self.steps() if step.purpose)
        return Scope(types, choices, purposes)


def text_key(kind: Kind) -> str:
    """A `say` has a text, every other kind asks."""
    return "text" if kind.name == "say" else "prompt"


def misfits(kind: Kind) -> frozenset[str]:
    """Keys of steps in general that this kind has no use for."""
    says = kind.name == "say"
    wrong = {
        "text": not says,
        "prompt": says,
        "ends": not says,
        "choices": kind.value_type not in CHOOSING,
        "constraints": kind.value_type == "none",
    }
    return frozenset(key for key, unwanted in wrong.items() if unwanted)


def required_keys(kind: Kind) -> tuple[str, ...]:
    """What a step of this kind cannot do without. Asking for a consent means saying for what, in which wording."""
    own = ("purpose", "version") if "purpose" in kind.options else ()
    choices = ("choices",) if kind.value_type in CHOOSING else ()
    return (*fields.STEP_REQUIRED, text_key(kind), *choices, *own)


class Outliner:
    """Walks the file once; `ids` remembers where each id was seen first."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sections: dict[str, int] = {}
        self.steps: dict[str, int] = {}
        self.broken: set[str] = set()

    def outline(self, node: Node) -> Outline | None:
        found = read_fields(node, fields.FLOW, fields.FLOW_REQUIRED, "a flow", self.report)
        if found is None:
            return None
        sections = [self.section(table) for table in found.tables("sections")]
        return Outline(found, tuple(filter(None, sections)), frozenset(self.broken))

    def section(self, node: Table) -> SectionOutline | None:
        found = read_fields(node, fields.SECTION, fields.SECTION_REQUIRED, "a section", self.report)
        if found is None:
            return None
        name = self.unique(found, "id", self.sections, "section") or ""
        steps = [self.step(table, name) for table in found.tables("steps")]
        return SectionOutline(name, found, tuple(filter(None, steps)))

    def unique(self, found: Found, key: str, seen: dict[str, int], what: str) -> str | None:
        name: str | None = found.get(key)
        if name is None:
            return None
        if name in seen:
            message = f"there are two {what}s '{name}', the first in line {seen[name]}"
            self.report.add(found.at(key), "flow.duplicate_id", message)
        seen.setdefault(name, found.at(key).line)
        return name

    def step(self, node: Node, section: str) -> StepOutline | None:
        kind = self.kind(node)
        if kind is None:
            return None
        known = {**fields.STEP, **kind.options}
        found = read_fields(node, known, required_keys(kind), f"a {kind.name} step", self.report)
        name = self.unique(found, "id", self.steps, "step") if found else None
        if found is None or name is None:
            return None
        if name in FORBIDDEN_IDS:
            self.report.add(found.at("id"), "flow.reserved_id", f"'{name}' means something else in expressions")
        self.fits(found, kind)
        return StepOutline(name, kind, section, found, self.choices(found), self.constraints(found))

    def kind(self, node: Node) -> Kind | None:
        """The kind of a step, or None with everything said that can be said about the step."""
        name = _text(node, "kind")
        if name in KINDS:
            return KINDS[name]
        if name is None:
            read_fields(node, fields.STEP, fields.STEP_REQUIRED, "a step", self.report)
        elif isinstance(node, Table):
            hint = suggestion(name, KINDS) or f"; known: {listed(KINDS, 30)}"
            where = node.entries["kind"].node.where
            self.report.add(where, "flow.unknown_kind", f"there is no kind '{name[:60]}'{hint}")
        self.broken.add(_text(node, "id") or "")
        return None

    def fits(self, found: Found, kind: Kind) -> None:
        """Keys steps know in general but this kind has no use for."""
        for key in sorted(misfits(kind) & found.table.entries.keys()):
            hint = f"; write '{text_key(kind)}'" if key in ("text", "prompt") else ""
            where = found.table.entries[key].key
            self.report.add(where, "flow.unknown_key", f"a {kind.name} step has no '{key}'{hint}")

    def choices(self, found: Found) -> tuple[Found, ...]:
        seen: dict[str, int] = {}
        read = [self.part(node, fields.CHOICE, fields.CHOICE_REQUIRED, "a choice") for node in found.tables("choices")]
        known = tuple(filter(None, read))
        for choice in known:
            self.unique(choice, "value", seen, "choice")
        return known

    def constraints(self, found: Found) -> tuple[Found, ...]:
        need = fields.CONSTRAINT_REQUIRED
        read = [self.part(node, fields.CONSTRAINT, need, "a constraint") for node in found.tables("constraints")]
        return tuple(filter(None, read))

    def part(self, node: Node, known: fields.Fields, required: tuple[str, ...], what: str) -> Found | None:
        return read_fields(node, known, required, what, self.report)


def _text(node: Node, key: str) -> str | None:
    entry = node.entries.get(key) if isinstance(node, Table) else None
    return entry.node.text if entry and isinstance(entry.node, Scalar) and entry.node.text else None
