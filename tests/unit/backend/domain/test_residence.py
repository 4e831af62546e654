"""Which team a place leads to: every jurisdiction's rows, and every way of writing a place badly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.reading import jurisdictions
from backend.domain.residence import Answer, Asked, locate
from backend.web.words import SOURCES, words
from flows.places import load_places

THEN, NOW = date(2021, 3, 1), date(2026, 11, 26)
KNOWN, PLACES = jurisdictions(), load_places()


def at(**known: str | date) -> Answer:
    return locate(Asked(**{"on": THEN, **known}), PLACES, KNOWN)  # type: ignore[arg-type]


#: municipality -> region, jurisdiction by jurisdiction as in the papers.
UNNA = {
    "nordkreis": ("Lünen", "Selm", "Werne"),
    "mittelkreis": ("Bergkamen", "Kamen", "Bönen"),
    "suedkreis": ("Unna", "Schwerte", "Fröndenberg", "Holzwickede"),
}
NEUSS = ("Dormagen", "Grevenbroich", "Jüchen", "Kaarst", "Korschenbroich", "Meerbusch", "Neuss", "Rommerskirchen")
METTMANN = (
    *("Erkrath", "Haan", "Heiligenhaus", "Hilden", "Langenfeld", "Mettmann", "Monheim", "Ratingen", "Velbert"),
    "Wülfrath",
)
LEVERKUSEN = {
    "bezirk-1": ("Wiesdorf", "Manfort", "Rheindorf", "Hitdorf"),
    "bezirk-2": ("Opladen", "Küppersteg", "Bürrig", "Quettingen", "Bergisch Neukirchen"),
    "bezirk-3": ("Schlebusch", "Steinbüchel", "Lützenkirchen", "Alkenrath"),
}


@pytest.mark.parametrize("on", [THEN, NOW])
@pytest.mark.parametrize(("region", "towns"), UNNA.items())
def test_kreis_unna_by_group(region: str, towns: tuple[str, ...], on: date) -> None:
    for town in towns:
        found = at(place=town, on=on)
        assert (found.status, found.jurisdiction, found.region) == ("assigned", "kreis-unna", region), town
        assert found.team == f"kreis-unna.{region}"


@pytest.mark.parametrize("town", NEUSS)
def test_rhein_kreis_neuss_by_municipality(town: str) -> None:
    found = at(place=town)
    assert (found.status, found.team) == ("assigned", "rhein-kreis-neuss.kim")
    assert (found.ags or "")[:5] == "05162"
    assert found.region not in (None, "kreis")


@pytest.mark.parametrize("town", METTMANN)
def test_kreis_mettmann_is_one(town: str) -> None:
    found = at(place=town)
    assert (found.status, found.jurisdiction, found.team) == ("assigned", "kreis-mettmann", "kreis-mettmann.kim")


def test_bielefeld_is_not_split_but_knows_its_stadtbezirke() -> None:
    assert at(plz="33602").team == at(plz="33602", district="Heepen").team == "bielefeld.kim"
    assert at(plz="33719", district="Brake").values["bezirk"] == "Heepen"


@pytest.mark.parametrize(("region", "quarters"), LEVERKUSEN.items())
def test_leverkusen_by_quarter(region: str, quarters: tuple[str, ...]) -> None:
    team = "leverkusen.bezirk-2" if region == "bezirk-2" else "leverkusen.bezirke-1-3"
    for quarter in quarters:
        found = at(place="Leverkusen", district=quarter)
        assert (found.status, found.region, found.team) == ("assigned", region, team), quarter


@pytest.mark.parametrize("plz", ["51371", "51373", "51375", "51377", "51379", "51381"])
def test_no_plz_of_leverkusen_decides(plz: str) -> None:
    found = at(plz=plz)
    assert (found.status, len(found.ask), found.jurisdiction) == ("ask", 13, "leverkusen")
    assert found.team is None


@pytest.mark.parametrize(
    "known",
    [
        {"place": "Opladen"},
        {"district": "opladen"},
        {"plz": "51379", "district": "OPLADEN"},
        {"plz": "51379", "place": "Leverkusen-Opladen"},
        {"place": "Leverkusen", "district": "Опладен"},
        {"place": "ليفركوزن", "district": "Stadtbezirk II"},
        {"place": "Leverkusen", "district": "kueppersteg"},
        {"place": "Leverkusen", "district": "neukirchen"},
        {"place": "Leverkusen", "district": "Oplden"},
    ],
)
def test_a_quarter_in_any_way(known: dict[str, str]) -> None:
    assert at(**known).team == "leverkusen.bezirk-2"


def test_a_quarter_nobody_knows_is_asked_again() -> None:
    for district in ("Atlantis", "unknown", "Heepen"):
        assert (at(plz="51379", district=district).status, at(plz="51379", district=district).code) == (
            "ask",
            "no_district",
        )


@pytest.mark.parametrize(("plz", "towns"), [("40472", ("Düsseldorf", "Ratingen")), ("40721", ("Düsseldorf", "Hilden"))])
def test_a_shared_plz_is_asked(plz: str, towns: tuple[str, ...]) -> None:
    assert (at(plz=plz).status, at(plz=plz).ask) == ("ask", towns)
    assert at(plz=plz, place=towns[1]).jurisdiction == "kreis-mettmann"
    assert at(plz=plz, place=towns[1][:-2] + towns[1][-1]).jurisdiction == "kreis-mettmann"  # a letter too few
    assert at(plz=plz, place="Düsseldorf").status == "outside"


@pytest.mark.parametrize("plz", ["33597", "44530", "59172", "59366", "58237", "41456"])
def test_nobody_lives_at_a_bulk_receiver(plz: str) -> None:
    assert (at(plz=plz).status, at(place=plz).status) == ("bulk", "bulk")


@pytest.mark.parametrize(
    ("known", "status", "code"),
    [
        ({"plz": "10115"}, "outside", "elsewhere"),
        ({"plz": "80331", "place": "München"}, "outside", "elsewhere"),
        ({"plz": "1067"}, "outside", "elsewhere"),  # Dresden without its zero
        ({"plz": "50667"}, "outside", "not_ours"),
        ({"place": "Paderborn"}, "outside", "not_ours"),
        ({"plz": "00000"}, "unknown", "plz_unknown"),
        ({"plz": "99999", "place": "Lünen"}, "unknown", "plz_unknown"),
        ({"plz": "445"}, "unknown", "no_plz"),
        ({"plz": "445322"}, "unknown", "no_plz"),
        ({"plz": "x"}, "unknown", "no_plz"),
        ({"place": "Atlantis"}, "unknown", "no_town"),
        ({}, "unknown", "nothing"),
        ({"plz": " ", "place": "  "}, "unknown", "nothing"),
        ({"plz": "44532", "place": "Unna"}, "ask", "contradiction"),
        ({"plz": "44532", "place": "Berlin"}, "ask", "contradiction"),
        ({"place": "Kreis Unna"}, "ask", "which_town"),
        ({"plz": "44532", "on": date(2015, 1, 1)}, "outside", "too_early"),
        ({"plz": "44532", "on": date(2020, 12, 31)}, "outside", "too_early"),
        ({"plz": "44532", "on": date(2021, 1, 1)}, "assigned", "by_region"),
        ({"ags": "05978024"}, "assigned", "by_region"),
        ({"ags": "5978024"}, "assigned", "by_region"),
        ({"place": "5978024"}, "assigned", "by_region"),
        ({"ags": "059780024024"}, "assigned", "by_region"),
        ({"ags": "59780024024"}, "assigned", "by_region"),
        ({"ags": "09162000"}, "unknown", "no_ags"),
        ({"ags": "597802"}, "unknown", "no_ags"),
        ({"ags": "05978024", "plz": "59425"}, "unknown", "contradiction"),
    ],
)
def test_what_cannot_be_told_says_why(known: dict[str, str], status: str, code: str) -> None:
    found = at(**known)
    assert (found.status, found.code) == (status, code)
    assert (found.team is not None) == (status == "assigned")


@pytest.mark.parametrize("written", ["D-44532", "DE 44532", "44 532", "٤٤٥٣٢", " 44532 "])
def test_a_plz_as_people_write_it(written: str) -> None:
    assert at(plz=written).municipality == "Lünen"


def test_every_municipality_of_the_state_is_answered() -> None:
    found = [at(ags=ags) for ags in PLACES.municipalities]
    ours = [answer for answer in found if answer.jurisdiction]
    assert len(found) == 396
    assert len(ours) == 30
    assert {answer.status for answer in found} == {"assigned", "ask", "outside"}
    assert [answer.municipality for answer in found if answer.status == "ask"] == ["Leverkusen"]


@pytest.mark.parametrize("lang", SOURCES)
@given(
    plz=st.none() | st.text(max_size=20) | st.sampled_from(["44532", "40472", "33597", "51379", "10115"]),
    place=st.none() | st.text(max_size=40) | st.sampled_from(["Lünen", "Leverkusen", "Bielefeld", "Kreis Unna"]),
    district=st.none() | st.text(max_size=20) | st.sampled_from(["Opladen", "II"]),
    on=st.dates(date(1, 1, 1), date(9999, 12, 31)),
)
def test_any_question_has_an_answer_with_a_sentence(
    lang: str, plz: str | None, place: str | None, district: str | None, on: date
) -> None:
    found = locate(Asked(on, plz, place, district), PLACES, KNOWN)
    assert words(lang)(f"desk.route.{found.code}", **found.values)
    assert (found.team is not None) == (found.status == "assigned")
    assert bool(found.ask) == (found.status == "ask")
    assert found == locate(Asked(on, plz, place, district), PLACES, KNOWN)
