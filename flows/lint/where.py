"""Where things stand in a flow file: a loaded flow knows no lines, so they are read off the file's own tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from flows.loading import nodes
from flows.loading.nodes import Listing, Node, Scalar, Table
from flows.problems import FlowProblem, Position

#: Keys that name a part of a flow.
_NAMING = ("id", "group", "repeat")


@dataclass(slots=True)
class Where:
    """Positions by id. What is not found stands at the beginning. Of several places the newest comes first: a variant
    says some keys of a step anew."""

    start: Position
    roots: list[Table] = field(default_factory=list)
    parts: dict[str, list[Table]] = field(default_factory=dict)
    sections: dict[str, list[Table]] = field(default_factory=dict)

    def part(self, name: str | None, *keys: str) -> Position:
        """A step, group or repeat; with `keys`, the first of these that it has."""
        return _inside(self.parts.get(name or "", ()), keys) or self.start

    def top(self, *keys: str) -> Position:
        return _inside(self.roots, keys) or self.start

    def listed(self, name: str, value: str, *keys: str) -> Position:
        """One choice of a list in `lists`."""
        lists = (_entry(_entry(root, "lists"), name) for root in self.roots)
        return _inside(_by_value(lists, value), keys) or self.top("lists")

    def inside(self, *keys: str) -> Position:
        """What stands under these keys, one in the other, from the top."""
        for root in self.roots:
            node: Node | None = root
            for key in keys:
                node = _entry(node, key)
            if node is not None:
                return node.where
        return self.start

    def said(self, key: str) -> frozenset[str]:
        """What the parts of the flow say for this key."""
        return frozenset(text for tables in self.parts.values() for table in tables if (text := _text(table, key)))

    def choice(self, step: str, value: str, *keys: str) -> Position:
        parts = self.parts.get(step, ())
        found = _by_value((_entry(part, "choices") for part in parts), value)
        listed = next((name for part in parts if (name := _text(part, "list"))), None)
        if listed is not None and not found:
            return self.listed(listed, value, *keys)
        return _inside(found, keys) or self.part(step, "choices", "list", "kind")

    def constraint(self, step: str, number: int, *keys: str) -> Position:
        """`number` counts from 0."""
        listings = (_entry(part, "constraints") for part in self.parts.get(step, ()))
        found = next((listing.items for listing in listings if isinstance(listing, Listing)), ())
        items = [item for item in found[number : number + 1] if isinstance(item, Table)]
        return _inside(items, keys) or self.part(step, "constraints", "kind")

    def text(self, text_id: str) -> Position:
        """Where the source of a text stands."""
        _, name, *path = [*text_id.split("."), "", ""]
        if name == "section":
            return _inside(self.sections.get(path[0], ()), ("title",)) or self.start
        if name == "title":
            return self.top("title")
        if path[0] == "choice":
            return self.choice(name, path[1], path[2] or "label")
        if path[0] == "constraint" and path[1].isdecimal():
            return self.constraint(name, int(path[1]) - 1, "message")
        return self.part(name, path[0], "text", "prompt", *_NAMING)


def find(text: str, file: str, overlays: Sequence[tuple[str, str]] = ()) -> Where:
    """Positions of a flow that loads. `overlays`: text and file of each variant on it, from the flow outwards.

    Raises FlowError for what is no YAML at all.
    """
    where = Where(Position(file))
    for content, name in ((text, file), *overlays):
        problems: list[FlowProblem] = []
        root = nodes.read(content, name, problems)
        if isinstance(root, Table):
            where.roots.insert(0, root)
            for table in _tables(root):
                _note(where, table)
            _changes(where, root)
    return where


def _note(where: Where, table: Table) -> None:
    name = next((found for key in _NAMING if (found := _text(table, key))), None)
    if name is None or "format" in table.entries:
        return
    is_section = "kind" not in table.entries and "id" in table.entries and "steps" in table.entries
    (where.sections if is_section else where.parts).setdefault(name, []).insert(0, table)


def _changes(where: Where, root: Table) -> None:
    """What a variant says under the ids of its base."""
    for key, known in (("change", where.parts), ("sections", where.sections)):
        changed = _entry(root, key)
        for name, entry in changed.entries.items() if isinstance(changed, Table) else ():
            if isinstance(entry.node, Table):
                known.setdefault(name, []).insert(0, entry.node)


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


def _by_value(listings: Iterable[Node | None], value: str) -> list[Table]:
    """The choice of that value: an entry of a list, or in a variant what stands under its value."""
    found = []
    for listing in listings:
        items = listing.items if isinstance(listing, Listing) else (_entry(listing, value),)
        found += [item for item in items if isinstance(item, Table) and _text(item, "value") in (value, None)]
    return found


def _inside(tables: Sequence[Table], keys: tuple[str, ...]) -> Position | None:
    """The first of `keys` in the first table that has it; else where the oldest begins."""
    for key in keys:
        for table in tables:
            if key in table.entries:
                node = table.entries[key].node
                return node.first if isinstance(node, Scalar) else node.where
    return tables[-1].where if tables else None
