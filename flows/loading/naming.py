"""Ids: each once in a file, and none that means something else already."""

from __future__ import annotations

from dataclasses import dataclass, field
from keyword import kwlist

from flows.expressions.types import RESERVED
from flows.loading.reading import Found, Report

#: Step ids that would not work: words of the expression language, Python's own, and the other parts of text ids.
FORBIDDEN_IDS = RESERVED | frozenset(kwlist) | {"section", "title", "list"}


@dataclass(slots=True)
class Naming:
    """`seen`: where each id of a step, group, repeat or computed value was seen first."""

    report: Report
    seen: dict[str, int] = field(default_factory=dict)

    def unique(self, found: Found, key: str, seen: dict[str, int], what: str) -> str | None:
        name: str | None = found.get(key)
        if name is None:
            return None
        if name in seen:
            message = f"there are two {what}s '{name}', the first in line {seen[name]}"
            self.report.add(found.at(key), "flow.duplicate_id", message)
        seen.setdefault(name, found.at(key).line)
        return name

    def named(self, found: Found, key: str, what: str) -> str | None:
        """The id of anything expressions and texts may speak of: one name space for all of them."""
        name = self.unique(found, key, self.seen, what)
        if name in FORBIDDEN_IDS:
            self.report.add(found.at(key), "flow.reserved_id", f"'{name}' means something else in expressions")
        return name
