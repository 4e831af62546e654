"""Choices that are offered only under a condition: a column of the list says which, the filter of the question when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.loading import fields
from flows.loading.nodes import Listing, Table
from flows.xlsform.ours import choice_column, encode
from flows.xlsform.writing_values import values
from flows.xlsform.xpath_text import EQUAL, Text, both, either, literal, operation

if TYPE_CHECKING:
    from flows.xlsform.writing_survey import Around, Survey
    from flows.xlsform.writing_table import Row

COLUMN = choice_column("when")
ALWAYS = "0"


def offered(survey: Survey, row: Row, item: str, table: Table, around: Around) -> None:
    """Conditions that a form cannot hold are told once; their choices are always offered there."""
    said = [values(node, fields.CHOICE) for node in _choices(table)]
    sources = list(dict.fromkeys(encode(choice["relevant"]) for choice in said if "relevant" in choice))
    tests: dict[str, tuple[str, Text]] = {}
    for source in sources:
        test = survey.expressions.condition(item, "choices.relevant", source, around.here, around.groups)
        if test is not None:
            tests[source] = str(len(tests) + 1), test
    if not tests:
        return
    survey.offered[item] = {
        choice["value"]: tests.get(encode(choice.get("relevant", "")), (ALWAYS,))[0] for choice in said
    }
    when = Text(COLUMN)
    parts = [both([operation("=", when, literal(key), EQUAL), test]) for key, test in tests.values()]
    row["choice_filter"] = either([operation("=", when, literal(ALWAYS), EQUAL), *parts]).text


def _choices(table: Table) -> list[Table]:
    entry = table.entries.get("choices")
    items = entry.node.items if entry is not None and isinstance(entry.node, Listing) else ()
    return [item for item in items if isinstance(item, Table)]
