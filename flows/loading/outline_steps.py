"""First pass over one step: its kind, its keys, its choices and constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.kinds.base import KINDS, Kind
from flows.loading import fields
from flows.loading.lists import ListOutline
from flows.loading.naming import Naming
from flows.loading.nodes import Node, Scalar, Table
from flows.loading.outlines import CHOOSING, Around, StepOutline
from flows.loading.reading import Found, Report, read_fields
from flows.problems import listed, suggestion


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


@dataclass(slots=True)
class StepReader:
    """`broken` fills: ids of steps that could not be read."""

    report: Report
    naming: Naming
    lists: Mapping[str, ListOutline] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def step(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[StepOutline]:
        kind = self.kind(node)
        if kind is None:
            return
        known = {**fields.STEP, **kind.options}
        found = read_fields(node, known, required_keys(kind), f"a {kind.name} step", self.report)
        name = self.naming.named(found, "id", "step") if found else None
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
        self.naming.unique(found, "id", self.naming.seen, "step")
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
        name = text_of(node, "kind")
        if name in KINDS:
            return KINDS[name]
        if name is None:
            read_fields(node, fields.STEP, fields.STEP_REQUIRED, "a step", self.report)
        elif isinstance(node, Table):
            hint = suggestion(name, KINDS) or f"; known: {listed(KINDS, 30)}"
            where = node.entries["kind"].node.where
            self.report.add(where, "flow.unknown_kind", f"there is no kind '{name[:60]}'{hint}")
        self.broken.add(text_of(node, "id") or "")
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
            self.naming.unique(choice, "value", seen, "choice")
        return known

    def constraints(self, found: Found) -> tuple[Found, ...]:
        need = fields.CONSTRAINT_REQUIRED
        read = [self.part(node, fields.CONSTRAINT, need, "a constraint") for node in found.tables("constraints")]
        return tuple(filter(None, read))

    def part(self, node: Node, known: fields.Fields, required: tuple[str, ...], what: str) -> Found | None:
        return read_fields(node, known, required, what, self.report)


def text_of(node: Node, key: str) -> str | None:
    entry = node.entries.get(key) if isinstance(node, Table) else None
    return entry.node.text if entry and isinstance(entry.node, Scalar) and entry.node.text else None
