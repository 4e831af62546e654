"""Who is responsible for the data, and how they and their officers are reached (Art. 13 (1) a and b GDPR)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.events import Say, Show
from flows.offices import Office
from flows.rendering import Rendering, render, tellable
from locales.languages import OFFERED
from locales.texts import FSI, PDI
from tests.support.walking import Walker, intake

OFFICES = {
    "here": Office("Stadt Hier\nMarkt 1, 44532 Hier"),
    "there": Office("Kreis Dort\nWeg 2, 58239 Dort", "Frau Schutz\nschutz@dort.example"),
    "silent": Office(""),
}
NOTICE = intake().steps["privacy_what"]


def view(known: str | None, lang: str = "de", offices: Mapping[str, Office] = OFFICES) -> Rendering:
    walker = Walker()
    return replace(walker.view(), state=walker.state.with_(lang=lang), jurisdiction=known, offices=offices)


def notice(seen: Rendering) -> str:
    (message,) = render(seen, [Say(NOTICE.prompt, step=NOTICE.id)], "1")
    return message.text


def stored(seen: Rendering) -> str:
    (message,) = render(seen, [Show("data")], "1")
    return message.text


def test_the_notice_names_the_address_of_the_one_that_is_known() -> None:
    said = notice(view("here"))
    assert f"{FSI}Markt 1, 44532 Hier{PDI}" in said
    assert said.endswith("Dort erreichen Sie auch die Datenschutzbeauftragten.")
    assert "Dort\n" not in said, "and no other"


def test_officers_with_an_address_of_their_own_are_reached_there() -> None:
    said = notice(view("there"))
    assert said.endswith(f"Datenschutzbeauftragte:\n{FSI}Frau Schutz{PDI}\n{FSI}schutz@dort.example{PDI}")
    assert "Dort erreichen Sie auch" not in said


@pytest.mark.parametrize("lang", OFFERED)
def test_before_the_place_is_known_the_notice_says_where_the_addresses_stand(lang: str) -> None:
    """With the names that the buttons have in this language."""
    seen = view(None, lang)
    said = notice(seen)
    assert "Markt 1" not in said
    for button in ("menu", "data"):
        assert seen.lookup.texts.raw(lang, f"command.{button}") in said.rsplit("\n\n", 1)[1]


@pytest.mark.parametrize("known", [None, "silent", "gone"])
def test_there_they_all_stand_until_one_is_known(known: str | None) -> None:
    said = stored(view(known))
    assert all(line in said for line in ("Stadt Hier", "Weg 2, 58239 Dort", "schutz@dort.example"))
    assert "\n\n\n" not in said, "one that gives no address leaves no gap"


def test_then_that_one_alone() -> None:
    said = stored(view("here"))
    assert "Markt 1" in said
    assert "Weg 2" not in said


def test_without_any_office_the_notice_is_as_it_was_written() -> None:
    seen = view(None, offices={})
    assert notice(seen) == seen.text(NOTICE.prompt)
    assert "Verantwortlich" not in stored(seen)


def test_other_texts_name_none() -> None:
    seen = view("here")
    (message,) = render(seen, [Say(intake().steps["privacy_rights"].prompt, step="privacy_rights")], "1")
    assert message.text == seen.text(intake().steps["privacy_rights"].prompt)


def test_an_office_that_is_gone_is_not_told_of_again() -> None:
    assert tellable(view(None), Show("controller", {"jurisdiction": "here"}))
    assert not tellable(view(None), Show("controller", {"jurisdiction": "gone"}))
