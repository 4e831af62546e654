"""Catalogues: kept, stale, obsolete, restored; the same bytes twice; what the runtime reads from them."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import polib
import pytest
from babel.messages.catalog import Catalog

from locales.catalogues import as_bytes, begin, by_id, compile_catalogue, empty, parse, po_path, translate, updated
from locales.source_texts import Source, SourceError, read_file, sources_of

GERMAN = sources_of(
    {
        "greet": "Hallo {name}!",
        "long": "Erste Zeile\n\nZweite Zeile\n",
        "days": {"one": "{n} Tag", "other": "{n} Tage", "note": "time left"},
        "send": {"text": "Senden", "max": 10},
    }
)
UKRAINIAN = {
    "greet": "Вітаю, {name}!",
    "long": "Перший рядок\n\nДругий рядок\n",
    "days": {"one": "{n} день", "few": "{n} дні", "many": "{n} днів"},
    "send": "Надіслати",
}


def translated() -> Catalog:
    catalogue = updated("uk", GERMAN, empty("uk"))
    translate("uk", catalogue, UKRAINIAN)
    return catalogue


def reread(catalogue: Catalog) -> Catalog:
    return parse("uk", as_bytes(catalogue))


def changed(**texts: str) -> dict[str, Source]:
    return {**GERMAN, **sources_of(texts)}


def runtime(catalogue: Catalog) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(as_bytes(catalogue))))


def test_the_german_catalogue_says_its_source() -> None:
    german = runtime(updated("de", GERMAN, empty("de")))
    assert german.gettext("long") == "Erste Zeile\n\nZweite Zeile\n"
    assert [german.ngettext("days", "days", n) for n in (1, 2)] == ["{n} Tag", "{n} Tage"]


def test_the_runtime_finds_texts_by_id_with_every_plural_form() -> None:
    ukrainian = runtime(reread(translated()))
    assert ukrainian.gettext("greet") == "Вітаю, {name}!"
    assert [ukrainian.ngettext("days", "days", n) for n in (1, 3, 5)] == ["{n} день", "{n} дні", "{n} днів"]


def test_a_missing_translation_is_not_compiled() -> None:
    assert runtime(updated("uk", GERMAN, empty("uk"))).gettext("greet") == "greet"


def test_an_update_without_change_gives_the_same_bytes() -> None:
    before = as_bytes(translated())
    assert as_bytes(updated("uk", GERMAN, parse("uk", before))) == before


def test_a_new_language_begins_with_an_empty_catalogue_and_a_known_one_is_left_alone(tmp_path: Path) -> None:
    known = po_path("uk", tmp_path)
    known.parent.mkdir(parents=True)
    known.write_bytes(as_bytes(translated()))
    begin(("uk", "fa"), tmp_path)
    assert known.read_bytes() == as_bytes(translated())
    assert by_id(parse("fa", po_path("fa", tmp_path).read_bytes())) == {}


def test_a_reworded_source_keeps_the_translation_and_marks_it_stale_with_its_old_german() -> None:
    stale = reread(updated("uk", changed(long="Ganz neu\n"), translated()))
    entry = by_id(stale)["long"]
    assert (entry.fuzzy, entry.string) == (True, UKRAINIAN["long"])
    assert list(entry.previous_id) == ["Erste Zeile\n\nZweite Zeile\n"]
    assert not by_id(stale)["greet"].fuzzy


@pytest.mark.parametrize("plural", [False, True])
def test_the_old_german_of_a_long_text_can_be_read_by_other_tools(plural: bool) -> None:
    words = (" ".join(f"Wort{number}" for number in range(first, first + 40)) for first in (0, 100))
    one, other = (f'{long} und er hat „nie“ "Zitate" "hier"\nund einen Umbruch.' for long in words)
    first = sources_of({"long": {"one": one, "other": f"{{n}} {other}"} if plural else one})
    then = sources_of({"long": {"one": "1 kurz", "other": "{n} kurz"} if plural else "Kurz"})
    catalogue = updated("uk", first, empty("uk"))
    translate("uk", catalogue, {"long": {"one": "a", "few": "b", "many": "c"} if plural else "a"})
    stale = as_bytes(updated("uk", then, catalogue))
    (entry,) = polib.pofile(stale.decode())
    assert entry.previous_msgid == first["long"].forms[0]
    assert tuple(by_id(parse("uk", stale))["long"].previous_id) == first["long"].forms


def test_a_stale_entry_stays_stale_until_it_is_translated_again() -> None:
    sources = changed(greet="Guten Tag {name}!")
    again = reread(updated("uk", sources, reread(updated("uk", sources, translated()))))
    assert by_id(again)["greet"].fuzzy
    translate("uk", again, {"greet": "Добрий день, {name}!"})
    assert not by_id(reread(again))["greet"].fuzzy


def test_a_text_that_is_gone_becomes_obsolete_and_comes_back_with_its_translation() -> None:
    without = {text_id: source for text_id, source in GERMAN.items() if text_id != "greet"}
    gone = reread(updated("uk", without, translated()))
    assert "greet" not in by_id(gone)
    assert [message.context for message in gone.obsolete.values()] == ["greet"]
    back = by_id(reread(updated("uk", GERMAN, gone)))["greet"]
    assert (back.string, back.fuzzy) == (UKRAINIAN["greet"], False)


def test_two_texts_with_the_same_german_keep_their_own_translations() -> None:
    sources = sources_of({"back.button": "Zurück", "back.word": "Zurück"})
    catalogue = updated("uk", sources, empty("uk"))
    translate("uk", catalogue, {"back.button": "Назад", "back.word": "повернутися"})
    again = runtime(reread(updated("uk", sources, reread(catalogue))))
    assert (again.gettext("back.button"), again.gettext("back.word")) == ("Назад", "повернутися")


def test_a_text_that_becomes_a_plural_needs_translating_anew() -> None:
    sources = {**GERMAN, **sources_of({"greet": {"one": "{n} Gruß", "other": "{n} Grüße"}})}
    entry = by_id(reread(updated("uk", sources, translated())))["greet"]
    assert not any(entry.string)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"nowhere": "x"}, KeyError),
        ({"days": "x"}, ValueError),
        ({"greet": {"one": "x", "few": "x", "many": "x"}}, ValueError),
        ({"days": {"one": "x"}}, KeyError),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(given: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        translate("uk", translated(), given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["a: x\na: y\n", "a: ''\n", "a: {one: x}\n", "a: {text: x, colour: red}\n", "a: [x]\n", "a: 5\n"]
)
def test_a_damaged_source_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "area.yaml"
    path.write_text(text)
    with pytest.raises(SourceError, match=r"area\.yaml|listed twice"):
        read_file(path)
