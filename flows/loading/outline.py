"""First pass over a flow: which sections, steps, groups, repeats and choices there are, with their keys checked.

Expressions wait for the second pass (`steps`), because they may only be checked once every name and type is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from keyword import kwlist

from flows.expressions.types import RESERVED, Scope, ValueType
from flows.kinds.base import KINDS, Kind
from flows.loading import fields
from flows.loading.lists import ListOutline, lists_of
from flows.loading.nodes import Node, Scalar, Table
from flows.loading.reading import Found, Report, read_fields
from flows.problems import listed, suggestion

#: Step ids that would not work: words of the expression language, Python's own, and the other parts of text ids.
FORBIDDEN_IDS = RESERVED | frozenset(kwlist) | {"section", "title", "list"}
MOST_NESTED = 3  # repeats in one another
MOST_STEPS = 2000  # of a whole flow: nobody is asked more, and an upload must not keep us busy

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


def misfits(kind: Kind) -> frozenset[str]:
    """Keys of steps in general that this kind has no use for."""
    chooses, answers = kind.value_type in CHOOSING, kind.value_type != "none"
    wrong = {
        "ends": kind.name != "say",
        "choices": not chooses,
        "list": not chooses,
        "filter": not chooses,
        "other_prompt": not chooses,
        "constraints": not answers,
        "default": not answers,
    }
    return frozenset(key for key, unwanted in wrong.items() if unwanted)


def required_keys(kind: Kind) -> tuple[str, ...]:
    """What a step of this kind cannot do without. Asking for a consent means saying for what, in which wording."""
    own = ("purpose", "version") if "purpose" in kind.options else ()
    return (*fields.STEP_REQUIRED, "prompt", *own)


class Outliner:
    """Walks the file once; `seen` remembers where each id of a step, group, repeat or computed value was seen first."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sections: dict[str, int] = {}
        self.seen: dict[str, int] = {}
        self.broken: set[str] = set()
        self.lists: dict[str, ListOutline] = {}
        self.count = 0

    def outline(self, node: Node) -> Outline | None:
        found = read_fields(node, fields.FLOW, fields.FLOW_REQUIRED, "a flow", self.report)
        if found is None:
            return None
        self.lists = lists_of(found, self.report)
        sections = [self.section(table) for table in found.tables("sections")]
        return Outline(found, tuple(filter(None, sections)), frozenset(self.broken), self.lists)

    def section(self, node: Node) -> SectionOutline | None:
        found = read_fields(node, fields.SECTION, fields.SECTION_REQUIRED, "a section", self.report)
        if found is None:
            return None
        name = self.unique(found, "id", self.sections, "section") or ""
        return SectionOutline(name, found, self.items(found, name, ()))

    def unique(self, found: Found, key: str, seen: dict[str, int], what: str) -> str | None:
        name: str | None = found.get(key)
        if name is None:
            return None
        if name in seen:
            message = f"there are two {what}s '{name}', the first in line {seen[name]}"
            self.report.add(found.at(key), "flow.duplicate_id", message)
        seen.setdefault(name, found.at(key).line)
        return name

    def named(self, found: Found, key: str, what: str) -> str | None:
        """The id of anything expressions and texts may speak of: one name space for all of them."""
        name = self.unique(found, key, self.seen, what)
        if name in FORBIDDEN_IDS:
            self.report.add(found.at(key), "flow.reserved_id", f"'{name}' means something else in expressions")
        return name

    # --- items --------------------------------------------------------------------------------------------------------

    def items(self, found: Found, section: str, around: tuple[Around, ...]) -> tuple[ItemOutline, ...]:
        return tuple(item for node in found.tables("steps") for item in self.item(node, section, around))

    def item(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        self.count += 1
        if self.count == MOST_STEPS + 1:
            self.report.add(node.where, "flow.too_many", f"a flow has at most {MOST_STEPS} steps, groups and repeats")
        if self.count > MOST_STEPS:
            return
        if isinstance(node, Table) and "group" in node.entries:
            yield from self.group(node, section, around)
        elif isinstance(node, Table) and "repeat" in node.entries:
            yield from self.repeat(node, section, around)
        elif _text(node, "kind") == "computed":
            yield from self.computed(node, section, around)
        else:
            yield from self.step(node, section, around)

    def group(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        found = read_fields(node, fields.GROUP, fields.GROUP_REQUIRED, "a group", self.report)
        name = self.named(found, "group", "group") if found else None
        if found is not None:
            yield from self.items(found, section, (*around, Around(name or "", False, found)))

    def repeat(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        found = read_fields(node, fields.REPEAT, fields.REPEAT_REQUIRED, "a repeat", self.report)
        name = self.named(found, "repeat", "repeat") if found else None
        if found is None or name is None:
            return
        if len(repeats_of(around)) >= MOST_NESTED:
            self.report.add(found.at("repeat"), "flow.too_deep", f"repeats nest at most {MOST_NESTED} deep")
            return
        inside = (*around, Around(name, True, found))
        asked, ask = self.asking(found, name, section, inside)
        yield RepeatOutline(name, section, found, asked, ask, self.items(found, section, inside), around)

    def asking(
        self, found: Found, name: str, section: str, inside: tuple[Around, ...]
    ) -> tuple[StepOutline | None, Found | None]:
        """The yes/no step of a repeat that asks for another entry. A repeat either counts or asks."""
        if ("count" in found.table.entries) == ("ask" in found.table.entries):
            message = "a repeat has either 'count' (how many entries) or 'ask' (the question for another one)"
            self.report.add(found.table.where, "flow.repeat", message)
            return None, None
        if "ask" not in found.table.entries:
            return None, None
        ask = read_fields(found.table.entries["ask"].node, fields.ASK, fields.ASK_REQUIRED, "ask", self.report)
        if ask is None:
            return None, None
        if int(found.get("least", 0)) == 0 and not ask.get("first"):
            self.report.add(ask.table.where, "flow.missing", "ask needs 'first', or the repeat 'least: 1' or more")
        values = {**ask.values, "id": name, "prompt": ask.get("first") or ask.get("more")}
        return StepOutline(name, KINDS["yes_no"], section, Found(values, ask.table), (), (), inside), ask

    def computed(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        found = read_fields(node, fields.COMPUTED, fields.COMPUTED_REQUIRED, "a computed value", self.report)
        name = self.named(found, "id", "step") if found else None
        if found is not None and name is not None:
            yield ComputedOutline(name, section, found, around)

    def step(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        kind = self.kind(node)
        if kind is None:
            return
        known = {**fields.STEP, **kind.options}
        found = read_fields(node, known, required_keys(kind), f"a {kind.name} step", self.report)
        name = self.named(found, "id", "step") if found else None
        if found is None or name is None:
            return
        self.fits(found, kind)
        outline = StepOutline(name, kind, section, found, *self.choices(found, kind), around, self.list(found))
        yield outline
        yield from self.others(outline)

    def others(self, outline: StepOutline) -> Iterator[StepOutline]:
        """The question for the person's own words behind a choice that stands for anything else."""
        other = [choice for choice in outline.choices if choice.get("other")]
        for choice in other[1:]:
            self.report.add(choice.at("other"), "flow.two_others", "only one choice of a question asks for own words")
        if not other:
            return
        name = f"{outline.id}_other"
        if len(name) > 24:
            message = f"'{outline.id}' is too long for a question with 'other': at most {24 - len('_other')} characters"
            self.report.add(outline.found.at("id"), "flow.value", message)
            return
        kept = {key: value for key in ("needs", "sensitive", "before_consent", "required")
                if (value := outline.found.get(key)) is not None}  # fmt: skip
        values = {**kept, "id": name, "prompt": outline.found.get("other_prompt")}
        found = Found(values, outline.found.table)
        self.unique(found, "id", self.seen, "step")
        of = (outline.id, str(other[0].get("value")))
        yield StepOutline(name, KINDS["text"], outline.section, found, (), (), outline.around, other_of=of)

    def list(self, found: Found) -> ListOutline | None:
        name = found.get("list")
        if name is None or name in self.lists:
            return self.lists.get(name or "")
        hint = suggestion(name, self.lists) or f"; known: {listed(self.lists) or 'none'}"
        self.report.add(found.at("list"), "flow.unknown_list", f"there is no list '{name}'{hint}")
        return None

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
            where = found.table.entries[key].key
            self.report.add(where, "flow.unknown_key", f"a {kind.name} step has no '{key}'")

    def choices(self, found: Found, kind: Kind) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
        """The choices, from the step itself or from a list, and the constraints."""
        entries = found.table.entries
        if kind.value_type in CHOOSING and ("choices" in entries) == ("list" in entries):
            message = f"a {kind.name} step needs 'choices' or 'list'" + (", not both" if "list" in entries else "")
            self.report.add(found.table.where, "flow.missing", message)
        if "filter" in entries and "list" not in entries:
            self.report.add(found.at("filter"), "flow.filter", "'filter' chooses from a 'list'; the step has none")
        listed_ = self.lists.get(found.get("list") or "")
        own = listed_.choices if listed_ is not None else self.own_choices(found)
        return own, self.constraints(found)

    def own_choices(self, found: Found) -> tuple[Found, ...]:
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
