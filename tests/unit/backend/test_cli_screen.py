"""`lotse screen` as people and programs call it."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app, screen
from backend.content.rule_tables import builtin_rules
from backend.content.screening import ScreeningDesk
from flows.errors import LotseError
from locales.languages import OFFERED

ANSWERS = {
    "birth": "1999-05-01",
    "moved_here": "2019-06",
    "status": "duldung",
    "fields": ["work"],
    "helpers": ["nobody"],
}
KEYS = {"target_group", "referrals", "needs", "flags", "strengths", "on"}


def run(*args: str) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(app, ["screen", *args])
    return result.exit_code, result.stdout, result.exception


def written(folder: Path, content: Any) -> str:
    path = folder / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def test_one_person_as_json(tmp_path: Path) -> None:
    args = ("--jurisdiction", "leverkusen", "--on", "2021-03-01", "--answers", written(tmp_path, ANSWERS), "--json")
    code, said, _ = run(*args)
    found = json.loads(said)
    assert code == 0
    assert found.keys() == KEYS
    target = found["target_group"]
    assert (target["outcome"], target["group"], target["rules"]) == (
        "in_group",
        "newcomer",
        ["lev-newcomer", "lev-no-case-management"],
    )
    assert set(target["why"]) == set(OFFERED)
    assert {"teilhabemanagement", "asylblg", "jmd"} <= {referral["to"] for referral in found["referrals"]}
    assert all(one.keys() == {"to", "urgency", "rules", "why", "source", "reviewed"} for one in found["referrals"])
    assert found["needs"]["work"]["score"] == 2
    assert found["needs"]["law"]["score"] == 0
    assert found["needs"]["health"]["score"] is None


def test_the_day_decides(tmp_path: Path) -> None:
    path = written(tmp_path, ANSWERS)
    _, said, _ = run("-j", "leverkusen", "--on", "2022-07-01", "--answers", path, "--json")
    assert "teilhabemanagement" not in {referral["to"] for referral in json.loads(said)["referrals"]}


def test_for_people_it_is_a_few_lines_in_one_language(tmp_path: Path) -> None:
    code, said, _ = run(
        "-j", "leverkusen", "--on", "2021-03-01", "--answers", written(tmp_path, ANSWERS), "--lang", "uk"
    )
    assert code == 0
    assert "Причина:" in said
    assert "Grund:" not in said


def test_a_batch_keeps_the_order_and_tells_slips_in_their_place(tmp_path: Path) -> None:
    lines = [
        json.dumps(ANSWERS),
        json.dumps({"answers": ANSWERS, "jurisdiction": "kreis-mettmann", "on": "2026-01-01"}),
        "{",
        json.dumps({"status": "duldng"}),
        json.dumps({"answers": {}, "jurisdiction": "atlantis"}),
        json.dumps({"answers": {}, "on": "tomorrow"}),
        json.dumps({"answers": {}, "jurisdction": "kreis-mettmann"}),
        json.dumps({**ANSWERS, "children": -3}),
        json.dumps({**ANSWERS, "arrival": "2021-03-02"}),
    ]
    code, said, _ = run("-j", "leverkusen", "--on", "2021-03-01", "--batch", written(tmp_path, "\n".join(lines)))
    found = [json.loads(line) for line in said.splitlines()]
    assert code == 1
    assert [one.get("error", one.get("on")) for one in found] == [
        "2021-03-01",
        "2026-01-01",
        "screen.file",
        "screen.answers",
        "screen.jurisdiction",
        "screen.answers",
        "screen.answers",
        "screen.answers",
        "screen.answers",
    ]
    assert [one["detail"]["key"] for one in found[5:]] == ["on", "jurisdction", "children", "arrival"]


@pytest.mark.parametrize(
    ("args", "content", "error"),
    [
        (("-j", "leverkusn"), ANSWERS, "screen.jurisdiction"),
        (("-j", "leverkusen"), "no json", "screen.file"),
        (("-j", "leverkusen"), {"statu": 1}, "screen.answers"),
    ],
)
def test_what_is_wrong_has_a_code(tmp_path: Path, args: tuple[str, ...], content: Any, error: str) -> None:
    _, _, wrong = run(*args, "--answers", written(tmp_path, content))
    assert isinstance(wrong, LotseError)
    assert wrong.code == error


def test_a_date_before_any_rule_goes_to_a_human(tmp_path: Path) -> None:
    _, said, _ = run("-j", "leverkusen", "--on", "2019-12-01", "--answers", written(tmp_path, ANSWERS), "--json")
    target = json.loads(said)["target_group"]
    assert (target["outcome"], target["rules"]) == ("human", [])


def test_without_answers_or_place_it_says_what_is_needed(tmp_path: Path) -> None:
    assert run("-j", "leverkusen")[0] == 2
    assert run("--answers", written(tmp_path, ANSWERS))[0] == 2


def test_whoever_stops_reading_is_not_told_that_the_file_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Closed:
        def write(self, _: bytes) -> int:
            raise BrokenPipeError

    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(ANSWERS), "utf-8")
    desk = ScreeningDesk(builtin_rules(), ("de",))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=_Closed()))
    with pytest.raises(BrokenPipeError):
        screen._many(desk, path, "leverkusen", date(2021, 3, 1))
