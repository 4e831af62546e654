"""The steps of a flow as branches that can be cut, moved and grafted, before anything of them is checked.

Nodes know where they stand and never change; a variant needs them elsewhere. So the listings under `steps` are taken
apart, rearranged, and put together again; whatever was not touched is the very node of the base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flows.loading.nodes import Entry, Listing, Node, Scalar, Table
from flows.problems import Position

#: Keys that name what stands in a list of steps.
NAMES = ("id", "group", "repeat")


@dataclass(slots=True)
class Branch:
    """A section, group or repeat with what is in it, or a step (`inner` is None)."""

    table: Table
    inner: list[Branch] | None = None

    @property
    def name(self) -> str | None:
        return name_of(self.table)

    def node(self) -> Table:
        """The mapping again, with the steps as they stand now."""
        if self.inner is None:
            return self.table
        entry = self.table.entries.get("steps")
        where = entry.node.where if entry else self.table.where
        steps = Listing(tuple(branch.node() for branch in self.inner), where)
        return changed(self.table, {"steps": Entry(entry.key if entry else where, steps)})


def name_of(node: Node) -> str | None:
    if not isinstance(node, Table):
        return None
    return next((text for key in NAMES if (text := text_of(node, key)) is not None), None)


def text_of(node: Table, key: str) -> str | None:
    entry = node.entries.get(key)
    return entry.node.text.strip() if entry is not None and isinstance(entry.node, Scalar) else None


def changed(table: Table, entries: Mapping[str, Entry | None]) -> Table:
    """The mapping with these keys set anew; None takes a key away."""
    merged = {**table.entries, **entries}
    return replace(table, entries={key: entry for key, entry in merged.items() if entry is not None})


def branch_of(node: Node) -> Branch | None:
    """None for what is no mapping: the loader says so."""
    if not isinstance(node, Table):
        return None
    steps = node.entries.get("steps")
    if steps is None or not isinstance(steps.node, Listing):
        return Branch(node)
    return Branch(node, [branch for item in steps.node.items if (branch := branch_of(item))])


@dataclass(slots=True)
class Tree:
    """A flow taken apart. `sections` in order."""

    flow: Table
    sections: list[Branch]

    def node(self) -> Table:
        entry = self.flow.entries["sections"]
        sections = Listing(tuple(section.node() for section in self.sections), entry.node.where)
        return changed(self.flow, {"sections": Entry(entry.key, sections)})

    def section(self, name: str) -> Branch | None:
        return next((section for section in self.sections if section.name == name), None)

    def places(self) -> Iterator[tuple[list[Branch], int]]:
        """Every step, group and repeat, as the list it stands in and its place there."""
        waiting = [section.inner for section in self.sections if section.inner is not None]
        while waiting:
            siblings = waiting.pop()
            for at, branch in enumerate(siblings):
                yield siblings, at
                if branch.inner is not None:
                    waiting.append(branch.inner)

    def place(self, name: str) -> tuple[list[Branch], int] | None:
        return next(((siblings, at) for siblings, at in self.places() if siblings[at].name == name), None)

    def names(self) -> dict[str, Position]:
        """Where each step, group and repeat is written."""
        return {name: siblings[at].table.where for siblings, at in self.places() if (name := siblings[at].name)}


def tree_of(node: Node) -> Tree | None:
    """None when it is not the shape of a flow: then the loader has said why."""
    if not isinstance(node, Table) or "sections" not in node.entries:
        return None
    sections = node.entries["sections"].node
    if not isinstance(sections, Listing):
        return None
    return Tree(node, [branch for item in sections.items if (branch := branch_of(item))])
