"""A catalogue as a table for volunteers who have a spreadsheet and nothing else, and back again.

One row a text, or one row a plural form. The German stands beside the translation and comes back with it, so that a
text that was reworded meanwhile is noticed. Whoever clears the mark in the last column says: it fits the new German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from babel.messages.catalog import Catalog

from locales.catalogues import Translation, by_id, texts_of
from locales.glossary import explanations, terms
from locales.languages import language
from locales.plurals import categories
from locales.source_texts import Source
from locales.taking import Given

HEADINGS = ("id", "Form", "Deutsch", "Hinweis", "max", "Wo", "Übersetzung", "veraltet")
STALE = "veraltet"
_LANGUAGE = re.compile(r"Übersetzung.*\((\S+)\)\s*")


class NotOurs(ValueError):
    """The table is not one that was exported here; the message says what is missing."""


def rows(lang: str, sources: Mapping[str, Source], catalogue: Catalog) -> list[list[str]]:
    """Headings, then the texts in order of the sources."""
    entries = by_id(catalogue)
    headings = [*HEADINGS]
    headings[6] = f"Übersetzung: {language(lang).name} ({lang})"
    table = [headings]
    for text_id, source in sources.items():
        message = entries[text_id]
        strings = texts_of(message.string)
        forms = categories(lang) if source.plural else ("",)
        for form, text in zip(forms, strings, strict=False):
            limit = str(source.max or "")
            mark = STALE if message.fuzzy else ""
            german = " / ".join(source.forms)
            table.append([text_id, form, german, source.note or "", limit, where(text_id), text or "", mark])
    return table


def glossary_rows(lang: str) -> list[list[str]]:
    """The second sheet: the terms that stay German, and how they are explained."""
    told = explanations(lang)
    return [["Begriff", "Bedeutung", lang], *([term, meaning, told.get(term, "")] for term, meaning in terms().items())]


def where(text_id: str) -> str:
    """The place of a text in the product, for people: flow and step, or area."""
    first, *rest = text_id.split(".")
    return f"{first} › {rest[0]}" if len(rest) > 1 else first


def language_of(table: Sequence[Sequence[str]]) -> str:
    """The language in the heading of the translations. Raises NotOurs."""
    found = (_LANGUAGE.fullmatch(heading) for heading in (table[0] if table else ()))
    code = next((match[1] for match in found if match), None)
    if code is None or "id" not in table[0]:
        raise NotOurs("the headings 'id' and 'Übersetzung: … (code)' are missing: was the file made by `export`?")
    return code


def given(table: Sequence[Sequence[str]]) -> Iterator[Given]:
    """The rows of a table, plural forms put together; a text without any translation is left out. Raises NotOurs."""
    language_of(table)
    columns = {("Übersetzung" if name.startswith("Übersetzung") else name): at for at, name in enumerate(table[0])}
    again: list[Given] = []
    parts: dict[str, tuple[int, dict[str, str], str | None, bool]] = {}
    for line, row in enumerate(table[1:], 2):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        text_id = cells["id"].strip()
        if not text_id:
            continue
        form, text = cells.get("Form", "").strip(), _text(cells["Übersetzung"])
        fresh = "veraltet" in columns and not cells["veraltet"].strip()
        german = cells["Deutsch"] if "Deutsch" in columns else None
        known = parts.get(text_id)
        if known and form and form not in known[1]:
            known[1][form] = text
        elif known:
            again.append(Given(text_id, text, german, fresh, line))
        else:
            parts[text_id] = (line, {form: text}, german, fresh)
    for text_id, (line, forms, german, fresh) in parts.items():
        if any(forms.values()):
            whole: Translation = forms[""] if list(forms) == [""] else forms
            yield Given(text_id, whole, german, fresh, line)
    yield from again


def _text(cell: str) -> str:
    """As the catalogue writes it: no carriage returns."""
    return cell.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n")
