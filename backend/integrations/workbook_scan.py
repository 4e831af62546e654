"""Looks at an uploaded workbook before any library opens it: a zip of XML files, and nothing that could hurt.

Everything dangerous shows in the raw file: how far it would unpack, document types and entities, macros, links to
other files, formulas, cells at the end of the world. What is found is a `Refusal` that names the place. Runs in the
child process of `workbook_child`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from flows.xlsform.cells import FORM_SHEETS, letters

MAX_BYTES = 10_000_000  # of the file; the largest real form we know has 0.3 MB
MAX_PARTS = 500
MAX_UNPACKED = 60_000_000  # of all parts together
MAX_RATIO = 200  # of one part larger than a megabyte; sheets of real forms reach 60
MAX_ROWS = 10_000
MAX_COLUMNS = 256
MAX_FORMULAS = 10_000
MAX_NOTES = 50  # merged and hidden places worth telling of

#: Formulas whose value stands in the formula itself: "yes" and "no", and what Google Sheets writes for a function that
#: Excel does not have (a translation, mostly), with its result as a literal.
CONSTANT = re.compile(
    r"(?:TRUE|FALSE)\(\)|IFERROR\(__xludf\.DUMMYFUNCTION\(\"(?:[^\"]|\"\")*\"\),\s*(?:\"(?:[^\"]|\"\")*\"|-?[0-9.]+)\)",
    re.IGNORECASE,
)

_MACROS = re.compile(r"vbaproject|\.bin$|macrosheets|activex|ctrlprops", re.IGNORECASE)
_TRUE = frozenset({"1", "true"})
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Refusal(Exception):
    """Why a workbook is not read, and where. `sheet`, `row`, `column` are empty where the whole file is meant."""

    code: str
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Extent:
    """The last row and column of a sheet that hold anything; what is merged (`A5:C5`) or hidden (`D`, `row 7`)."""

    rows: int = 0
    columns: int = 0
    merged: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    formulas: tuple[tuple[int, int, str], ...] = ()  # row, column, formula


def scan(data: bytes) -> dict[str, Extent]:
    """How far each sheet of an XLSForm reaches, by its name as written. Raises Refusal."""
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refusal("old_excel", "this is an old .xls file (or one with a password): save it as .xlsx")
    if len(data) > MAX_BYTES:
        raise Refusal("too_large", f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise Refusal("not_excel", "this is no Excel workbook (.xlsx), or it is damaged: save it anew") from None


def _archive(archive: zipfile.ZipFile) -> dict[str, Extent]:
    parts = archive.infolist()
    _refuse_bombs(parts)
    names = {part.filename for part in parts}
    for name in sorted(names):
        if _MACROS.search(name) and not name.lower().startswith("xl/printersettings"):
            raise Refusal("macros", f"the workbook holds macros or controls ({name}): save it as .xlsx without them")
        if "externallinks/" in name.lower():
            raise Refusal("external_link", "the workbook links to another file: Data > Edit Links > Break Link")
    if "xl/workbook.xml" not in names:
        raise Refusal("not_excel", "this is no Excel workbook (.xlsx): it has no xl/workbook.xml")
    for name in sorted(names):
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _plain(name, archive.read(name))
    sheets = _sheets(archive, names)
    return {title: _sheet(title, archive.read(part)) for title, part in sheets.items()}


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    """By the sizes the archive declares; `zipfile` never unpacks more than it declared."""
    if len(parts) > MAX_PARTS:
        raise Refusal("zip_bomb", f"the workbook has {len(parts)} parts; at most {MAX_PARTS} are read")
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise Refusal(
            "zip_bomb", f"unpacked, the workbook would have {total:,} bytes; at most {MAX_UNPACKED:,} are read"
        )
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Refusal("zip_bomb", f"{part.filename} unpacks to more than {MAX_RATIO} times its size")
    if len({part.filename for part in parts}) < len(parts):
        raise Refusal("not_excel", "the workbook holds a part twice: save it anew")


def _plain(name: str, xml: bytes) -> None:
    """Refuses document types, and with them entities and everything they can do."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refusal("xml_entities", f"{name} declares a document type or entities, which no workbook needs")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as slip:
        raise Refusal("not_excel", f"{name} cannot be read ({slip}): save the workbook anew") from None


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """The title of each sheet that belongs to a form -> its part of the archive."""
    targets = dict(_attributes(archive.read("xl/_rels/workbook.xml.rels"), "Relationship", "Id", "Target"))
    found = {}
    all_sheets = list(_attributes(archive.read("xl/workbook.xml"), "sheet", "name", "id"))
    for title, link in all_sheets:
        part = posixpath.normpath(posixpath.join("xl", targets.get(link, ""))).lstrip("/")
        part = part[3:] if part.startswith("xl/xl/") else part
        if part in names and (title.strip().lower() in FORM_SHEETS or len(all_sheets) == 1):
            found[title] = part
    return found


def _attributes(xml: bytes, element: str, key: str, value: str) -> list[tuple[str, str]]:
    """Two attributes of every such element, whatever their namespaces."""
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == element:
            local = {attribute.rpartition(" ")[2]: text for attribute, text in attributes.items()}
            found.append((local.get(key, ""), local.get(value, "").removeprefix("/")))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found


class _Sheet:
    """One pass over the XML of a sheet: where its cells are and whether one of them computes."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.row = self.column = 0
        self.extent = (0, 0)
        self.cell = False  # conditional formats have formulas of their own: they give no value
        self.formula: list[str] | None = None
        self.formulas: list[tuple[int, int, str]] = []
        self.merged: list[str] = []
        self.hidden: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self.row = _number(attributes.get("r"), self.row + 1)
                self.column = 0
                if attributes.get("hidden") in _TRUE and len(self.hidden) < MAX_NOTES:
                    self.hidden.append(f"row {self.row}")
            case "c":
                self.place(attributes.get("r"))
            case "v" | "is":
                self.filled()
            case "f" if self.cell:
                self.formula = []
            case "mergeCell" if len(self.merged) < MAX_NOTES:
                self.merged.append(attributes.get("ref", ""))
            case "col" if attributes.get("hidden") in _TRUE and len(self.hidden) < MAX_NOTES:
                self.hidden.append(f"column {letters(_number(attributes.get('min'), 1))}")

    def place(self, ref: str | None) -> None:
        self.cell = True
        found = _REF.fullmatch(ref or "")
        if found:
            self.column, self.row = number_of(found[1]), int(found[2])
        else:
            self.column += 1

    def filled(self) -> None:
        self.extent = max(self.extent[0], self.row), max(self.extent[1], self.column)
        if self.row > MAX_ROWS:
            message = f"a sheet has at most {MAX_ROWS:,} rows: remove what stands below them"
            raise Refusal("too_many_rows", message, self.title, self.row, letters(self.column))
        if self.column > MAX_COLUMNS:
            message = f"a sheet has at most {MAX_COLUMNS} columns: remove what stands to the right of them"
            raise Refusal("too_many_columns", message, self.title, self.row, letters(self.column))

    def text(self, text: str) -> None:
        if self.formula is not None:
            self.formula.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self.cell = self.cell and local != "c"
        if local != "f" or self.formula is None:
            return
        if len(self.formulas) < MAX_FORMULAS:
            self.formulas.append((self.row, self.column, "".join(self.formula)))
        self.formula = None


def _sheet(title: str, xml: bytes) -> Extent:
    sheet = _Sheet(title)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.text
    parser.buffer_text = True
    parser.Parse(xml, True)
    return Extent(*sheet.extent, tuple(sheet.merged), tuple(sheet.hidden), tuple(sheet.formulas))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def number_of(name: str) -> int:
    """`AB` -> 28."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number
