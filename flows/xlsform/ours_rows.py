"""Rows an export of ours wrote, recognised by `lotse::kind`: what they are, before any of them is read."""

from __future__ import annotations

from collections.abc import Mapping

from flows.kinds.base import KINDS
from flows.xlsform.code import ChoiceList, Type
from flows.xlsform.form import Item, Row
from flows.xlsform.ours import column

SECTION, GROUP, REPEAT, COMPUTED, NUMBER = "section", "group", "repeat", "computed", "entry_number"
#: Answers that are one of yes and no in a form.
YES_NO = ChoiceList("yes_no", {"yes": "yes", "no": "no"})
#: Answers XPath has no use for.
_UNLIKE = frozenset({"place"})


def kind_of(item: Item) -> str:
    """ "" for a row that somebody wrote by hand."""
    return item.row.get(column("kind"))


def is_section(item: Item) -> bool:
    return item.encloses and kind_of(item) == SECTION


def id_of(item: Item) -> str:
    return item.row.get(column("id")) or item.name


def type_of(item: Item) -> Type:
    """Of the value, as conditions written in XPath see it."""
    kind = kind_of(item)
    found = item.row.get(column("type")) if kind == COMPUTED else KINDS[kind].value_type if kind in KINDS else "text"
    if found in ("country", "language"):
        return "text"
    return "none" if found in _UNLIKE else found  # type: ignore[return-value]


def value_of(row: Row) -> str:
    """The value of a choice."""
    return row.get(column("value")) or row.get("name")


def values_of(rows: list[Row]) -> Mapping[str, str]:
    """Name in the form -> value."""
    return {row.get("name"): value_of(row) for row in rows}
