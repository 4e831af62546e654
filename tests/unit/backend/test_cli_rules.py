"""`lotse rules …` as coordinators call it: check, test."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import app
from backend.content.rule_tables import rule_files
from backend.content.vignettes import builtin_vignettes
from flows.errors import LotseError


def run(*args: str) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(app, ["rules", *args])
    return result.exit_code, result.stdout, result.exception


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, text in rule_files().items():
        (folder / name).write_text(text, "utf-8")
    return folder


def changed(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_our_tables_are_right_and_every_row_of_them_was_tried() -> None:
    code, said, _ = run("test", "--json")
    found = json.loads(said)
    assert (code, found["failed"], found["uncovered"], found["coverage"]) == (0, {}, [], 100.0)
    assert found["vignettes"] >= 120


def test_every_jurisdiction_has_vignettes_and_the_bounds_have_two_sides() -> None:
    people = builtin_vignettes()
    assert {person.jurisdiction for person in people} >= {
        "bielefeld", "kreis-mettmann", "kreis-unna", "leverkusen", "rhein-kreis-neuss",
    }  # fmt: skip
    days = {person.on for person in people}
    assert {date(2022, 6, 30), date(2022, 7, 1), date(2022, 12, 31), date(2023, 1, 1), date(2024, 2, 29)} <= days
    assert len({person.id for person in people}) == len(people)


def test_a_changed_bound_makes_vignettes_differ(tables: Path) -> None:
    changed(tables, "target-leverkusen.yaml", "moved_here >= today - years(5)", "moved_here > today - years(5)")
    changed(tables, "target-leverkusen.yaml", "moved_here < today - years(5)", "moved_here <= today - years(5)")
    code, said, _ = run("test", "--rules", str(tables), "--json")
    assert code == 1
    assert list(json.loads(said)["failed"]) == ["lev-five-years-to-the-day"]


def test_a_row_nobody_tried_fails(tables: Path) -> None:
    row = "  - {id: strength-new, what: \"german == 'a1' and status == 'visum'\", strength: german}\n"
    (tables / "strengths.yaml").write_text((tables / "strengths.yaml").read_text("utf-8") + row, "utf-8")
    code, said, _ = run("test", "--rules", str(tables), "--json")
    assert (code, json.loads(said)["uncovered"]) == (1, ["strength-new"])


def test_a_gap_is_told_with_exit_code_1(tables: Path) -> None:
    changed(tables, "target-leverkusen.yaml", "moved_here < today - years(5)", "moved_here < today - years(6)")
    code, said, _ = run("check", str(tables), "--json")
    assert code == 1
    assert [problem["code"] for problem in json.loads(said)["problems"]] == ["rules.gap"]


def test_a_slip_is_told_with_its_place(tables: Path) -> None:
    changed(tables, "target-bielefeld.yaml", "need: many_needs", "ned: many_needs")
    code, said, _ = run("check", str(tables), "--json")
    assert code == 1
    assert {problem["code"] for problem in json.loads(said)["problems"]} == {"rules.unknown_column"}


@pytest.mark.parametrize(
    "text",
    [
        "- 1",
        "jurisdiction: leverkusen\nvignettes: [{id: a}]",
        "jurisdiction: leverkusen\nvignettes: [{id: a, on: 2021-03-01, answers: {}, expect: {outcom: human}}]",
        "jurisdiction: leverkusen\nvignettes: [{id: a, on: yesterday, answers: {}, expect: {outcome: human}}]",
        "a: [",
    ],
)
def test_a_wrong_file_of_vignettes_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.yaml"
    path.write_text(text, "utf-8")
    _, _, wrong = run("test", str(path))
    assert isinstance(wrong, LotseError)
    assert wrong.code == "screen.file"


def test_wrong_answers_in_a_vignette_make_it_fail(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text(
        "jurisdiction: leverkusen\nvignettes: [{id: a, on: 2021-03-01, answers: {statu: x}, expect: {outcome: human}}]",
        "utf-8",
    )
    _, said, _ = run("test", str(path), "--json")
    assert "a" in json.loads(said)["failed"]


def test_a_table_goes_out_and_comes_in(tmp_path: Path, tables: Path) -> None:
    sheet = tmp_path / "target.xlsx"
    assert run("export", "target-leverkusen", str(sheet))[0] == 0
    assert run("import", str(sheet), "--into", str(tables))[0] == 0
    code, said, _ = run("test", "--rules", str(tables), "--json")
    assert (code, json.loads(said)["failed"]) == (0, {})


def test_a_table_with_a_gap_does_not_come_in(tmp_path: Path, tables: Path) -> None:
    sheet = tmp_path / "target.csv"
    run("export", "target-leverkusen", str(sheet))
    sheet.write_text(
        sheet.read_text("utf-8-sig").replace("moved_here < today", "moved_here < today - years(1)"), "utf-8"
    )
    before = (tables / "target-leverkusen.yaml").read_text("utf-8")
    assert run("import", str(sheet), "--into", str(tables))[0] == 1
    assert (tables / "target-leverkusen.yaml").read_text("utf-8") == before


def test_the_impact_of_a_change_is_told_in_counts(tmp_path: Path) -> None:
    change = tmp_path / "target-leverkusen.yaml"
    text = rule_files()["target-leverkusen.yaml"]
    change.write_text(text.replace("years(5)", "years(3)"), "utf-8")
    person = {
        "jurisdiction": "leverkusen",
        "answers": {"birth": "1990-01-01", "moved_here": "2017-01-01", "status": "eu"},
    }
    people = tmp_path / "people.jsonl"
    people.write_text("\n".join([json.dumps(person)] * 7), "utf-8")
    code, said, _ = run("impact", str(change), "--answers", str(people), "--on", "2021-03-01", "--json")
    told = json.loads(said)
    assert (code, told["people"], told["changed"]) == (0, 7, 7)
    assert told["target_group"] == [{"from": "in_group newcomer", "to": "human", "people": 7}]


def test_few_people_are_not_counted_out(tmp_path: Path) -> None:
    change = tmp_path / "target-leverkusen.yaml"
    change.write_text(rule_files()["target-leverkusen.yaml"].replace("years(5)", "years(3)"), "utf-8")
    people = tmp_path / "people.jsonl"
    answers = {"birth": "1990-01-01", "moved_here": "2017-01-01", "status": "eu"}
    people.write_text(json.dumps({"jurisdiction": "leverkusen", "answers": answers}), "utf-8")
    args = ("impact", str(change), "--answers", str(people), "--on", "2021-03-01", "--json")
    assert json.loads(run(*args)[1])["changed"] == "<5"
    assert json.loads(run(*args, "--all")[1])["changed"] == 1


def test_impact_on_no_day_is_a_clear_error(tmp_path: Path) -> None:
    empty = tmp_path / "people.jsonl"
    empty.write_text("", "utf-8")
    done = CliRunner().invoke(app, ["rules", "impact", str(tmp_path), "--answers", str(empty), "--on", "31.02.2026"])
    assert isinstance(done.exception, LotseError)
    assert done.exception.code == "settings.invalid"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_impact_takes_the_spreadsheet_a_coordinator_changed(tmp_path: Path, tables: Path, suffix: str) -> None:
    changed(tables, "target-leverkusen.yaml", "years(5)", "years(3)")
    sheet, people = tmp_path / f"our-idea{suffix}", tmp_path / "people.jsonl"
    assert run("export", "target-leverkusen", str(sheet), "--rules", str(tables))[0] == 0
    answers = {"birth": "1990-01-01", "moved_here": "2017-01-01", "status": "eu"}
    people.write_text("\n".join([json.dumps({"jurisdiction": "leverkusen", "answers": answers})] * 7), "utf-8")
    code, said, _ = run("impact", str(sheet), "--answers", str(people), "--on", "2021-03-01", "--json")
    assert (code, json.loads(said)["changed"]) == (0, 7)


def test_a_change_that_is_no_table_is_told(tmp_path: Path) -> None:
    empty, nothing, bytes_ = tmp_path / "people.jsonl", tmp_path / "new.csv", tmp_path / "new.yaml"
    empty.write_text("", "utf-8")
    nothing.write_text("id;age\n", "utf-8")
    bytes_.write_bytes(b"\xff\xfe")
    refused = CliRunner().invoke(app, ["rules", "impact", str(nothing), "--answers", str(empty)])
    assert refused.exit_code == 1
    assert "rules.missing: a table needs '#table'" in refused.stderr
    wrong = run("impact", str(bytes_), "--answers", str(empty))[2]
    assert isinstance(wrong, LotseError)
    assert wrong.code == "screen.file"
