"""What a mapping of a flow file says, as plain values: the steps and choices nested in it are read by themselves."""

from __future__ import annotations

from typing import Any

from flows.loading.fields import Fields
from flows.loading.nodes import Table
from flows.loading.reading import plain

_NESTED = frozenset({"steps", "choices", "constraints", "ask"})


def values(node: Any, known: Fields) -> dict[str, Any]:
    """What it says, without what is nested in it."""
    entries = node.entries if isinstance(node, Table) else {}
    found = {key: plain(entry.node, known.get(key, {})) for key, entry in entries.items() if key not in _NESTED}
    return {key: value for key, value in found.items() if value is not None}
