"""Tables as spreadsheets: out and in again they are the same; formulas and odd files are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from backend.content.grids import MOST_BYTES
from backend.content.rule_sheets import read_sheet, write_sheet, yaml_of
from backend.content.rule_tables import builtin_rules, rule_files, rules_of
from flows.errors import LotseError
from flows.problems import FlowError, Position
from flows.rules.model import RuleSet, Table
from flows.rules.sheet import FORMULA, grid_of

TABLES = {table.name: table for table in builtin_rules().tables}


def again(path: Path, name: str) -> Table:
    rules: RuleSet = rules_of({**rule_files(), f"{name}.yaml": yaml_of(read_sheet(path))})
    return next(table for table in rules.tables if table.name == name)


def bare(table: Table) -> list[object]:
    """What a table says, without where it stands and how its conditions are numbered."""
    rows = [
        (replace(row, cells=(), where=Position()), [(cell.column, cell.expression.source) for cell in row.cells])
        for row in table.rows
    ]
    return [replace(table, rows=(), where=Position()), rows]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", sorted(TABLES))
def test_out_and_in_it_is_the_same(tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"{name}{suffix}"
    write_sheet(TABLES[name], path)
    assert bare(again(path, name)) == bare(TABLES[name])


def test_comma_latin_1_and_no_mark_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_sheet(TABLES["strengths"], path)
    text = path.read_text("utf-8-sig")
    path.write_bytes(text.encode("cp1252"))
    assert bare(again(path, "strengths")) == bare(TABLES["strengths"])


def test_a_formula_in_a_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_sheet(TABLES["strengths"], path)
    book = openpyxl.load_workbook(path)
    book.active["B10"] = '=HYPERLINK("http://x")'
    book.save(path)
    with pytest.raises(FlowError) as wrong:
        read_sheet(path)
    assert [(problem.code, problem.line, problem.column) for problem in wrong.value.problems] == [
        ("rules.formula", 10, 2)
    ]


@pytest.mark.parametrize("start", FORMULA[:4])
def test_what_only_looks_like_a_formula_is_marked_as_text(start: str) -> None:
    table = replace(TABLES["strengths"], rows=(replace(TABLES["strengths"].rows[0], note=f"{start}1 Zeile"),))
    cells = [cell for line in grid_of(table) for cell in line]
    assert f"'{start}1 Zeile" in cells


def test_a_cell_without_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_sheet(TABLES["strengths"], path)
    path.write_text(path.read_text("utf-8-sig").replace(";note", ";"), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:-1], lines[-1] + "more"]), "utf-8")
    with pytest.raises(FlowError) as wrong:
        read_sheet(path)
    assert {problem.code for problem in wrong.value.problems} == {"rules.unknown_column"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.ods", b""),
        ("table.xlsx", b"no workbook"),
        ("table.csv", b"x" * (MOST_BYTES + 1)),
        ("table.csv", b"a;b\n" * 3_000),
    ],
)
def test_odd_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LotseError) as wrong:
        read_sheet(path)
    assert wrong.value.code == "screen.file"


def test_a_sheet_without_head_is_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id;outcome\na;human\n", "utf-8")
    with pytest.raises(FlowError) as wrong:
        read_sheet(path)
    assert {problem.code for problem in wrong.value.problems} == {"rules.missing"}


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_sheet(TABLES["strengths"], path)
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "far"
    book.save(path)
    with pytest.raises(LotseError):
        read_sheet(path)
