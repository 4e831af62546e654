"""faults: D. A hostile workbook is refused, with the place and what to do, and only opened in a limited process."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from backend.integrations import workbook as reading
from backend.integrations.workbook import read_workbook
from flows.xlsform.report import FormError
from tests.support.forms import Rows, shared, write_xlsx

SURVEY = [["type", "name", "label"], ["text", "a", "A"]]


def refused(path: Path) -> str:
    with pytest.raises(FormError) as caught:
        read_workbook(path)
    assert caught.value.code == "form.refused"
    return "\n".join(f"{problem.code}: {problem}" for problem in caught.value.problems)


def book(path: Path, **tables: Rows) -> Path:
    return write_xlsx(path / "form.xlsx", **{"survey": SURVEY, **tables})


def changed(path: Path, part: str, change: dict[str, str], add: dict[str, bytes] | None = None) -> Path:
    """The workbook with pieces of one part of its archive replaced, and further parts added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new, 1)
    parts |= {part: text.encode(), **(add or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_a_plain_form_is_read_with_every_cell_in_its_place(tmp_path: Path) -> None:
    found = read_workbook(book(tmp_path, choices=[["list_name", "name", "label"], ["x", 1, True]]))
    assert found.sheet("survey").rows == {1: {1: "type", 2: "name", 3: "label"}, 2: {1: "text", 2: "a", 3: "A"}}
    assert found.sheet("choices").rows[2] == {1: "x", 2: "1", 3: "TRUE"}


@pytest.mark.parametrize("name", ["form.xls", "form.xlsm", "form.ods", "form.csv", "form.pdf"])
def test_other_kinds_of_files_are_declined_politely(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert ".xlsx" in refused(tmp_path / name)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x03\x04" + b"\x00" * 200, b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"{}"]
)
def test_what_only_pretends_to_be_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert "save it" in refused(path)


def test_a_formula_is_refused_with_its_cell(tmp_path: Path) -> None:
    assert "formula: survey, row 3, column C (label)" in refused(
        book(tmp_path, survey=[*SURVEY, ["text", "b", "=A1&A2"]])
    )


def test_a_formula_in_a_column_of_notes_does_no_harm(tmp_path: Path) -> None:
    read_workbook(book(tmp_path, survey=[["type", "name", "label", "Notes"], ["text", "a", "A", "=A1"]]))


@pytest.mark.parametrize("formula", ["TRUE()", 'IFERROR(__xludf.DUMMYFUNCTION("GOOGLETRANSLATE(C2)"),"Ja")'])
def test_a_formula_that_is_its_own_value_is_that_value(tmp_path: Path, formula: str) -> None:
    rows = [["type", "name", "label", "required"], ["text", "a", "A", 12345]]
    path = changed(book(tmp_path, survey=rows), SHEET, {"<v>12345</v>": f"<f>{formula}</f><v>1</v>"})
    assert read_workbook(path).sheet("survey").rows[2][4] == "1"


def test_macros_external_links_and_entities_are_refused(tmp_path: Path) -> None:
    nothing = {"<sheetData>": "<sheetData>"}
    assert "macros" in refused(changed(book(tmp_path), SHEET, nothing, {"xl/vbaProject.bin": b"x"}))
    linked = changed(book(tmp_path), SHEET, nothing, {"xl/externalLinks/externalLink1.xml": b"<a/>"})
    assert "external_link: the workbook links to another file" in refused(linked)
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    assert "xml_entities" in refused(changed(book(tmp_path), SHEET, nothing, {"xl/theme/theme9.xml": bomb}))
    outside = {"<sheetData>": "<sheetData><!-- -->", "<worksheet": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet'}
    assert "xml_entities" in refused(changed(book(tmp_path), SHEET, outside))


def test_a_zip_bomb_is_refused_by_ratio_by_size_and_by_number_of_parts(tmp_path: Path) -> None:
    nothing = {"<sheetData>": "<sheetData>"}
    assert "zip_bomb: xl/x.xml unpacks" in refused(
        changed(book(tmp_path), SHEET, nothing, {"xl/x.xml": b" " * 20_000_000})
    )
    assert "zip_bomb" in refused(changed(book(tmp_path), SHEET, nothing, {f"xl/{n}.xml": b"<a/>" for n in range(600)}))
    large = {f"xl/{n}.bmp": bytes(range(256)) * 3 * 900 for n in range(100)}
    assert "zip_bomb: unpacked" in refused(changed(book(tmp_path), SHEET, nothing, large))


def test_one_cell_at_the_end_of_the_world(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    assert "too_many_rows: survey, row 1048576, column XFD" in refused(
        changed(book(tmp_path), SHEET, {"</sheetData>": far})
    )


def test_an_empty_formatted_cell_at_the_end_of_the_world_does_no_harm(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert len(read_workbook(changed(book(tmp_path), SHEET, {"</sheetData>": far})).sheet("survey").rows) == 2


@pytest.mark.parametrize("rows", [50_000, 400_000])
def test_too_many_rows(tmp_path: Path, rows: int) -> None:
    many = "".join(f'<row><c t="n"><v>{n}</v></c></row>' for n in range(rows)) + "</sheetData>"
    assert "at most" in refused(changed(book(tmp_path), SHEET, {"</sheetData>": many}))


def test_too_many_columns(tmp_path: Path) -> None:
    assert "too_many_columns: survey, row 2, column IW" in refused(book(tmp_path, survey=[*SURVEY[:1], ["x"] * 300]))


def test_missing_and_renamed_sheets_and_columns(tmp_path: Path) -> None:
    assert "no_survey" in refused(write_xlsx(tmp_path / "a.xlsx", Surveyy=SURVEY, choices=[["list_name", "name"]]))
    assert "did you mean 'tpye'" in refused(
        write_xlsx(tmp_path / "b.xlsx", survey=[["tpye", "name"], ["text", "a"]], x=[])
    )
    assert "names no language" in refused(book(tmp_path, survey=[["type", "name", "label::"], ["text", "a", "A"]]))
    selecting = [["type", "name", "label"], ["select_one yes_no", "a", "A"]]
    assert "a choices sheet" in refused(book(tmp_path, survey=selecting))


def test_merged_and_hidden_places_are_read_and_told(tmp_path: Path) -> None:
    path = book(tmp_path)
    opened = load_workbook(path)
    opened["survey"].merge_cells("C3:D3")
    opened["survey"].column_dimensions["B"].hidden = True
    opened.save(path)
    found = read_workbook(path)
    assert found.sheet("survey").rows[2][2] == "a"
    assert found.notes["survey"]["merged"] == ["C3:D3"]
    assert found.notes["survey"]["hidden"] == ["column B"]


def test_what_pyxform_refuses_is_refused_with_its_row(tmp_path: Path) -> None:
    problems = refused(book(tmp_path, survey=[*SURVEY, ["text", "1st", "B"], ["text", "c", "C"]]))
    assert problems.startswith("not_xlsform: survey, row 3, column name:")


def test_a_process_that_dies_or_hangs_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    assert "too_long" in refused(book(tmp_path))


def test_limits_hold_in_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "child.py"
    small.write_text("import backend.integrations.workbook_child as c\nc.MEMORY = 40_000_000\nc.main()\n")
    real = reading.subprocess.run
    monkeypatch.setattr(
        reading.subprocess, "run", lambda command, **more: real([command[0], str(small), command[3]], **more)
    )
    monkeypatch.setenv("PYTHONPATH", str(Path(reading.__file__).parents[2]))
    assert "more memory" in refused(book(tmp_path))


def test_the_real_form_that_pyxform_refuses_is_refused_with_the_row() -> None:
    problems = refused(shared("xlsforms", "unhcr-rms-cati-v3-refused-by-pyxform.xlsx"))
    assert re.match(r"not_xlsform: survey, row 371, column name: .*Names must begin", problems)
