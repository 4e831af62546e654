"""The first row of a sheet: which column is which, under all the names XLSForm allows, and in which language.

Runs before pyxform does, because pyxform only says that a column is missing, not which one was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.problems import suggestion
from flows.xlsform.cells import Sheet
from flows.xlsform.ours import PREFIX, heading_of
from flows.xlsform.report import Remark, refusal

#: Names a column may have -> the name used here. `media::image` and `bind::relevant` are handled by their last part.
_ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "read_only": "readonly",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "calculate": "calculation",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list name": "list_name",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "noapperrorstring": "no_app_error_string",
}
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MEDIA = ("image", "big-image", "audio", "video")
TRANSLATED = frozenset({*TEXTS, *MEDIA})
SURVEY = TRANSLATED | {
    "type", "name", "relevant", "required", "readonly", "constraint", "calculation", "choice_filter", "default",
    "appearance", "parameters", "repeat_count", "trigger", "disabled", "autoplay", "rows", "save_to", "intent",
    "no_app_error_string", "query", "compact_tag", "body::accuracythreshold", "bind::type",
}  # fmt: skip
CHOICES = TRANSLATED | {"list_name", "name"}
SETTINGS = frozenset({"form_title", "form_id", "version", "default_language", "style", "instance_name", "name"})
_PREFIX = re.compile(r"^(?:media|bind|control|body)\s*::?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """`key`: what the column holds. `language`: as the author wrote it, "" without one. `text`: the cell itself."""

    key: str
    language: str
    text: str


def read_headings(sheet: Sheet, kind: str = "") -> Mapping[int, Heading]:
    """Every column with a heading, in order."""
    kind = kind or sheet.kind
    double = any("::" in text for text in sheet.headings().values())
    return {column: heading(text, kind, double) for column, text in sorted(sheet.headings().items())}


def heading(text: str, kind: str, double: bool = True) -> Heading:
    """One heading. Choices keep unknown ones as they are: filters read them by that name."""
    if own := heading_of(text, kind):
        return Heading(*own, text)
    known = SURVEY if kind == "survey" else CHOICES
    whole = _key(text)
    if whole in known and whole not in TRANSLATED:
        return Heading(whole, "", text)
    base, _, language = _PREFIX.sub("", text).partition("::" if double or "::" in text else ":")
    key = _key(base)
    if key in TRANSLATED:
        return Heading(key, " ".join(language.split()), text)
    if key in known or kind in ("survey", "settings"):
        return Heading(key, "", text)
    return Heading(text.strip(), "", text)


def _key(text: str) -> str:
    snake = "_".join(text.split()).lower()
    return _ALIASES.get(snake, _ALIASES.get(snake.replace("_", " "), snake))


def is_read(text: str, kind: str) -> bool:
    """Whether a column with this heading means anything to an XLSForm."""
    found = heading(text, "survey").key
    return kind != "survey" or found in SURVEY or found.startswith(PREFIX)


def heading_problems(sheets: Mapping[str, Sheet], names: list[str]) -> Iterator[Remark]:
    """What keeps the sheets from being read at all. `names`: all sheets of the workbook."""
    if "survey" not in sheets:
        near = suggestion("survey", [name.lower() for name in names])
        yield refusal("no_survey", f"the workbook has no sheet 'survey'{near}: it holds the questions")
        return
    for kind, sheet in sheets.items():
        yield from _nameless(kind, sheet)
    yield from _missing(sheets["survey"], "survey", ("type", "name"))
    if "choices" in sheets and sheets["choices"].rows:
        yield from _missing(sheets["choices"], "choices", ("list_name", "name"))


def _nameless(kind: str, sheet: Sheet) -> Iterator[Remark]:
    for column, text in sheet.headings().items():
        if text.rstrip().endswith(":") and heading(text, kind).key in TRANSLATED:
            message = f"the heading '{text}' names no language: write for example '{text.rstrip(': ')}::Français (fr)'"
            place = sheet.place(1, column)
            yield refusal("nameless_language", message, place.sheet, 1, place.column)


def _missing(sheet: Sheet, kind: str, wanted: tuple[str, ...]) -> Iterator[Remark]:
    found = read_headings(sheet, kind)
    keys = {heading.key for heading in found.values()}
    known = SURVEY if kind == "survey" else CHOICES
    strange = [heading.text.lower() for heading in found.values() if heading.key not in known]
    for key in wanted:
        if key not in keys:
            near = suggestion(key, strange) if strange else ""
            message = f"the sheet '{sheet.name}' has no column '{key}' in its first row{near}"
            yield refusal("missing_column", message, sheet.name, 1)


def strange_headings(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Columns of the survey that XLSForm does not know: (column, sentence)."""
    for column, found in read_headings(sheet, "survey").items():
        if found.key not in SURVEY and not found.key.startswith(PREFIX):
            near = suggestion(found.key, SURVEY - {"rows", "tag"})
            yield column, f"the column '{found.text}' is not part of XLSForm and was not read{near}"
