"""Places: the whole state, no guessing between two towns, no town for a PLZ nobody lives at."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.parsing.countries import country_codes, country_name
from flows.places import PlaceResult, load_places
from flows.places.tables import read_tables
from locales.languages import OFFERED

PLACES = load_places()
DOMAIN = Path(__file__).parents[5] / "shared" / "domain" / "data"


def found(text: str) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    result = PLACES.find(text)
    return result.status, [(place.name, place.plz, place.ags) for place in result.places]


def test_the_whole_state_is_there() -> None:
    tables = read_tables()
    assert len(tables.municipalities) == 396
    assert len(tables.plz) == 865
    assert len({ags[:5] for ags in tables.municipalities}) == 53
    assert set(tables.municipalities) == {ags for owners in tables.plz.values() for ags in owners}
    assert not set(tables.bulk) & (set(tables.plz) | set(tables.elsewhere))


@pytest.mark.parametrize(
    "text",
    [
        "44532",
        "44532 Lünen",
        "D-44532 Lünen",
        "Lünen 44532",
        "٤٤٥٣٢",
        "۴۴۵۳۲",
        "44 532",
        "Münsterstr. 5, 44532 Lünen",
        "Münsterstraße 12 44532 Lünen",
        "DE 44532",
        "4 4 5 3 2",
    ],
)
def test_a_plz_in_any_script_and_address(text: str) -> None:
    assert found(text) == ("ok", [("Lünen", "44532", "05978024")])


@pytest.mark.parametrize(
    "text",
    [
        "Lünen",
        "luenen",
        "Lunen",
        "LÜNEN",
        "Lu\u0308nen",
        "Люнен",
        "لونن",
        "ich wohne in Lünen",
        "у Люнені",
        "Lünnen",
        "Lünen, Brambauer",
        "Lünen-Süd",
        "Stadt Lünen",
        "Lünen (Kreis)",
        "Lünen, Deutschland",
    ],
)
def test_a_town_by_name(text: str) -> None:
    assert found(text) == ("ok", [("Lünen", None, "05978024")])


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("Frondenberg", "05978012"),
        ("ليفركوزن", "05316000"),
        ("Leverkussen", "05316000"),
        ("Opladen", "05316000"),
        ("Bielefeld-Heepen", "05711000"),
        ("Білефельд", "05711000"),
        ("Monheim", "05158026"),
        ("Langenfeld", "05158020"),
        ("bergisch gladbach", "05378004"),
        ("Castrop Rauxel", "05562004"),
        ("Münster", "05515000"),
        ("Köln", "05315000"),
    ],
)
def test_names_with_additions_typing_errors_and_other_scripts(text: str, ags: str) -> None:
    result = PLACES.find(text)
    assert (result.status, [place.ags for place in result.places]) == ("ok", [ags])


def test_a_town_with_one_plz_brings_it_along() -> None:
    assert found("Holzwickede") == ("ok", [("Holzwickede", "59439", "05978016")])


@pytest.mark.parametrize(("plz", "towns"), [("40472", ["Düsseldorf", "Ratingen"]), ("40721", ["Düsseldorf", "Hilden"])])
def test_a_shared_plz_is_asked_back_and_the_town_settles_it(plz: str, towns: list[str]) -> None:
    status, places = found(plz)
    assert (status, [name for name, _, _ in places]) == ("choices", towns)
    for town in towns:
        assert found(f"{plz} {town}")[1] == [place for place in places if place[0] == town]


def test_every_shared_plz_gives_all_its_towns() -> None:
    shared = {plz: owners for plz, owners in read_tables().plz.items() if len(owners) > 1}
    assert len(shared) == 7
    for plz, owners in shared.items():
        assert {place.ags for place in PLACES.find(plz).places} == set(owners)


def test_every_plz_of_one_town_finds_it() -> None:
    for plz, owners in read_tables().plz.items():
        if len(owners) == 1:
            assert [place.ags for place in PLACES.find(plz).places] == list(owners)


def test_every_municipality_is_found_by_its_name() -> None:
    for ags, municipality in PLACES.municipalities.items():
        assert [place.ags for place in PLACES.find(municipality.name).places] == [ags], municipality.name


@pytest.mark.parametrize("plz", ["33597", "44530", "59172", "41456", "33597 Bielefeld"])
def test_nobody_lives_at_a_bulk_receiver(plz: str) -> None:
    assert PLACES.find(plz) == PlaceResult("bulk", plz=plz[:5])


@pytest.mark.parametrize("plz", ["00000", "99999", "٠٠٠٠٠", "12345 Nirgendwo"])
def test_a_plz_that_does_not_exist_is_unknown(plz: str) -> None:
    result = PLACES.find(plz)
    assert (result.status, result.places) == ("unknown", ())
    assert result.plz is not None


@pytest.mark.parametrize(
    "text", ["", "   ", "4453", "445322", "123456789", "xyz", "😀", "ja", "Hessen", "zu Hause", "-", ","]
)
def test_what_is_no_place_is_unknown(text: str) -> None:
    assert PLACES.find(text) == PlaceResult("unknown")


@pytest.mark.parametrize(("text", "name"), [("10115", "Berlin"), ("Hamburg", "Hamburg"), ("80331 München", "München")])
def test_elsewhere_in_germany_only_the_name_is_known(text: str, name: str) -> None:
    result = PLACES.find(text)
    assert result.status == "outside"
    assert result.places[0].as_value()["name"] == name
    assert (result.places[0].ags, result.places[0].kreis) == (None, None)


def test_a_plz_and_another_town_are_asked_back() -> None:
    assert [name for name, _, _ in found("44532 Unna")[1]] == ["Lünen", "Unna"]
    assert [name for name, _, _ in found("44532 oder 59425")[1]] == ["Lünen", "Unna"]


def test_a_district_offers_its_towns() -> None:
    result = PLACES.find("Kreis Unna")
    assert (result.status, len(result.places)) == ("choices", 10)
    assert {place.kreis for place in result.places} == {"05978"}


def test_no_country_is_taken_for_a_town_of_the_state() -> None:
    names = [country_name(code, lang) for code in country_codes() - {"DE"} for lang in OFFERED]
    assert len(names) > 900
    assert [name for name in names if any(place.ags for place in PLACES.find(name).places)] == []


@given(st.text(max_size=250) | st.text("0123456789 ,-Lünen", max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    """faults: B. Never raises, and says the same each time."""
    result = PLACES.find(text)
    assert result == PLACES.find(text)
    assert bool(result.places) == (result.status in ("ok", "choices", "outside"))
    assert all(place.kreis == (place.ags[:5] if place.ags else None) for place in result.places)


def test_quarters_lead_to_their_stadtbezirk() -> None:
    assert PLACES.bezirk("05316000", "opladen") == "II"
    assert PLACES.bezirk("05711000", "Großdornberg") == "Dornberg"
    assert PLACES.bezirk("05711000", "Opladen") is None


@pytest.mark.skipif(not DOMAIN.is_dir(), reason="the reference tables (../shared/domain) are not on this machine")
def test_the_table_agrees_with_the_reference() -> None:
    with (DOMAIN / "gemeinden_kim5.csv").open(encoding="utf-8") as file:
        register = {row["ags"]: row["ars"] for row in csv.DictReader(file)}
    assert {ags: PLACES.municipalities[ags].ars for ags in register} == register
    with (DOMAIN / "plz_gemeinde_kim5.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert row["ags"] in {place.ags for place in PLACES.find(row["plz"]).places}, row["plz"]


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("Падерборн", "05774032"),
        ("Золінген", "05122000"),
        ("Гельзенкирхен", "05513000"),
        ("غوترسلوه", "05754008"),
        ("مونشنغلادباخ", "05116000"),
        ("Ессен", "05113000"),
        ("إسن", "05113000"),
    ],
)
def test_towns_nobody_listed_are_found_by_ear(text: str, ags: str) -> None:
    result = PLACES.find(text)
    assert (result.status, [place.ags for place in result.places]) == ("ok", [ags])


@pytest.mark.parametrize(
    "text", ["спасибо", "не знаю", "будь ласка", "добрий день", "شكرا", "لا اعرف", "السلام عليكم", "دمشق", "Харків"]
)
def test_words_of_every_day_are_no_towns(text: str) -> None:
    assert PLACES.find(text) == PlaceResult("unknown")


@pytest.mark.parametrize(
    ("text", "bezirk"),
    [
        ("Steinbuchel", "III"),
        ("Опладен", "II"),
        ("Stadtbezirk III", "III"),
        ("Lützenkirchn", "III"),
        ("x", None),
        ("", None),
    ],
)
def test_quarters_in_any_spelling(text: str, bezirk: str | None) -> None:
    assert PLACES.bezirk("05316000", text) == bezirk


def test_every_plz_and_every_municipality_of_the_state_has_its_middle() -> None:
    tables = read_tables()
    assert set(tables.points) == set(tables.plz)
    assert all(50.3 < lat < 52.6 and 5.8 < lon < 9.5 for lat, lon in tables.points.values())
    assert all(PLACES.point(None, ags) for ags in tables.municipalities)


def test_the_middle_is_that_of_the_plz_then_of_the_municipality() -> None:
    assert PLACES.point("44532", "05711000") == read_tables().points["44532"]
    luenen = PLACES.point(None, "05978024")
    assert luenen is not None
    assert luenen == pytest.approx((51.61, 7.52), abs=0.03)
    assert PLACES.point("10115") is None
    assert PLACES.point(None, None) is None
