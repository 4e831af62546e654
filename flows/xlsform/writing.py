"""A flow -> the sheets of an XLSForm workbook that pyxform accepts, and a report of what only we understand in it.

    exported = export_form(subject)      # pure; `backend.integrations.workbook_file` makes a file of it

Standard columns say as much as a form can say, so that ODK can ask it. `lotse::` columns say the rest, and exactly, so
that the import gives the same flow again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.kinds.base import KINDS
from flows.loading import fields
from flows.loading.branches import text_of
from flows.loading.nodes import Listing, Node, Table
from flows.model import Flow
from flows.xlsform.ours import CHOICE_PREFIX, PREFIX, column, encode
from flows.xlsform.writing_choices import ANSWERS, Choices
from flows.xlsform.writing_expressions import Expressions, OnlyHere
from flows.xlsform.writing_names import FormNames, names_of
from flows.xlsform.writing_survey import Survey
from flows.xlsform.writing_table import Written
from flows.xlsform.writing_texts import Say, Texts, heading
from flows.xlsform.writing_values import values

SHEETS = ("survey", "choices", "settings")


@dataclass(frozen=True, slots=True)
class Subject:
    """A flow with its nodes and its words. `languages`: the source first."""

    flow: Flow
    node: Node
    say: Say
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """`sheets`: name -> headings, then rows. `only_here`: what no form can say. `columns`: those of ours -> cells."""

    sheets: Mapping[str, list[list[str]]]
    only_here: tuple[OnlyHere, ...]
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    languages: tuple[str, ...]


def export_form(subject: Subject) -> Exported:
    """Raises FormError, with the cells, for texts no workbook can hold."""
    flow, top = subject.flow, _entries(subject.node)
    names = _names(subject)
    texts = Texts(subject.say, subject.languages, names.items, names.numbers)
    survey, choices, settings = (Written(name) for name in SHEETS)
    expressions = Expressions(flow, names.xpath(flow))
    explicit = frozenset(name for table in _tables(top["sections"]) if (name := text_of(table, "id")))
    for table in _tables(top["sections"]):
        said = values(table, fields.STEP)
        if "filter" in said and "list" in said:
            expressions.note_parts(encode(said["filter"]), flow.steps[said["id"]].repeats, said["list"])
    writer = Survey(flow, names, texts, expressions, survey, explicit)
    for section in _items(top["sections"]):
        writer.section(section)
    _choices(subject, Choices(flow, names, texts, choices, expressions.parts), writer.offered)
    _settings(subject, texts, settings)
    sheets = {sheet.name: sheet.table() for sheet in (survey, choices, settings) if sheet.rows}
    used = Counter(
        key.partition("::")[0] if key.startswith(CHOICE_PREFIX) else "::".join(key.split("::")[:2])
        for sheet in (survey, choices, settings)
        for row in sheet.rows
        for key in row
        if key.startswith((PREFIX, CHOICE_PREFIX))
    )
    rows = {sheet.name: len(sheet.rows) for sheet in (survey, choices, settings)}
    return Exported(sheets, tuple(expressions.told), dict(sorted(used.items())), rows, subject.languages)


def _names(subject: Subject) -> FormNames:
    groups, shared = {}, {}
    for table in _tables(_entries(subject.node)["sections"]):
        if group := text_of(table, "group"):
            groups[group] = text_of(table, "name")
        if (step := text_of(table, "id")) and (listed := text_of(table, "list")):
            shared[step] = listed
    return names_of(subject.flow, groups, shared)


def _choices(subject: Subject, choices: Choices, offered: Mapping[str, Mapping[str, str]]) -> None:
    top, flow = _entries(subject.node), subject.flow
    choices.lists(top.get("lists"))
    for table in _tables(top["sections"]):
        entry, step = table.entries.get("choices"), text_of(table, "id")
        if entry is not None and step in flow.steps:
            choices.own(str(step), entry.node, offered.get(str(step), {}))
    for kind, called in ANSWERS.items():
        if any(step.kind == kind and step.id not in flow.repeats for step in flow.steps.values()):
            choices.answers(called, KINDS[kind].labels)  # type: ignore[attr-defined]


def _settings(subject: Subject, texts: Texts, sheet: Written) -> None:
    flow, said = subject.flow, values(subject.node, fields.FLOW)
    row = sheet.row()
    title = flow.source[flow.title]
    row |= {"form_title": title, "form_id": _form_id(said.get("name") or flow.id)}
    row["default_language"] = heading(flow.lang)
    if version := said.get("version"):
        row["version"] = version
    row |= {column("format"): str(fields.FORMAT), column("id"): flow.id}
    for key in ("lang", "name", "version"):
        if key in said:
            row[column(key)] = encode(said[key])
    texts.only(row, "title", flow.title)
    if "\xa0" not in title:
        row.pop(f"{column('title')}::{heading(flow.lang)}", None)  # it is the title of the form


def _form_id(name: str) -> str:
    return re.sub(r"\s+", "_", name)


# --- nodes ------------------------------------------------------------------------------------------------------------


def _entries(node: Node) -> dict[str, Node]:
    return {key: entry.node for key, entry in node.entries.items()} if isinstance(node, Table) else {}


def _items(node: Node) -> list[Table]:
    return [item for item in node.items if isinstance(item, Table)] if isinstance(node, Listing) else []


def _tables(node: Node) -> Iterator[Table]:
    """Everything that stands in a list of steps, however deep."""
    for item in _items(node):
        yield item
        if "steps" in item.entries:
            yield from _tables(item.entries["steps"].node)
