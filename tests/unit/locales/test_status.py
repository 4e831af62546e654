"""How far a language is: figures that never say more than there is."""

from __future__ import annotations

from pathlib import Path

from locales.catalogues import update
from locales.source_texts import sources_of
from locales.status import as_json, status
from tests.unit.locales.test_catalogue_checks import write
from tests.unit.locales.test_catalogues import GERMAN, UKRAINIAN

FIRST = ["code", "complete", "missing", "stale", "review"]


def test_the_keys_programs_rely_on_come_first(tmp_path: Path) -> None:
    update("uk", GERMAN, tmp_path)
    assert list(as_json(status("uk", GERMAN, tmp_path)))[:5] == FIRST


def test_one_missing_text_of_many_is_not_complete(tmp_path: Path) -> None:
    many = sources_of({f"t{number}": f"Text {number}" for number in range(3000)})
    update("uk", many, tmp_path)
    write(tmp_path, {text_id: "текст" for text_id in many if text_id != "t7"})
    state = status("uk", many, tmp_path)
    assert (state.complete, state.missing) == (0.999, 1)


def test_a_stale_text_is_there_and_named(tmp_path: Path) -> None:
    update("uk", GERMAN, tmp_path)
    write(tmp_path, UKRAINIAN)
    assert status("uk", GERMAN, tmp_path).complete == 1.0
    sources = {**GERMAN, **sources_of({"greet": "Guten Tag {name}!"})}
    update("uk", sources, tmp_path)
    state = status("uk", sources, tmp_path)
    assert (state.complete, state.stale, state.translated) == (1.0, 1, len(GERMAN) - 1)
