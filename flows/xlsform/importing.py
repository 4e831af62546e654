"""A workbook -> the files of a package and the report: the one function everything else here serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.xlsform import lists as choice_lists
from flows.xlsform import names
from flows.xlsform.building import Builder
from flows.xlsform.cells import Place, Workbook
from flows.xlsform.changed import note_changes
from flows.xlsform.form import Cell, Form, read_form
from flows.xlsform.headings import MEDIA, strange_headings
from flows.xlsform.ours import column as own_column
from flows.xlsform.ours_rows import kind_of
from flows.xlsform.report import FormError, Report, refusal
from flows.xlsform.sections import sections
from flows.xlsform.symbols import Symbols
from flows.xlsform.texts import Texts
from flows.xlsform.yaml_out import Table, dump

FORMAT = 2
_HEAD = """\
# Imported from {name}. Ids were made from the names of the form, which stand beside them as `name`.
# What has no counterpart here is told in comments; the whole list is printed by the import.
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """`files`: path in the package -> content. `media`: file names the form mentions. `languages`: source first."""

    files: Mapping[str, bytes]
    report: Report
    flow: str
    languages: tuple[str, ...]
    media: tuple[str, ...]
    steps: int


def import_form(book: Workbook, lang: str = "en") -> Imported:
    """`lang`: the language of texts whose columns name none. Raises FormError when nothing can be asked."""
    report = Report()
    _notes(book, report)
    form = read_form(book, lang, report)
    lists = choice_lists.collect(form, book.files, report)
    symbols = Symbols(form, lists.codes, report)
    flow = _flow_id(form, book.name)
    texts = Texts(flow, form.languages, report)
    symbols.all_computed()
    build = Builder(symbols, texts, lists, choice_lists.columns(lists, symbols), report)
    head = _head(form, flow, texts, book.name)
    parts = sections(build, head[1])
    if not parts:
        raise FormError([refusal("no_questions", "the form asks nothing: there is no question to import", "survey")])
    table = head[0].put("lists", _lists(build)).put("sections", parts)
    _appearances(build)
    content = _HEAD.format(name=book.name) + dump(table)
    spoken = (form.languages.source, *form.languages.others())
    files = {"flow.yaml": content.encode(), **texts.catalogues()}
    if any(kind_of(item) for item, _ in form.root.walk()):
        note_changes(book, files, report)
    return Imported(files, report, flow, spoken, _media(form), len(build.told))


def _flow_id(form: Form, name: str) -> str:
    if own := form.settings.get(own_column("id")):
        return own
    made = names.plain(form.settings.get("form_id") or form.settings.get("form_title") or name, most=40, first="form_")
    return made.replace("_", "-").strip("-")


def _head(form: Form, flow: str, texts: Texts, name: str) -> tuple[Table, str]:
    if form.settings.get(own_column("id")):
        return _own_head(form, flow, texts)
    place = Place("settings", 2)
    title = form.settings.get("form_title") or form.settings.get("form_id") or name
    source = form.languages.source
    said = texts.clean(Cell(title, place), None, 100)
    texts.put("title", dict.fromkeys([source, *form.languages.others()], said))
    table = Table().put("format", FORMAT).put("id", flow).put("lang", source).put("title", said)
    table.put("name", form.settings.get("form_id")).put("version", form.settings.get("version"))
    return table, said


def _own_head(form: Form, flow: str, texts: Texts) -> tuple[Table, str]:
    """What an export of ours wrote into the settings."""
    settings, source = form.settings, form.languages.source
    begun = f"{own_column('title')}::"
    said = {form.languages.codes.get(key.removeprefix(begun), ""): text for key, text in settings.items()
            if key.startswith(begun)}  # fmt: skip
    title = said.setdefault(source, settings.get("form_title") or flow)
    if len(said) > 1:
        texts.put("title", said)
    table = Table().put("format", FORMAT).put("id", flow).put("title", title)
    for key in ("lang", "name", "version"):
        table.put(key, settings.get(own_column(key)))
    return table, title


def _lists(build: Builder) -> Table | None:
    table = build.reader.lists()
    shared = {name for name, _ in table.entries}
    for key, name in build.lists.ids.items():
        if key in build.first_use and name not in shared:
            read = build.columns_read.get(key, set())
            shown = build.shown_in_list(key)
            how = choice_lists.Writing(key, build.lists, build.columns[key], build.texts, read, shown)
            table.put(name, how.entries())
    return table if table.entries else None


def _notes(book: Workbook, report: Report) -> None:
    for warning in book.warnings:
        report.add("note", Place(), "pyxform", " ".join(warning.split()))
    for title, notes in book.notes.items():
        for ref in notes.get("merged", ()):
            report.add("note", Place(title), "merged", f"the cells {ref} are merged: only the first of them counts")
        for hidden in notes.get("hidden", ()):
            report.add("note", Place(title), "hidden", f"{hidden} is hidden; it was read like the others")
    for column, message in strange_headings(book.sheet("survey")):
        report.add("note", book.sheet("survey").place(1, column), "strange_column", message)
    if book.sheet("entities").rows:
        report.add("adapted", Place("entities"), "entities", "entities are not made here: the sheet was not read")


def _appearances(build: Builder) -> None:
    for what, times in build.appearances.items():
        message = f"{what} ({times} ×) changes nothing in a chat"
        build.report.add("note", replace(build.places[what]), "appearance", message)


def _media(form: Form) -> tuple[str, ...]:
    rows = [item.row for item, _ in form.root.walk()]
    found = {
        choice_lists.file_name(cell.text) for row in rows for key in MEDIA for cell in row.texts.get(key, {}).values()
    }
    return tuple(sorted(found))
