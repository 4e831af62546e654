"""What the first pass finds in a flow: sections, steps, groups, repeats and choices with their keys, expressions still
as they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.expressions.types import Scope, ValueType
from flows.kinds.base import Kind
from flows.loading.lists import ListOutline
from flows.loading.reading import Found

CHOOSING = ("choice", "choices")


@dataclass(frozen=True, slots=True)
class StepOutline:
    id: str
    kind: Kind
    section: str
    found: Found
    choices: tuple[Found, ...]
    constraints: tuple[Found, ...]
    around: tuple[Around, ...] = ()  # groups and repeats, outermost first
    list: ListOutline | None = None
    other_of: tuple[str, str] | None = None  # asks for the words behind this choice of that step

    @property
    def purpose(self) -> str | None:
        """The consent purpose this step asks for."""
        return self.found.get("purpose") if "purpose" in self.kind.options else None

    @property
    def repeats(self) -> tuple[str, ...]:
        return repeats_of(self.around)

    @property
    def is_sensitive(self) -> bool:
        """What stands around may make a step sensitive; the step itself cannot take that back."""
        return any(found.get("sensitive") for found in (self.found, *(part.found for part in self.around)))

    def values(self) -> frozenset[str]:
        return frozenset(choice.get("value") for choice in self.choices if choice.get("value"))

    def inherited(self, key: str) -> object:
        """What the step says itself, else what the nearest group or repeat around it says."""
        for found in (self.found, *(part.found for part in reversed(self.around))):
            if (value := found.get(key)) is not None:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Around:
    """A group or a repeat that stands around steps."""

    id: str
    repeats: bool
    found: Found


@dataclass(frozen=True, slots=True)
class ComputedOutline:
    id: str
    section: str
    found: Found
    around: tuple[Around, ...] = ()

    @property
    def repeats(self) -> tuple[str, ...]:
        return repeats_of(self.around)


@dataclass(frozen=True, slots=True)
class RepeatOutline:
    """`ask`: the yes/no step that begins an entry; None where entries are counted."""

    id: str
    section: str
    found: Found
    ask: StepOutline | None
    ask_found: Found | None
    items: tuple[ItemOutline, ...]
    around: tuple[Around, ...] = ()

    @property
    def repeats(self) -> tuple[str, ...]:
        return repeats_of(self.around)


ItemOutline = StepOutline | ComputedOutline | RepeatOutline


def repeats_of(around: tuple[Around, ...]) -> tuple[str, ...]:
    return tuple(part.id for part in around if part.repeats)


@dataclass(frozen=True, slots=True)
class SectionOutline:
    id: str
    found: Found
    items: tuple[ItemOutline, ...]

    @property
    def steps(self) -> tuple[StepOutline, ...]:
        return tuple(item for item in flat(self.items) if isinstance(item, StepOutline))


def flat(items: tuple[ItemOutline, ...]) -> Iterator[ItemOutline]:
    """Everything in asking order: a repeat, then the step that begins its entries, then what is inside."""
    for item in items:
        yield item
        if isinstance(item, RepeatOutline):
            if item.ask is not None:
                yield item.ask
            yield from flat(item.items)


@dataclass(frozen=True, slots=True)
class Outline:
    found: Found
    sections: tuple[SectionOutline, ...]
    broken: frozenset[str]  # ids of steps that could not be read: what mentions them is not judged
    lists: Mapping[str, ListOutline] = field(default_factory=dict)

    def items(self) -> Iterator[ItemOutline]:
        for section in self.sections:
            yield from flat(section.items)

    def steps(self) -> Iterator[StepOutline]:
        return (item for item in self.items() if isinstance(item, StepOutline))

    def repeats(self) -> Iterator[RepeatOutline]:
        return (item for item in self.items() if isinstance(item, RepeatOutline))

    def scope(self) -> Scope:
        """What names mean. Computed values join it one by one: only then their types are known."""
        repeats = {repeat.id: repeat.repeats for repeat in self.repeats()}
        asked = [step for step in self.steps() if step.id not in repeats]
        types: dict[str, ValueType] = {step.id: step.kind.value_type for step in asked}  # type: ignore[misc]
        choices = {step.id: step.values() for step in asked if step.kind.value_type in CHOOSING}
        purposes = frozenset(step.purpose for step in asked if step.purpose)
        depth = {item.id: item.repeats for item in self.items() if item.repeats and item.id not in repeats}
        return Scope(types, choices, purposes, depth, repeats)
