"""First pass over a flow: which sections, steps, groups, repeats and choices there are, with their keys checked.

Expressions wait for the second pass (`steps`), because they may only be checked once every name and type is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.kinds.base import KINDS
from flows.loading import fields
from flows.loading.lists import lists_of
from flows.loading.naming import Naming
from flows.loading.nodes import Node, Table
from flows.loading.outline_steps import StepReader, text_of
from flows.loading.outlines import (
    Around,
    ComputedOutline,
    ItemOutline,
    Outline,
    RepeatOutline,
    SectionOutline,
    StepOutline,
    repeats_of,
)
from flows.loading.reading import Found, Report, read_fields

MOST_NESTED = 3  # repeats in one another
MOST_STEPS = 2000  # of a whole flow: nobody is asked more, and an upload must not keep us busy


class Outliner:
    """Walks the file once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.sections: dict[str, int] = {}
        self.naming = Naming(report)
        self.steps = StepReader(report, self.naming)
        self.count = 0

    def outline(self, node: Node) -> Outline | None:
        found = read_fields(node, fields.FLOW, fields.FLOW_REQUIRED, "a flow", self.report)
        if found is None:
            return None
        lists = self.steps.lists = lists_of(found, self.report)
        sections = [self.section(table) for table in found.tables("sections")]
        return Outline(found, tuple(filter(None, sections)), frozenset(self.steps.broken), lists)

    def section(self, node: Node) -> SectionOutline | None:
        found = read_fields(node, fields.SECTION, fields.SECTION_REQUIRED, "a section", self.report)
        if found is None:
            return None
        name = self.naming.unique(found, "id", self.sections, "section") or ""
        return SectionOutline(name, found, self.items(found, name, ()))

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
        elif text_of(node, "kind") == "computed":
            yield from self.computed(node, section, around)
        else:
            yield from self.steps.step(node, section, around)

    def group(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        found = read_fields(node, fields.GROUP, fields.GROUP_REQUIRED, "a group", self.report)
        name = self.naming.named(found, "group", "group") if found else None
        if found is not None:
            yield from self.items(found, section, (*around, Around(name or "", False, found)))

    def repeat(self, node: Node, section: str, around: tuple[Around, ...]) -> Iterator[ItemOutline]:
        found = read_fields(node, fields.REPEAT, fields.REPEAT_REQUIRED, "a repeat", self.report)
        name = self.naming.named(found, "repeat", "repeat") if found else None
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
        name = self.naming.named(found, "id", "step") if found else None
        if found is not None and name is not None:
            yield ComputedOutline(name, section, found, around)
