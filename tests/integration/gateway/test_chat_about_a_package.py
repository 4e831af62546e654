"""`lotse chat --flow`: any package is talked to at once, in a language we do not offer, on the real backend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.content.packages import zipped
from tests.support.commands import lotse, lotse_here
from tests.support.packages import catalogue, tiny
from tests.support.person import ISOLATES
from tests.support.pictures import illustrated


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "form.zip").write_bytes(zipped(tiny()))
    return tmp_path / "form.zip"


def test_a_package_is_talked_to_in_its_own_language(package: Path, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("[Italiano]\n> Anna\n> 2\n[Rosso]\n[1]\n", "utf-8")
    told = lotse("chat", "--flow", str(package), "--lang", "it", "--script", str(script), "--json")
    assert told.returncode == 0, told.stderr
    replies = [json.loads(line)["reply"] for line in told.stdout.splitlines()]
    offered = [button["label"] for row in replies[0]["messages"][-1]["rows"] for button in row]
    assert offered == ["Italiano", "Deutsch"]  # the package's languages, no others
    assert "Italiano" in replies[1]["messages"][0]["text"]  # the notice that our own buttons are English
    assert replies[1]["messages"][1]["text"] == "Come si chiama?"
    assert replies[3]["messages"][-1]["text"] == "Welche Farbe?"  # a missing cell: the source language
    assert replies[-1]["status"] == "submitted"
    assert {reply["lang"] for reply in replies} == {"it"}


def test_pictures_and_recordings_are_named_in_the_terminal_in_the_persons_language(tmp_path: Path) -> None:
    entries = {"tiny.color.alt": ("Ein rotes und ein blaues Feld", "Un campo rosso e un campo blu")}
    (tmp_path / "form.zip").write_bytes(zipped(illustrated(texts__it_po=catalogue(entries))))
    script = tmp_path / "script"
    for lang, name, described in (
        ("de", "Deutsch", ["[Bild: Ein rotes und ein blaues Feld]", "[Audio]"]),
        ("it", "Italiano", ["[Picture: Un campo rosso e un campo blu]", "[Audio]"]),  # our own words are English
    ):
        script.write_text(f"[{name}]\n> Anna\n> 2\n", "utf-8")
        told = lotse_here("chat", "--flow", str(tmp_path / "form.zip"), "--lang", lang, "--script", str(script))
        assert told.returncode == 0, told.stderr
        lines = told.stdout.translate(ISOLATES).splitlines()
        at = lines.index("Welche Farbe?")
        assert lines[at - 2 : at] == described


def test_a_language_the_package_does_not_have_is_told(package: Path) -> None:
    told = lotse_here("chat", "--flow", str(package), "--lang", "uk")
    assert told.returncode == 2
    assert "de, it" in told.stderr


def test_a_flow_with_problems_is_told_with_file_line_and_column(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(tiny()["flow.yaml"].replace(b"kind: number", b"kind: nmber"))
    told = lotse_here("chat", "--flow", str(wrong))
    assert told.returncode == 2
    assert told.stderr.startswith("flow.yaml:9:26: flow.unknown_kind:")
    assert "Traceback" not in told.stderr


def test_the_package_to_begin_with_is_talked_to_to_the_end(tmp_path: Path) -> None:
    assert lotse_here("flows", "new", str(tmp_path / "mine")).returncode == 0
    script = tmp_path / "script"
    words = ["[English]", "[Yes, I agree]", "[Yes, I agree]", "> 44532", "> 2", "[Yes]", "> work", "[1]", "[1]"]
    script.write_text("\n".join(words) + "\n", "utf-8")
    told = lotse_here("chat", "--flow", str(tmp_path / "mine"), "--lang", "en", "--script", str(script), "--json")
    assert told.returncode == 0, told.stderr
    replies = [json.loads(line)["reply"] for line in told.stdout.splitlines()]
    assert replies[-1]["status"] == "submitted"
    assert {reply["lang"] for reply in replies} == {"en"}


def test_a_variant_of_the_product_is_talked_to_as_the_municipality_asks_it(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("[Українська]\n[1]\n[1]\n[1]\n[1]\n", "utf-8")  # of age, and three consents
    told = lotse_here("chat", "--variant", "luenen", "--lang", "uk", "--script", str(script), "--json")
    assert told.returncode == 0, told.stderr
    asked = json.loads(told.stdout.splitlines()[-1])["reply"]["messages"][-1]
    assert asked["text"] == "У якому місті чи громаді Ви живете?"


def test_a_variant_there_is_not_is_told_with_those_there_are() -> None:
    told = lotse_here("chat", "--variant", "luehnen")
    assert told.returncode == 2
    assert "luenen" in told.stderr
