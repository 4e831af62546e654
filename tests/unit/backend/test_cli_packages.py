"""`lotse flows new, show, texts, manual`: a package is begun, read and translated from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app
from backend.cli.flows_new import starter
from backend.content.packages import open_package
from tests.support.packages import tiny


def lotse(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["flows", *arguments])
    return told.exit_code, told.output


def shown(*arguments: str) -> dict[str, Any]:
    code, told = lotse("show", *arguments, "--json")
    assert code == 0, told
    found: dict[str, Any] = json.loads(told)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in tiny().items():
        (tmp_path / "form" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "form" / name).write_bytes(content)
    return tmp_path / "form"


def test_a_new_package_loads_without_a_warning_and_is_complete_in_english(tmp_path: Path) -> None:
    code, _ = lotse("new", str(tmp_path / "mine"))
    package = open_package(tmp_path / "mine")
    assert code == 0
    assert package.warnings == ()
    assert package.languages == ("de", "en")
    assert package.missing("en") == package.of("meine-stadt").missing("en") == ()
    assert {path for path in starter() if (tmp_path / "mine" / path).is_file()} == set(starter())


def test_a_new_package_never_overwrites(folder: Path) -> None:
    before = (folder / "flow.yaml").read_bytes()
    code, told = lotse("new", str(folder))
    assert code == 2
    assert "nothing was changed" in told
    assert (folder / "flow.yaml").read_bytes() == before


def test_a_flow_is_shown_as_a_tree(folder: Path) -> None:
    code, told = lotse("show", str(folder))
    assert code == 0
    for said in ("tiny", "it (6 missing)", "Welche Farbe?", "Rot (red)"):
        assert said in told


def test_a_flow_is_shown_to_programs_with_languages_conditions_and_variants() -> None:
    found = shown("kim-intake")
    steps = {step["id"]: step for section in found["sections"] for step in section["steps"]}
    assert {"kreis-unna", "leverkusen", "luenen"} <= set(found["variants"])
    assert steps["guardian"]["relevant"] == "of_age == false"
    assert steps["residence"]["prompt"] == "In welcher Stadt leben Sie?"
    assert {language["missing"] for language in found["languages"]} == {0}


def test_a_variant_is_shown_as_the_municipality_asks_it() -> None:
    found = shown("kim-intake", "--variant", "luenen")
    steps = {step["id"]: step for section in found["sections"] for step in section["steps"]}
    assert steps["residence"]["prompt"] == "In welcher Stadt oder Gemeinde leben Sie?"
    assert "district" not in steps


def test_a_language_we_do_not_offer_is_shown_with_the_language_of_our_own_texts(folder: Path) -> None:
    italian = shown(str(folder))["languages"][1]
    assert (italian["name"], italian["missing"], italian["common_texts"]) == ("Italiano", 6, "en")


def test_problems_are_shown_with_their_places(folder: Path) -> None:
    (folder / "flow.yaml").write_bytes(tiny()["flow.yaml"].replace(b"kind: one", b"kind: won"))
    code, told = lotse("show", str(folder))
    assert code == 2
    assert "flow.yaml:11:15: flow.unknown_kind" in told


def test_catalogues_are_brought_up_to_the_flow_and_nothing_is_lost(folder: Path) -> None:
    changed = tiny()["flow.yaml"].replace("Wie heißen Sie?".encode(), b"Wie ist Ihr Name?")
    (folder / "flow.yaml").write_bytes(changed)
    code, told = lotse("texts", str(folder), "pt-BR")
    package = open_package(folder)
    assert code == 0, told
    assert package.texts.raw("it", "tiny.name.prompt") == "Come si chiama?"
    assert package.stale("it") == {"tiny.name.prompt": "Wie heißen Sie?"}
    assert len(package.missing("pt-BR")) == 9
    before = (folder / "texts/it.po").read_bytes()
    assert lotse("texts", str(folder))[0] == 0
    assert (folder / "texts/it.po").read_bytes() == before


def test_german_is_a_translation_where_the_source_is_another_language(folder: Path) -> None:
    (folder / "flow.yaml").write_bytes(tiny()["flow.yaml"].replace(b"id: tiny", b"id: tiny\nlang: en"))
    assert lotse("texts", str(folder), "de")[0] == 0
    assert len(open_package(folder).missing("de")) == 9


def test_a_language_that_is_none_is_refused(folder: Path) -> None:
    code, told = lotse("texts", str(folder), "../it")
    assert code == 2
    assert "language code" in told


def test_the_manual_is_checked_and_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- made: media -->\nold\n<!-- end -->\nafter\n", "utf-8")
    assert lotse("manual", str(page), "--check")[0] == 1
    assert "old" in page.read_text("utf-8")
    assert lotse("manual", str(page))[0] == 0
    assert "`.png`" in page.read_text("utf-8")
    assert lotse("manual", str(page), "--check", "--json") == (0, json.dumps({"file": str(page), "fresh": True}) + "\n")


def test_a_new_package_passes_the_checks_before_publishing(tmp_path: Path) -> None:
    lotse("new", str(tmp_path / "mine"))
    code, told = lotse("lint", str(tmp_path / "mine"), "--json")
    found = {finding["code"] for finding in json.loads(told)["findings"]}
    assert code == 0, told
    assert found <= {"no_reason"}
