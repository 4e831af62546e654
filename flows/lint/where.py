"""Where things stand in a flow file: a loaded flow knows no lines, so they are read off the file's own tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.loading import nodes
from flows.loading.nodes import Listing, Node, Scalar, Table
from flows.problems import FlowProblem, Position

#: Keys that name a part of a flow.
_NAMING = ("id", "group", "repeat")


@dataclass(slots=True)
class Where:
    """Positions by id. What is not found (text from another file) stands at the beginning."""

    start: Position
    root: Table | None = None
    parts: dict[str, Table] = field(default_factory=dict)
    sections: dict[str, Table] = field(default_factory=dict)

    def part(self, name: str | None, *keys: str) -> Position:
        """A step, group or repeat; with `keys`, the first of these that it has."""
        return _inside(self.parts.get(name or ""), keys) or self.start

    def top(self, *keys: str) -> Position:
        return _inside(self.root, keys) or self.start

    def listed(self, step: str, value: str, *keys: str) -> Position:
        """One choice of a list in `lists`."""
        entry = self.root.entries.get("lists") if self.root else None
        table = entry.node if entry else None
        chosen = table.entries.get(step) if isinstance(table, Table) else None
        found = _by_value(chosen.node if chosen else None, value)
        return _inside(found, keys) or self.top("lists")

    def choice(self, step: str, value: str, *keys: str) -> Position:
        found = _by_value(_entry(self.parts.get(step), "choices"), value)
        return _inside(found, keys) or self.part(step, "choices", "list", "kind")

    def constraint(self, step: str, number: int, *keys: str) -> Position:
        """`number` counts from 0."""
        listing = _entry(self.parts.get(step), "constraints")
        items = listing.items if isinstance(listing, Listing) else ()
        found = items[number] if number < len(items) else None
        return _inside(found, keys) or self.part(step, "constraints", "kind")

    def text(self, text_id: str) -> Position:
        """Where the German of a text stands."""
        _, name, *path = [*text_id.split("."), ""]
        if name == "section":
            return _inside(self.sections.get(path[0]), ("title",)) or self.start
        if name == "title":
            return self.top("title")
        if path[0] == "choice":
            return self.choice(name, path[1], path[2] or "label")
        if path[0] == "constraint" and path[1].isdecimal():
            return self.constraint(name, int(path[1]) - 1, "message")
        return self.part(name, path[0], "text", "prompt", *_NAMING)


def find(text: str, file: str) -> Where:
    """Positions of a flow that loads. Raises FlowError for one that is no YAML at all."""
    problems: list[FlowProblem] = []
    root = nodes.read(text, file, problems)
    where = Where(Position(file))
    if isinstance(root, Table):
        where.root = root
        for table in _tables(_entry(root, "sections")):
            _note(where, table)
    return where


def _note(where: Where, table: Table) -> None:
    name = next((found for key in _NAMING if (found := _text(table, key))), None)
    if name is None:
        return
    is_section = "kind" not in table.entries and "id" in table.entries
    (where.sections if is_section else where.parts).setdefault(name, table)


def _tables(node: Node | None) -> Iterator[Table]:
    if isinstance(node, Listing):
        for item in node.items:
            yield from _tables(item)
    elif isinstance(node, Table):
        yield node
        for entry in node.entries.values():
            yield from _tables(entry.node)


def _entry(node: Node | None, key: str) -> Node | None:
    entry = node.entries.get(key) if isinstance(node, Table) else None
    return entry.node if entry else None


def _text(table: Table, key: str) -> str | None:
    found = _entry(table, key)
    return found.text if isinstance(found, Scalar) else None


def _by_value(listing: Node | None, value: str) -> Table | None:
    items = listing.items if isinstance(listing, Listing) else ()
    return next((item for item in items if isinstance(item, Table) and _text(item, "value") == value), None)


def _inside(node: Node | None, keys: tuple[str, ...]) -> Position | None:
    if not isinstance(node, Table):
        return None
    found = next((node.entries[key].node for key in keys if key in node.entries), None)
    if found is None:
        return node.where
    return found.first if isinstance(found, Scalar) else found.where
