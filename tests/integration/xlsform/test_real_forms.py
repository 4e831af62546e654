"""Real forms come in, load without a problem, and are talked through to their end in every one of their languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from backend.integrations.workbook import read_workbook
from flows.package import Package, load_package
from flows.walk.replies import Reply
from flows.xlsform.importing import Imported, import_form
from tests.support.form_walk import FormWalk
from tests.support.forms import shared

#: Form -> its languages, the source first; cells that cannot be translated (a chance, a time of day, a foreign table).
FORMS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "correlaid-mitwirken-de.xlsx": (("de",), 0),
    "odk-socio-economic-survey.xlsx": (("en", "fr"), 1),
    "ona-subdistrict-profiling-ar.xlsx": (("ar", "en"), 0),
    "unhcr-rms-cati-v0.xlsx": (("en", "es", "fr", "ar"), 9),
}
SPOKEN = [(form, lang) for form, (langs, _) in FORMS.items() for lang in langs]


@cache
def form(name: str) -> Imported:
    return import_form(read_workbook(shared("xlsforms", name)))


@cache
def package(name: str) -> Package:
    return load_package(form(name).files)


@pytest.mark.parametrize("name", FORMS)
def test_a_real_form_loads_with_all_its_texts(name: str) -> None:
    languages, refused = FORMS[name]
    assert form(name).languages == languages
    assert len(form(name).report.of("refused")) == refused
    assert set(package(name).languages) == set(languages)
    assert package(name).warnings == ()
    assert not package(name).stale(languages[-1])


@pytest.mark.parametrize("name", FORMS)
def test_the_report_and_the_package_agree_on_what_is_missing(name: str) -> None:
    missing = [remark for remark in form(name).report.of("missing") if remark.code.startswith("missing.")]
    for lang in FORMS[name][0][1:]:
        told = sum(remark.code == f"missing.{lang}" for remark in missing)
        assert (told > 0) == bool(package(name).missing(lang))


@pytest.mark.parametrize(("name", "lang"), SPOKEN)
def test_a_real_form_is_talked_through_to_its_end(name: str, lang: str) -> None:
    for seed in (1, 2, 3):
        walk = FormWalk(package(name), lang, seed).run()
        assert walk.player.over
        assert len(walk.asked) > 5
        assert not [text for text in walk.said if "${" in text or "{{" in text]


def test_the_questions_of_a_repeat_are_asked_for_each_round() -> None:
    yes = Reply(taps=("v1",))
    wishes = {"attempt1": yes, "attempt2": yes, "intro04": yes, "hh01": Reply(words="3"), "hh02": Reply(words="Amal")}
    walk = FormWalk(package("unhcr-rms-cati-v0.xlsx"), "ar", 1, wishes).run()
    assert [slot for slot in walk.asked if slot.startswith("hh02")] == ["hh02#1", "hh02#2", "hh02#3"]
    assert any("Amal" in text for text in walk.said)


def test_forms_with_choices_of_one_name_come_in_when_they_say_so(tmp_path: Path) -> None:
    """Two of the real forms name choices twice: refused with the rows, read once the setting allows it."""
    book = load_workbook(shared("xlsforms", "unhcr-demo.xlsx"))
    settings = book["settings"]
    settings.cell(1, settings.max_column + 1, "allow_choice_duplicates")
    settings.cell(2, settings.max_column, "yes")
    book.save(tmp_path / "demo.xlsx")
    found = import_form(read_workbook(tmp_path / "demo.xlsx"))
    assert found.languages == ("en", "ti", "am", "om")
    assert FormWalk(load_package(found.files), "en", 1).run().player.over
