"""Lists of choices that several questions use, with what a filter may ask of each choice: districts by town."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.expressions.types import ValueType
from flows.loading import fields
from flows.loading.nodes import Listing, Node, Scalar, Table
from flows.loading.reading import Found, Report, plain, read_fields
from flows.problems import Position

_NAME = re.compile(str(fields.ID["pattern"]))
MOST_LISTS = 200
MOST_CHOICES = 20_000  # of all lists together


@dataclass(frozen=True, slots=True)
class ListOutline:
    """`attributes`: for each choice what it says beside its value and label. `types`: what a filter may compare."""

    id: str
    choices: tuple[Found, ...]
    attributes: tuple[Mapping[str, str | int | float], ...]
    types: Mapping[str, ValueType]


def lists_of(flow: Found, report: Report) -> dict[str, ListOutline]:
    entry = flow.table.entries.get("lists")
    if entry is None:
        return {}
    if not isinstance(entry.node, Table) or len(entry.node.entries) > MOST_LISTS:
        report.add(entry.node.where, "flow.shape", f"lists is a mapping of at most {MOST_LISTS} names to choices")
        return {}
    return _read(entry.node, report)


def _read(table: Table, report: Report) -> dict[str, ListOutline]:
    lists: dict[str, ListOutline] = {}
    count = 0
    for name, entry in table.entries.items():
        if not _NAME.fullmatch(name):
            report.add(entry.key, "flow.value", f"the name of a list: expected {fields.ID['description']}")
        nodes = entry.node.items if isinstance(entry.node, Listing) else ()
        count += len(nodes)
        if count > MOST_CHOICES:
            report.add(entry.key, "flow.too_many", f"lists hold at most {MOST_CHOICES} choices")
            return lists
        if not nodes:
            report.add(entry.node.where, "flow.shape", f"the list '{name[:60]}' is a list of choices")
        lists[name] = _list(name, nodes, report)
    return lists


def _list(name: str, nodes: tuple[Node, ...], report: Report) -> ListOutline:
    choices, attributes = [], []
    seen: dict[str, int] = {}
    for node in nodes:
        own, more = _apart(node)
        found = read_fields(own, fields.CHOICE, fields.CHOICE_REQUIRED, "a choice", report)
        if found is None:
            continue
        _once(found, seen, report)
        choices.append(found)
        attributes.append(more)
    return ListOutline(name, tuple(choices), tuple(attributes), types_of(attributes))


def _once(found: Found, seen: dict[str, int], report: Report) -> None:
    value, where = str(found.get("value")), found.at("value")
    if value in seen:
        report.add(where, "flow.duplicate_id", f"there are two choices '{value}', the first in line {seen[value]}")
    seen.setdefault(value, where.line)


def _apart(node: Node) -> tuple[Node, dict[str, str | int | float]]:
    """The choice itself, and everything else it says."""
    if not isinstance(node, Table):
        return node, {}
    own = {key: entry for key, entry in node.entries.items() if key in fields.CHOICE or not _plain(entry.node)}
    rest = {key: _value(entry.node) for key, entry in node.entries.items() if key not in own}
    return Table(own, node.where), rest


def _plain(node: Node) -> bool:
    return isinstance(node, Scalar)


def _value(node: Node) -> str | int | float:
    value: Any = plain(node, {})
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if number else str(plain(node, {"type": "string"}))


def attribute_of(text: str) -> str | int | float:
    """What an unquoted text in a list means: a number, or itself."""
    nowhere = Position("")
    return _value(Scalar(text, True, nowhere, nowhere, False))


def types_of(attributes: Sequence[Mapping[str, str | int | float]]) -> dict[str, ValueType]:
    """A number where every choice that says it gives a number, else a text."""
    types: dict[str, ValueType] = {}
    for said in attributes:
        for key, value in said.items():
            kind: ValueType = "text" if isinstance(value, str) else "number"
            types[key] = kind if types.get(key, kind) == kind else "text"
    return types
