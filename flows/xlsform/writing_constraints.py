"""What an answer must meet: conditions with their sentences, and what a kind asks for by itself (from 1 to 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.loading import fields
from flows.loading.nodes import Listing, Table
from flows.model import Step
from flows.xlsform.ours import NOTHING, column, encode
from flows.xlsform.writing_values import values
from flows.xlsform.xpath_text import AND, Text, both, literal

if TYPE_CHECKING:
    from flows.xlsform.writing_survey import Around, Survey
    from flows.xlsform.writing_table import Row


def constraints(survey: Survey, row: Row, table: Table, around: Around) -> None:
    """One cell for all conditions; each of ours also in a column of its own, with its sentence."""
    step = survey.flow.steps[values(table, fields.STEP)["id"]]
    listing = table.entries.get("constraints")
    tests = [encode(values(node, fields.CONSTRAINT)["test"]) for node in _items(listing.node if listing else None)]
    parts = [Text(text, AND) for text in _by_kind(step, survey)]
    for number, (test, rule) in enumerate(zip(tests, step.constraints, strict=True), 1):
        row[column(f"constraint {number}")] = test
        found = survey.expressions.constraint(step.id, test, around.here, around.groups)
        parts += [found] if found else []
        if number == 1:
            survey.texts.put(row, "constraint_message 1", rule.message, around.here)
        else:
            survey.texts.only(row, f"constraint_message {number}", rule.message)
    if parts:
        row["constraint"] = both(parts).text
        row.setdefault(column("constraint 1"), NOTHING)


def _items(node: object) -> tuple[Table, ...]:
    return tuple(item for item in node.items if isinstance(item, Table)) if isinstance(node, Listing) else ()


def _by_kind(step: Step, survey: Survey) -> list[str]:
    """What the kind refuses by itself."""
    options, found = step.options, []
    if step.kind == "number":
        found += [f". >= {literal(options['min']).text}"] if options.get("min") is not None else []
        found += [f". <= {literal(options['max']).text}"] if options.get("max") is not None else []
    if step.kind == "text" and options.get("max_length"):
        found.append(f"string-length(.) <= {options['max_length']}")
    if step.kind == "many":
        found += [f"count-selected(.) <= {options['max']}"] if options.get("max") else []
        names = survey.names.choices.get(step.id, {})
        for choice in step.choices:
            if choice.exclusive:
                name = literal(names.get(choice.value, choice.value)).text
                found.append(f"not(selected(., {name}) and count-selected(.) > 1)")
    return found
