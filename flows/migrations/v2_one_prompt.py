"""Format 2: what a `say` says is its `prompt`, as in every other step; format 1 called it `text`.

- {id: hello, kind: say, text: Guten Tag}      # 1
- {id: hello, kind: say, prompt: Guten Tag}    # 2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.loading.nodes import Entry, Listing, Node, Scalar, Table


def one_prompt(flow: Table) -> Table:
    """The same flow with `prompt` for `text` in every say, and format 2."""
    return _with(_with(flow, "sections", _each(_section)), "format", _number)


def _section(node: Node) -> Node:
    return _with(node, "steps", _each(_step)) if isinstance(node, Table) else node


def _step(node: Node) -> Node:
    if not isinstance(node, Table) or not _says(node) or ("text" in node.entries) == ("prompt" in node.entries):
        return node  # who writes both is told so by the loader
    return Table({"prompt" if key == "text" else key: entry for key, entry in node.entries.items()}, node.where)


def _says(step: Table) -> bool:
    kind = step.entries.get("kind")
    return kind is not None and isinstance(kind.node, Scalar) and kind.node.text == "say"


def _number(node: Node) -> Node:
    return replace(node, text="2") if isinstance(node, Scalar) else node


def _each(change: Callable[[Node], Node]) -> Callable[[Node], Node]:
    """Changes every item of a list; what is no list is left for the loader to complain about."""
    return lambda node: Listing(tuple(map(change, node.items)), node.where) if isinstance(node, Listing) else node


def _with(table: Table, key: str, change: Callable[[Node], Node]) -> Table:
    entry = table.entries.get(key)
    if entry is None:
        return table
    return Table({**table.entries, key: Entry(entry.key, change(entry.node))}, table.where)
