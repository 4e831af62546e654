"""Texts on their way into a form: each language in its own column, answers in them as the form shows answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.xlsform.ours import STANDARD, choice_column, column, from_form, to_form
from flows.xlsform.writing_table import Row
from locales.languages import language

#: Text id, language -> the text as its author wrote it; None: not translated.
Say = Callable[[str, str], str | None]


def heading(code: str) -> str:
    """`Deutsch (de)`"""
    return f"{language(code).name} ({code})"


@dataclass(slots=True)
class Texts:
    """`languages`: the source first. `numbers`: repeats whose entries' numbers are shown in some text."""

    say: Say
    languages: tuple[str, ...]
    items: Mapping[str, str]
    rows: Mapping[str, str]  # repeat -> name of the row that counts its entries
    numbers: set[str] = field(default_factory=set)

    def put(self, row: Row, key: str, text_id: str | None, here: tuple[str, ...] = ()) -> None:
        """A text that has a column of its own in a form."""
        names = self.placeholders(here)
        for code, words in self._said(text_id):
            shown = to_form(words, names)
            if here and "{n}" in words:
                self.numbers.add(here[-1])
            row[f"{STANDARD[key]}::{heading(code)}"] = shown
            if from_form(shown, {name: placeholder for placeholder, name in names.items()}) != words or "\xa0" in words:
                row[f"{column(key)}::{heading(code)}"] = words

    def only(self, row: Row, key: str, text_id: str | None) -> None:
        """A text a form has no place for."""
        for code, words in self._said(text_id):
            row[f"{column(key)}::{heading(code)}"] = words

    def put_choice(self, row: Row, text_id: str | None) -> None:
        """What a choice is called. Its exact words stand beside it where a form has to write them differently."""
        for code, words in self._said(text_id):
            shown = to_form(words, self.items)
            row[f"label::{heading(code)}"] = shown
            if from_form(shown, {name: key for key, name in self.items.items()}) != words or "\xa0" in words:
                row[choice_column("label", code)] = words

    def of_choice(self, row: Row, key: str, text_id: str | None) -> None:
        for code, words in self._said(text_id):
            row[choice_column(key, code)] = words

    def placeholders(self, here: tuple[str, ...]) -> dict[str, str]:
        return {**self.items, **({"n": self.rows[here[-1]]} if here else {})}

    def _said(self, text_id: str | None) -> list[tuple[str, str]]:
        if text_id is None:
            return []
        found = [(code, self.say(text_id, code)) for code in self.languages]
        return [(code, words) for code, words in found if words]
