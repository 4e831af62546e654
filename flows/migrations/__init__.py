"""Older formats of a flow file, brought to the present one.

One file a version, each a pure function on the tree that was read, which keeps every position: errors in an old file
still point into that file. A file says its format in `format:`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.loading.fields import FORMAT
from flows.loading.nodes import Node, Scalar, Table
from flows.loading.reading import Report
from flows.migrations.v2_one_prompt import one_prompt

#: format -> what makes the next one of it
MIGRATIONS: Mapping[int, Callable[[Table], Table]] = {1: one_prompt}


def migrated(node: Node, report: Report) -> Node:
    """The file in the present format. One of a format still to come is reported; what has none is left as it is."""
    entry = node.entries.get("format") if isinstance(node, Table) else None
    if entry is None or not isinstance(entry.node, Scalar) or not entry.node.text.isdecimal():
        return node
    assert isinstance(node, Table)
    number = int(entry.node.text[:9])
    if number > FORMAT:
        message = f"this file has format {number}; this program knows formats 1 to {FORMAT}: it needs a newer program"
        report.add(entry.node.where, "flow.newer_format", message)
    while number in MIGRATIONS:
        node, number = MIGRATIONS[number](node), number + 1
    return node
