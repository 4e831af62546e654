"""The gate: each fault a catalogue can have is found and named, and a good one passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from locales.catalogue_checks import problems
from locales.catalogues import as_bytes, load, po_path, translate, update
from locales.source_texts import sources_of
from locales.status import status
from tests.unit.locales.test_catalogues import GERMAN, UKRAINIAN


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A complete Ukrainian catalogue on disk."""
    update("uk", GERMAN, tmp_path)
    write(tmp_path, UKRAINIAN)
    return tmp_path


def write(root: Path, translations: dict[str, object]) -> None:
    catalogue = load("uk", root)
    translate("uk", catalogue, translations)  # type: ignore[arg-type]
    po_path("uk", root).write_bytes(as_bytes(catalogue))


def codes(root: Path, sources: object = GERMAN) -> set[tuple[str, str]]:
    return {(problem.id, problem.code) for problem in problems("uk", sources, root)}  # type: ignore[arg-type]


def test_a_complete_catalogue_passes(root: Path) -> None:
    assert codes(root) == set()
    assert status("uk", GERMAN, root).translated == len(GERMAN)


def test_no_catalogue_at_all_is_a_fault(tmp_path: Path) -> None:
    assert codes(tmp_path) == {("*", "missing")}
    assert status("uk", GERMAN, tmp_path).missing == len(GERMAN)


def test_a_damaged_file_is_a_fault(root: Path) -> None:
    path = po_path("uk", root)
    path.write_text(path.read_text() + '\nmsgid "never closed\n')
    assert codes(root) == {("*", "damaged")}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"greet": ""}, "missing"),
        ({"greet": "Вітаю!"}, "placeholders"),
        ({"greet": "Вітаю, {nome}!"}, "placeholders"),
        ({"greet": "Вітаю, {name!"}, "placeholders"),
        ({"send": "Надіслати анкету"}, "too_long"),
    ],
)
def test_a_faulty_translation_is_named(root: Path, wrong: dict[str, str], code: str) -> None:
    write(root, wrong)  # type: ignore[arg-type]
    assert (*wrong, code) in codes(root)


def test_one_plural_form_may_leave_the_number_out_but_not_all_of_them(root: Path) -> None:
    write(root, {"days": {"one": "один день", "few": "{n} дні", "many": "{n} днів"}})
    assert codes(root) == set()
    write(root, {"days": {"one": "один", "few": "кілька", "many": "багато"}})
    assert ("days", "placeholders") in codes(root)


def test_a_lost_plural_form_is_a_fault(root: Path) -> None:
    path = po_path("uk", root)
    path.write_text(path.read_text().replace('msgstr[2] "{n} днів"', 'msgstr[2] ""'))
    assert ("days", "plural") in codes(root)


def test_stale_new_and_obsolete_are_told_apart(root: Path) -> None:
    sources = {**GERMAN, **sources_of({"greet": "Guten Tag {name}!", "fresh": "Neu"})}
    del sources["send"]
    assert codes(root, sources) >= {("greet", "not_fresh"), ("fresh", "new"), ("send", "unknown")}
    update("uk", sources, root)
    assert codes(root, sources) == {("greet", "stale"), ("fresh", "missing"), ("send", "obsolete")}
    state = status("uk", sources, root)
    assert (state.texts, state.translated, state.missing, state.stale, state.obsolete) == (4, 2, 1, 1, 1)
