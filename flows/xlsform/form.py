"""The sheets as a tree: groups, repeats and questions in order, each cell with the place it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.xlsform.cells import Place, Sheet, Workbook
from flows.xlsform.headings import TRANSLATED, Heading, read_headings
from flows.xlsform.kinds import RowType, row_type
from flows.xlsform.languages import Languages, languages
from flows.xlsform.ours import PREFIX, unguarded
from flows.xlsform.report import FormError, Remark, Report

DEEPEST = 6  # groups in one another: what a flow file can hold
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"no", "false", "false()", "0", ""})


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    place: Place


#: language code -> what stands there
ByLanguage = dict[str, Cell]


@dataclass(slots=True)
class Row:
    """One row of a sheet. `cells`: what is said once; `texts`: what is said in every language."""

    number: int
    place: Place
    cells: dict[str, Cell] = field(default_factory=dict)
    texts: dict[str, ByLanguage] = field(default_factory=dict)

    def get(self, key: str) -> str:
        return self.cells[key].text if key in self.cells else ""

    def place_of(self, key: str) -> Place:
        return self.cells[key].place if key in self.cells else self.place


@dataclass(slots=True)
class Item:
    """A question, group or repeat. `children` only for the last two; the survey itself is a group without a row."""

    row: Row
    type: RowType
    children: list[Item] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.row.get("name")

    @property
    def encloses(self) -> bool:
        return self.type.base in ("begin_group", "begin_repeat")

    @property
    def repeats(self) -> bool:
        return self.type.base == "begin_repeat"

    def walk(self, above: tuple[Item, ...] = ()) -> Iterator[tuple[Item, tuple[Item, ...]]]:
        """Everything inside, each with what encloses it, outermost first."""
        for child in self.children:
            yield child, above
            yield from child.walk((*above, child))


@dataclass(slots=True)
class Form:
    root: Item
    choices: dict[str, list[Row]]
    external: dict[str, list[Row]]
    settings: Mapping[str, str]
    languages: Languages


def read_form(book: Workbook, guess: str, report: Report) -> Form:
    settings = read_settings(book.sheet("settings"))
    spoken = _languages(book, settings, guess, report)
    rows = read_rows(book.sheet("survey"), "survey", spoken)
    root = _tree(rows, report)
    choices, external = (_lists(read_rows(book.sheet(kind), kind, spoken)) for kind in ("choices", "external_choices"))
    return Form(root, choices, external, settings, spoken)


def read_settings(sheet: Sheet) -> dict[str, str]:
    found = read_headings(sheet, "settings")
    first = next((cells for _, cells in sheet.body()), {})
    return {
        f"{heading.key}{'::' if heading.language else ''}{heading.language}": unguarded(first[column].strip())
        if heading.key.startswith(PREFIX)
        else first[column].strip()
        for column, heading in found.items()
        if column in first
    }


def _languages(book: Workbook, settings: Mapping[str, str], guess: str, report: Report) -> Languages:
    written: list[str] = []
    for kind in ("survey", "choices", "external_choices"):
        sheet = book.sheet(kind)
        used = {column for _, cells in sheet.body() for column in cells}
        for column, heading in read_headings(sheet, kind).items():
            if heading.key.startswith(PREFIX) and heading.language and column in used:
                written.append(heading.language if kind == "survey" else f"({heading.language})")
            if heading.key in TRANSLATED and (heading.language or heading.key == "label") and column in used:
                written.append(heading.language)
    written += [key.rpartition("::")[2] for key in settings if key.startswith(f"{PREFIX}title::")]
    return languages(written, settings.get("default_language", ""), guess, report)


def read_rows(sheet: Sheet, kind: str, spoken: Languages) -> list[Row]:
    headings = read_headings(sheet, kind)
    return [
        _row(sheet, number, cells, headings, spoken) for number, cells in sheet.body() if cells.keys() & headings.keys()
    ]


def _row(
    sheet: Sheet, number: int, cells: Mapping[int, str], headings: Mapping[int, Heading], spoken: Languages
) -> Row:
    row = Row(number, sheet.place(number))
    for column, heading in headings.items():
        text = cells.get(column, "").strip()
        if not text:
            continue
        cell = Cell(text, sheet.place(number, column))
        if heading.key.startswith(PREFIX):
            _own(row, heading, Cell(unguarded(text), cell.place), spoken)
        elif heading.key in TRANSLATED:
            code = spoken.codes.get(heading.language, spoken.source)
            texts = row.texts.setdefault(heading.key, {})
            if heading.language or code not in texts:
                texts[code] = cell
        else:
            row.cells.setdefault(heading.key, cell)
    return row


def _own(row: Row, heading: Heading, cell: Cell, spoken: Languages) -> None:
    """A column of ours: languages by the name over other columns, or by their code."""
    if heading.language:
        code = spoken.codes.get(heading.language, heading.language)
        row.texts.setdefault(heading.key, {})[code] = cell
    else:
        row.cells.setdefault(heading.key, cell)


def _tree(rows: list[Row], report: Report) -> Item:
    root = Item(Row(0, Place("survey")), RowType("begin_group"))
    open_items = [root]
    for row in rows:
        kind = row_type(row.get("type")) if row.get("type") else None
        if kind is None or row.get("disabled").lower() in _YES:
            report.add(
                "note", row.place, "row_skipped", "this row was not read: " + ("disabled" if kind else "no type")
            )
        elif kind.base.startswith("end_"):
            if len(open_items) > 1:
                open_items.pop()
        else:
            item = Item(row, kind)
            open_items[-1].children.append(item)
            if item.encloses:
                open_items.append(item)
                sections = sum(one.row.get(f"{PREFIX}kind") == "section" for one in open_items)
                _refuse_depth(row, len(open_items) - 1 - sections)
    return root


def _refuse_depth(row: Row, depth: int) -> None:
    if depth > DEEPEST:
        message = f"groups and repeats nest at most {DEEPEST} deep: take one of them away"
        raise FormError([Remark(row.place, "refused", "too_deep", message)])


def _lists(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("list_name") and row.get("name"):
            found.setdefault(row.get("list_name"), []).append(row)
    return found


def flag(text: str) -> bool | None:
    """`yes`, `TRUE`, `true()` and their opposites; None: an expression."""
    low = text.strip().lower()
    return True if low in _YES else False if low in _NO else None
