"""From the text of a table to cells with their places. Nothing is checked against the flow yet.

The same records come out of YAML and out of a spreadsheet, so that both are checked by one loader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.loading.nodes import Listing, Node, Scalar, Table, read
from flows.problems import FlowError, FlowProblem, Position, listed, suggestion

HEAD = ("table", "kind", "title", "jurisdiction", "ags", "complete_from", "exclusive", "columns", "defaults", "rows")
_NEEDED = ("table", "kind", "title", "columns", "rows")


@dataclass(frozen=True, slots=True)
class Given:
    """What is written in a cell, and where."""

    text: str
    where: Position


Record = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class RawTable:
    """`head`: keys with one value. Rows hold their cells and what `defaults` fills in."""

    where: Position
    head: Record
    columns: Record
    rows: tuple[Record, ...]
    rows_at: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTerms:
    facts: Mapping[str, Record] = field(default_factory=dict)
    switches: Record = field(default_factory=dict)
    terms: Record = field(default_factory=dict)


def read_table(text: str, name: str, problems: list[FlowProblem]) -> RawTable | None:
    """One table from YAML; None when it has no shape at all. What is wrong goes to `problems`."""
    node = _document(text, name, problems)
    if not isinstance(node, Table):
        return None
    entries = {key: entry.node for key, entry in node.entries.items()}
    for key in entries.keys() - set(HEAD):
        hint = suggestion(key, HEAD) or f"; known: {listed(HEAD)}"
        problems.append(FlowProblem.at(node.entries[key].key, "rules.unknown_key", f"a table has no key '{key}'{hint}"))
    missing = [key for key in _NEEDED if key not in entries]
    for key in missing:
        problems.append(FlowProblem.at(node.where, "rules.missing", f"a table needs '{key}'"))
    if missing:
        return None
    head = {key: found for key, found in _record(entries, problems).items() if key not in ("columns", "rows")}
    columns, defaults = (_inner(entries.get(key), problems) for key in ("columns", "defaults"))
    rows, places = _rows(entries["rows"], defaults, problems)
    return RawTable(node.where, head, columns, rows, places)


def read_terms(text: str, name: str, problems: list[FlowProblem]) -> RawTerms:
    """`facts`, `switches` and `terms` of a rule set."""
    node = _document(text, name, problems)
    if not isinstance(node, Table):
        return RawTerms()
    parts = {key: entry.node for key, entry in node.entries.items()}
    for key in parts.keys() - {"facts", "switches", "terms"}:
        problems.append(FlowProblem.at(node.entries[key].key, "rules.unknown_key", f"there is no part '{key}'"))
    facts = parts.get("facts")
    inner = {key: entry.node for key, entry in facts.entries.items()} if isinstance(facts, Table) else {}
    return RawTerms(
        {key: _inner(found, problems) for key, found in inner.items()},
        _inner(parts.get("switches"), problems),
        _inner(parts.get("terms"), problems),
    )


def _document(text: str, name: str, problems: list[FlowProblem]) -> Node | None:
    try:
        node = read(text, name, problems)
    except FlowError as refused:
        problems += refused.problems
        return None
    if not isinstance(node, Table):
        problems.append(FlowProblem.at(node.where, "rules.shape", "a mapping of keys was expected"))
    return node


def _rows(node: Node, defaults: Record, problems: list[FlowProblem]) -> tuple[tuple[Record, ...], tuple[Position, ...]]:
    if not isinstance(node, Listing):
        problems.append(FlowProblem.at(node.where, "rules.shape", "'rows' is a list"))
        return (), ()
    tables = [item for item in node.items if isinstance(item, Table)]
    for item in node.items:
        if not isinstance(item, Table):
            problems.append(FlowProblem.at(item.where, "rules.shape", "a row is a mapping of columns"))
    rows = tuple({**defaults, **_inner(item, problems)} for item in tables)
    return rows, tuple(item.where for item in tables)


def _inner(node: Node | None, problems: list[FlowProblem]) -> Record:
    if not isinstance(node, Table):
        return {}
    return _record({key: entry.node for key, entry in node.entries.items()}, problems, deep=True)


def _record(nodes: Mapping[str, Node], problems: list[FlowProblem], *, deep: bool = False) -> Record:
    found = {}
    for key, node in nodes.items():
        if isinstance(node, Scalar):
            text = "" if node.plain and node.text in ("~", "null") else node.text
            found[key] = Given(text.strip(), node.first)
        elif deep:
            problems.append(FlowProblem.at(node.where, "rules.shape", f"'{key}' is one value, not a list or mapping"))
    return found
