"""Variant files of older formats, brought to the present one; every position stays.

Format 2 calls what a `say` says its `prompt`, in variants as in flows. In format 1 nothing else is called `text`.
"""

from __future__ import annotations

from dataclasses import replace

from flows.loading import fields
from flows.loading.nodes import Entry, Listing, Node, Scalar, Table

#: The parts of a variant in which keys of steps stand.
PARTS = ("sections", "change", "add")


def present(node: Node) -> Node:
    """The variant in the format of this program; one of an unknown format is left for its reader to refuse."""
    said = node.entries.get("format") if isinstance(node, Table) else None
    if said is None or not isinstance(node, Table) or not isinstance(said.node, Scalar):
        return node
    return second(node, said) if said.node.text == "1" and fields.FORMAT > 1 else node


def second(node: Table, said: Entry) -> Table:
    """Format 1 -> 2. `said`: where it says its format."""
    entries = {
        key: replace(entry, node=_renamed(entry.node)) if key in PARTS else entry for key, entry in node.entries.items()
    }
    assert isinstance(said.node, Scalar)
    return replace(node, entries={**entries, "format": replace(said, node=replace(said.node, text="2"))})


def _renamed(node: Node) -> Node:
    if isinstance(node, Listing):
        return replace(node, items=tuple(map(_renamed, node.items)))
    if not isinstance(node, Table):
        return node
    entries = {_key(key, entry): replace(entry, node=_renamed(entry.node)) for key, entry in node.entries.items()}
    return replace(node, entries=entries)


def _key(key: str, entry: Entry) -> str:
    """A step may be called `text`; then a mapping stands behind it."""
    return "prompt" if key == "text" and isinstance(entry.node, Scalar) else key
