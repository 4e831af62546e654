"""The choices: lists, and the choices questions have of their own, each as a list of XLSForm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.loading import fields
from flows.loading.lists import attribute_of
from flows.loading.nodes import Listing, Node, Table
from flows.model import Choice, Flow
from flows.xlsform.ours import CHOICE_PREFIX, choice_column, encode
from flows.xlsform.writing_names import CONSENT, YES_NO, FormNames, choice_names
from flows.xlsform.writing_offered import COLUMN
from flows.xlsform.writing_table import Row, Written
from flows.xlsform.writing_texts import Texts
from flows.xlsform.writing_values import values

#: Columns of the sheet that mean something else to XLSForm.
_OTHERS = frozenset({"list_name", "name", "label", "hint", "image", "audio", "video", "media", "value", "geometry"})
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_BY_COLUMN = frozenset({"value", "label", "words", "desk", "name"})


@dataclass(slots=True)
class Choices:
    flow: Flow
    names: FormNames
    texts: Texts
    sheet: Written
    parts: Mapping[str, Mapping[str, Mapping[str, str]]]  # list -> column -> value -> name in the form

    def lists(self, node: Node | None) -> None:
        """The lists several questions use."""
        for name, entry in node.entries.items() if isinstance(node, Table) else ():
            self.list(self.names.lists[f"list {name}"], self.flow.lists[name], entry.node, name, {})

    def own(self, step: str, node: Node, when: Mapping[str, str]) -> None:
        """The choices of one question. `when`: choice -> what the filter calls the condition to offer it."""
        self.list(self.names.lists[step], self.flow.steps[step].choices, node, "", when)

    def list(self, called: str, choices: tuple[Choice, ...], node: Node, shared: str, when: Mapping[str, str]) -> None:
        tables = [item for item in node.items if isinstance(item, Table)] if isinstance(node, Listing) else []
        names = choice_names(choices)
        for choice, table in zip(choices, tables, strict=True):
            row = self.sheet.row()
            row |= {"list_name": called, "name": names[choice.value]}
            if shared:
                row[choice_column("list")] = shared
            self.named(row, choice, names[choice.value])
            self.texts.put_choice(row, choice.label)
            self.texts.of_choice(row, "words", choice.words)
            self.texts.of_choice(row, "desk", choice.desk)
            for key, value in values(table, fields.CHOICE).items():
                if key in fields.CHOICE and key not in _BY_COLUMN:
                    row[choice_column(key)] = encode(value)
            if choice.value in when:
                row[COLUMN] = when[choice.value]
            self.attributes(row, choice.attributes, self.parts.get(shared, {}))

    def named(self, row: Row, choice: Choice, name: str) -> None:
        if name != choice.value:
            row[choice_column("value")] = choice.value
        if choice.name is not None and not (choice.name == name != choice.value):
            row[choice_column("name")] = choice.name

    def attributes(self, row: Row, said: Mapping[str, Any], parts: Mapping[str, Mapping[str, str]]) -> None:
        """In columns that filters read; where a column cannot say it exactly, in one of ours besides."""
        exact = True
        for key, value in said.items():
            shown = parts.get(key, {}).get(_shown(value), _shown(value))
            exact = exact and attribute_of(shown) == value
            if "${" in shown:
                exact = False
            elif _COLUMN.fullmatch(key) and key not in _OTHERS and not key.startswith(CHOICE_PREFIX):
                row[key] = shown
            else:
                exact = False
        if not exact or any("\xa0" in str(value) or str(value).strip() == "" for value in said.values()):
            row[choice_column("attributes")] = encode(dict(said))

    def answers(self, called: str, labels: Mapping[bool, str]) -> None:
        """Yes and no, in every language."""
        for name, meaning in (("yes", True), ("no", False)):
            row = self.sheet.row()
            row |= {"list_name": called, "name": name}
            self.texts.put_choice(row, labels[meaning])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else encode(value)


ANSWERS = {"yes_no": YES_NO, "consent": CONSENT}
