"""What a volunteer sends: good rows change the catalogue, each kind of bad one is refused and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from locales.catalogues import Translation, by_id, empty, load, translate, updated
from locales.source_texts import sources_of
from locales.taking import Given, Taking, examine, take_in
from tests.unit.locales.test_catalogues import GERMAN, UKRAINIAN, changed, translated


def taking(*rows: Given) -> Taking:
    return examine("uk", GERMAN, translated(), rows)


def test_what_is_new_changes_the_catalogue_and_what_is_not_is_counted(tmp_path: Path) -> None:
    found = taking(Given("send", "Готово"), Given("greet", "Вітаю, {name}!"))
    assert [(one.before, one.after) for one in found.changes] == [("Надіслати", "Готово")]
    assert (found.same, found.refused) == (1, ())
    catalogue = translated()
    (tmp_path / "uk" / "LC_MESSAGES").mkdir(parents=True)
    take_in("uk", catalogue, found, tmp_path)
    assert by_id(load("uk", tmp_path))["send"].string == "Готово"


@pytest.mark.parametrize(
    ("text_id", "text", "code"),
    [
        ("nothing", "щось", "unknown"),
        ("greet", "Вітаю!", "placeholders"),
        ("greet", "Вітаю, {name!", "placeholders"),
        ("greet", "=HYPERLINK({name})", "formula"),
        ("send", "Надіслати анкету", "too_long"),
        ("send", "", "empty"),
        ("days", "дні", "plural"),
        ("days", {"one": "{n} день"}, "plural"),
        ("send", {"one": "Так"}, "plural"),
    ],
)
def test_a_bad_text_is_refused(text_id: str, text: Translation, code: str) -> None:
    found = taking(Given(text_id, text, line=7))
    assert [(one.id, one.code, one.line) for one in found.refused] == [(text_id, code, 7)]
    assert found.accepted == {}


def test_an_id_that_stands_twice_is_refused_the_second_time() -> None:
    found = taking(Given("send", "Готово"), Given("send", "Далі"))
    assert (found.accepted, [one.code for one in found.refused]) == ({"send": "Готово"}, ["twice"])


def test_a_text_whose_german_changed_meanwhile_is_refused_with_the_new_german() -> None:
    found = taking(Given("send", "Готово", german="Abschicken"))
    assert [(one.code, one.detail) for one in found.refused] == [("source_changed", "the German is now: Senden")]
    assert taking(Given("long", "Один\n\nДва\n", german="Erste Zeile\r\n\r\nZweite Zeile")).refused == ()


def test_a_stale_text_is_confirmed_by_clearing_its_mark() -> None:
    sources = changed(send={"text": "Abschicken", "max": 10})  # type: ignore[arg-type]
    catalogue = updated("uk", sources, translated())
    assert examine("uk", sources, catalogue, [Given("send", "Надіслати")]).same == 1
    found = examine("uk", sources, catalogue, [Given("send", "Надіслати", fresh=True)])
    translate("uk", catalogue, found.accepted)
    assert not by_id(catalogue)["send"].fuzzy


def test_forms_not_given_are_the_other_one() -> None:
    german = sources_of({"days": {"one": "{n} Tag", "other": "{n} Tage"}})
    found = examine("ar", german, updated("ar", german, empty("ar")), [Given("days", {"other": "{n} أيام"})])
    assert found.refused == ()


def test_everything_a_translator_has_is_taken_at_once() -> None:
    blank = updated("uk", GERMAN, empty("uk"))
    found = examine("uk", GERMAN, blank, [Given(text_id, text) for text_id, text in UKRAINIAN.items()])
    assert (len(found.changes), found.refused) == (len(GERMAN), ())
