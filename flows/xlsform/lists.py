"""The choice lists of a form: which there are, what their columns hold, and how they are written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.xlsform import names, ours_rows
from flows.xlsform.cells import Place
from flows.xlsform.code import ChoiceList, Untranslatable
from flows.xlsform.form import Cell, Form, Item, Row
from flows.xlsform.headings import MEDIA
from flows.xlsform.kinds import RowType
from flows.xlsform.ours import column as own_column
from flows.xlsform.report import Report
from flows.xlsform.scope import Attribute
from flows.xlsform.symbols import Symbols, attributes_of, list_key
from flows.xlsform.texts import Shown, Texts
from flows.xlsform.words import word
from flows.xlsform.xpath import Binary, Function, Literal, Minus, Node, Path, Ref, XPathError, parse
from flows.xlsform.yaml_out import Table

MAX_CHOICES = 6000
LABEL_MAX = 100


@dataclass(frozen=True, slots=True)
class Lists:
    """`rows`: list key -> its choices. `ids`: list key -> id here."""

    rows: Mapping[str, list[Row]]
    codes: Mapping[str, ChoiceList]
    ids: Mapping[str, str]


def collect(form: Form, files: Mapping[str, str], report: Report) -> Lists:
    """The lists that questions use. A selection without a list becomes a text, with a remark."""
    rows: dict[str, list[Row]] = {}
    ours: set[str] = set()
    for item, _ in form.root.walk():
        if not item.type.list:
            continue
        found = _rows_of(item, form, files)
        if found and len(found) <= MAX_CHOICES:
            rows.setdefault(list_key(item), _once(found, item.type, report))
            if ours_rows.kind_of(item):
                ours.add(list_key(item))
        else:
            _as_text(item, len(found), report)
    made = names.ids([_shown(key) for key in rows])
    shared = {key: found[0].get(own_column("list")) for key, found in rows.items()}
    ids = {key: shared[key] or made[_shown(key)] for key in rows}
    values = {
        key: ours_rows.values_of(found) if key in ours else names.values(row.get("name") for row in found)
        for key, found in rows.items()
    }
    return Lists(rows, {key: ChoiceList(key, values[key]) for key in rows}, ids)


def _shown(key: str) -> str:
    return key.removeprefix("external:").removeprefix("file:").rsplit(".", 1)[0] if ":" in key else key


def _rows_of(item: Item, form: Form, files: Mapping[str, str]) -> list[Row]:
    if item.type.source == "file":
        return _table(files.get(item.type.list, ""), item)
    return (form.external if item.type.source == "external" else form.choices).get(item.type.list, [])


def _table(text: str, item: Item) -> list[Row]:
    """A CSV table beside the workbook: `name`, `label` and columns for filters."""
    reader = csv.DictReader(text.splitlines())
    rows = []
    for number, line in enumerate(reader, start=2):
        place = Place(item.type.list, number)
        row = Row(
            number,
            place,
            {str(key): Cell(value, place) for key, value in line.items() if key and isinstance(value, str) and value},
        )
        if "label" in row.cells:
            row.texts["label"] = {"": row.cells.pop("label")}
        if row.get("name"):
            rows.append(row)
    return rows


def _once(rows: list[Row], kind: RowType, report: Report) -> list[Row]:
    """A name that stands twice in a list: the first label counts (pyxform allows it on request)."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.get("name") in found:
            message = f"the choice '{row.get('name')}' stands twice in the list '{kind.list}'; the first one counts"
            report.add("adapted", row.place_of("name"), "choice_twice", message)
        found.setdefault(row.get("name"), row)
    if kind.other and "other" not in found:
        place = Place("survey")
        found["other"] = Row(0, place, {"name": Cell("other", place)})  # row 0: nobody wrote it
    return list(found.values())


def _as_text(item: Item, size: int, report: Report) -> None:
    what = item.type.list
    why = (
        f"its list '{what}' has {size} choices, at most {MAX_CHOICES} fit"
        if size
        else f"its list '{what}' was not found"
    )
    hint = "; put the file beside the workbook" if item.type.source == "file" else ""
    report.add("adapted", item.row.place_of("type"), "list_missing", f"'{item.name}' is asked as a text: {why}{hint}")
    item.type = RowType("text")
    item.row.cells.pop("choice_filter", None)


# --- columns that filters read ----------------------------------------------------------------------------------------


def columns(lists: Lists, symbols: Symbols) -> dict[str, dict[str, Attribute]]:
    """List key -> its columns as filters see them."""
    used: dict[str, dict[str, set[str]]] = {key: {} for key in lists.rows}
    for item, _ in symbols.form.root.walk():
        if item.row.get("choice_filter") and list_key(item) in used:
            for column, partner in _compared(item, symbols):
                used[list_key(item)].setdefault(column, set()).add(partner)
    return {key: attributes_of(rows, used[key], lists.codes) for key, rows in lists.rows.items()}


def _compared(item: Item, symbols: Symbols) -> Iterator[tuple[str, str]]:
    try:
        waiting = [parse(item.row.get("choice_filter"))]
    except XPathError:
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, Binary):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, Path) and node.op not in ("and", "or"):
                    yield one.source, _partner(other, symbols)
            waiting += [node.left, node.right]
        elif isinstance(node, Function):
            waiting += node.arguments
            yield from _argued(node, symbols)


def _argued(node: Function, symbols: Symbols) -> Iterator[tuple[str, str]]:
    """`selected(${areas}, area)` compares as `area = ${area}` does; to other functions a column is a text."""
    for at, argument in enumerate(node.arguments):
        if isinstance(argument, Path):
            chosen = node.name == "selected" and at == 1
            yield argument.source, _partner(node.arguments[0], symbols) if chosen else "text"


def _partner(node: Node, symbols: Symbols) -> str:
    """What a column is compared with: `list …`, `number`, `text`, or `literal`, which goes with all of them."""
    match node:
        case Literal():
            return "literal" if isinstance(node.value, str) else "number"
        case Ref():
            try:
                known = symbols.get(node.name)
            except Untranslatable:
                return "text"
            if known and known.list and known.list.id in symbols.lists:
                return f"list {known.list.id}"
            return "number" if known and known.type == "number" else "text"
        case Minus():
            return "number"
    return "text"


# --- writing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Writing:
    """How one list is written. `read`: columns filters use beyond those that are kept anyway."""

    key: str
    lists: Lists
    attributes: Mapping[str, Attribute]
    texts: Texts
    read: set[str]
    shown: Shown

    def entries(self) -> list[Table]:
        return [_entry(self, row) for row in self.lists.rows[self.key]]


def _entry(how: Writing, row: Row) -> Table:
    name, texts = row.get("name"), how.texts
    value = how.lists.codes[how.key].values[name]
    path = f"list.{how.lists.ids[how.key]}.{value}"
    if not row.number:  # what `or_other` adds
        said = {lang: word("other", lang) for lang in (texts.languages.source, *texts.languages.others())}
        label = texts.put(path, said)
        return Table(inline=True).put("value", value).put("label", label).put("other", True)
    labels = row.texts.get("label") or {texts.languages.source: Cell(name, row.place_of("name"))}
    labels = {code or texts.languages.source: cell for code, cell in labels.items()}
    if "label" not in row.texts:
        texts.report.add("note", row.place, "no_label", f"the choice '{name}' has no label; its name stands there")
    table = Table(inline=True).put("value", value)
    table.put("label", texts.add(path, labels, how.shown, LABEL_MAX))
    table.put("name", name if name != value else None)
    if any(key in row.texts for key in MEDIA):
        message = f"the picture or sound of the choice '{name}' is not shown: only questions have them here"
        texts.report.add("adapted", row.place, "choice_media", message)
    for column, attribute in how.attributes.items():
        if column == "name" and "name" not in how.read:
            continue
        table.put(attribute.id, attribute_value(row.get(column), attribute))
    return table


def attribute_value(text: str, attribute: Attribute) -> str | float | int | None:
    if not text:
        return None
    if attribute.type == "number":
        return int(text) if text.removeprefix("-").isdigit() else float(text)
    return attribute.list.values.get(text, names.plain(text, first="v")) if attribute.list else text


def media(row: Row, report: Report) -> Table | None:
    """`{image: file}` or, where languages differ, `{image: {de: file, ar: file}}`."""
    table = Table(inline=True)
    for key in MEDIA:
        found = row.texts.get(key, {})
        if found and not any(entry == "image" for entry, _ in table.entries if key == "big-image"):
            files = {code: _file(cell, report) for code, cell in found.items()}
            one = next(iter(files.values())) if len(set(files.values())) == 1 else None
            table.put("image" if key == "big-image" else key, one or Table(list(files.items()), inline=True))
    return table if table.entries else None


def _file(cell: Cell, report: Report) -> str:
    """A file name as packages take it."""
    name = file_name(cell.text)
    if name != cell.text:
        report.add("adapted", cell.place, "file_name", f"the file '{cell.text[:60]}' is called '{name}' in the package")
    return name


def file_name(text: str) -> str:
    made = re.sub(r"[^A-Za-z0-9._-]+", "_", text).lstrip("._-") or "file"
    return made if len(made) <= 100 else f"{names.mark(made)}_{made[-90:]}"
