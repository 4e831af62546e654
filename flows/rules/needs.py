"""The score of a need: how much somebody needs in one field of action.

Few answers decide it, so most people's was worked out for somebody before them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any

from flows.rules.alone import UNSEEN
from flows.rules.found import Need
from flows.rules.model import Row
from flows.rules.sifting import ALWAYS, Bundle, Case

_MOST = 2_000  # combinations of truths that are remembered for one field

#: The need and every row that holds.
_Found = tuple[Need, list[Row]]


class Field:
    """`alone`: the conditions that are looked up by one answer. A field that asks others too remembers nothing."""

    def __init__(self, name: str, bundles: tuple[Bundle, ...], alone: Collection[int]) -> None:
        self._name, self._bundles = name, bundles
        numbers = {number for first, members in bundles for _, others in members for number in (first, *others)}
        settled = numbers <= {*alone, ALWAYS}
        self._truths = itemgetter(ALWAYS, ALWAYS, *sorted(numbers)) if settled else None
        self._found: dict[tuple[Any, ...], _Found] = {}

    def need(self, case: Case) -> _Found:
        truths = self._truths(case.known) if self._truths else None
        if truths is None or UNSEEN in truths:
            return self._worked_out(case)
        found = self._found.get(truths)
        if found is None:
            found = self._worked_out(case)
            if len(self._found) < _MOST:
                self._found[truths] = found
        return found

    def _worked_out(self, case: Case) -> _Found:
        rows, _ = case.sifted(self._bundles)
        return _need(self._name, rows), rows


def _need(name: str, rows: Iterable[Row]) -> Need:
    """The highest score counts, of confirmed rows; the rows that say it are its reasons."""
    best, first = "", list[Row]()
    for row in rows:
        score = row.outcome["score"]  # one digit
        if row.reviewed and score >= best:
            first = [*first, row] if score == best else [row]
            best = score
    return Need(name, int(best) if best else None, tuple(first))
