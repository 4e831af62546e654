"""The five jurisdictions as data: posts as in the council papers, every place and Stadtteil on exactly one desk."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from backend.content.reading import jurisdictions, read_jurisdiction
from flows.errors import LotseError
from flows.library import builtin
from locales.languages import OFFERED

FOLDER = files("backend") / "content" / "jurisdictions"
FILES = {
    path.name.removesuffix(".yaml"): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in FOLDER.iterdir()
    if path.name.endswith(".yaml")
}
EACH = pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())


def teams(data: dict[str, Any], attachment: str | None = None) -> list[dict[str, Any]]:
    """The teams of one way to attach the posts, by default the one in force."""
    wanted = attachment or data.get("attachment")
    return [team for team in data["teams"] if wanted in team.get("attachments", [wanted])]


def fte(data: dict[str, Any], attachment: str | None = None) -> dict[str, float]:
    return {team["key"]: sum(post["fte"] for post in team["posts"]) for team in teams(data, attachment)}


def test_the_posts_are_those_of_the_papers() -> None:
    totals = {key: sum(fte(data).values()) for key, data in FILES.items()}
    assert totals == {
        "kreis-unna": 8.0,
        "rhein-kreis-neuss": 6.0,
        "bielefeld": 8.0,
        "kreis-mettmann": 8.0,
        "leverkusen": 5.0,
    }
    assert (
        list(fte(FILES["kreis-unna"], "B").values()) == list(fte(FILES["kreis-unna"], "C").values()) == [3.0, 2.5, 2.5]
    )
    assert fte(FILES["kreis-unna"], "A") == {"kreis-unna.kreis": 8.0}


def test_no_municipality_belongs_to_two_jurisdictions() -> None:
    places = Counter(ags for data in FILES.values() for ags in data["ags"])
    assert len(places) == 30
    assert set(places.values()) == {1}


@EACH
def test_keys_are_written_as_the_rest_of_the_system_expects(data: dict[str, Any]) -> None:
    assert FILES[data["key"]] is data
    assert all(isinstance(ags, str) and len(ags) == 8 for ags in data["ags"])
    assert all(team["key"].startswith(f"{data['key']}.") for team in data["teams"])
    assert set(data["languages"]) <= set(OFFERED)


@EACH
def test_regions_cover_the_jurisdiction_and_every_region_has_one_team(data: dict[str, Any]) -> None:
    assert {ags for region in data["regions"] for ags in region["ags"]} == set(data["ags"])
    served = Counter(region for team in teams(data) for region in team["regions"])
    assert served == Counter(region["key"] for region in data["regions"])


@EACH
def test_data_is_kept_no_longer_than_the_notice_promises(data: dict[str, Any]) -> None:
    notice = builtin("kim-intake").source["kim-intake.privacy_what.prompt"]
    assert "ein Jahr" in notice
    assert 0 < data["retention_days"] <= 365


@EACH
def test_the_notice_can_say_how_the_controller_is_reached(data: dict[str, Any]) -> None:
    """Art. 13 (1) a GDPR: an address for letters (PLZ and town) and a phone number."""
    office = jurisdictions()[data["key"]].office
    assert re.search(r"\b\d{5} [A-ZÄÖÜ]", office.contact)
    assert re.search(r"Telefon[^\d]*0\d+", office.contact)
    notice = builtin("kim-intake").source["kim-intake.privacy_what.prompt"]
    assert data["name"].removeprefix("Stadt ") in notice


def test_officers_may_have_an_address_of_their_own() -> None:
    text = (FOLDER / "leverkusen.yaml").read_text(encoding="utf-8")
    given = text.replace("by_district:", "data_protection: |\n  Frau Schutz\n  schutz@example.org\nby_district:")
    assert read_jurisdiction("leverkusen.yaml", text).office.officers == ""
    assert read_jurisdiction("leverkusen.yaml", given).office.officers == "Frau Schutz\nschutz@example.org"


def test_both_ways_of_asking_sensitive_questions_are_in_use() -> None:
    assert {data["sensitive_in_messenger"] for data in FILES.values()} == {True, False}


def test_every_stadtteil_of_leverkusen_has_one_stadtbezirk() -> None:
    asked = [
        choice.value
        for choice in builtin("kim-intake").steps["district"].choices
        if choice.relevant is not None and "05316000" in choice.relevant.source
    ]
    placed = Counter(name for region in FILES["leverkusen"]["regions"] for name in region["districts"])
    assert len(asked) == 13
    assert placed == Counter(asked)


BROKEN = {
    "a zero eaten by a spreadsheet": ('ags: ["05316000"]', 'ags: ["5316000"]', "ags.0"),
    "a key that is a number": ('ags: ["05316000"]', "ags: [05316000]", "ags.0"),
    "a region nobody knows": ("regions: [bezirk-2]", "regions: [bezirk-9]", "no region bezirk-9"),
    "a deputy nobody knows": ("deputies: [ki-1]", "deputies: [ki-7]", "no post ki-7"),
    "an end before the start": (
        'fte: 1.0, employer: "Stadt Leverkusen, F',
        'fte: 1.0, until: 2020-01-01, employer: "Stadt Leverkusen, F',
        "before",
    ),
    "more than the whole time": (
        "deputies: [ki-1]",
        "covers: {bezirk-2: 1.0, bezirk-1: 0.5}, deputies: [ki-1]",
        "whole time",
    ),
    "a field nobody knows": ("by_district: true", "by_distict: true", "by_distict"),
    "two rows for one day": ("- {key: ki-1,", "- {key: ki-1, fte: 1, employer: X}\n      - {key: ki-1,", "same day"),
    "two times for the same day": (
        "days: 120}]",
        "days: 120}, {from: 2021-01-01, days: 90}]",
        "two rows from 2021-01-01",
    ),
    "no days": ("days: 120}]", "days: 0}]", "greater than 0"),
    "an employer nobody has": ("supervision: {", "supervision: {over: [Niemand], ", "Niemand"),
}


@pytest.mark.parametrize(("old", "new", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_in_a_file_is_named(old: str, new: str, said: str) -> None:
    text = (FOLDER / "leverkusen.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(LotseError) as refused:
        read_jurisdiction("leverkusen.yaml", text.replace(old, new))
    assert refused.value.code == "settings.invalid"
    assert said in str(refused.value.detail["problem"])


@pytest.mark.parametrize(
    ("ags", "abh", "ebh"),
    [
        ("05978024", "Stadt Lünen", "Stadt Lünen"),
        ("05978036", "Kreis Unna", "Kreisstadt Unna"),
        ("05978020", "Kreis Unna", "Kreis Unna"),
    ],
)
def test_the_authorities_of_kreis_unna_go_by_residence(ags: str, abh: str, ebh: str) -> None:
    authorities = jurisdictions()["kreis-unna"].authorities
    assert (authorities["abh"].of(ags), authorities["ebh"].of(ags)) == (abh, ebh)


@pytest.mark.parametrize(
    ("on", "days"), [("2020-12-31", 180), ("2021-01-01", 120), ("2026-11-25", 120), ("2026-11-26", 60)]
)
def test_the_time_after_which_an_offer_is_looked_at_has_dates(on: str, days: int) -> None:
    """Before the first row: what holds where a jurisdiction says nothing."""
    text = (FOLDER / "leverkusen.yaml").read_text(encoding="utf-8")
    dated = text.replace("days: 120}]", "days: 120}, {from: 2026-11-26, days: 60}]")
    assert read_jurisdiction("leverkusen.yaml", dated).offer_check(date.fromisoformat(on)).days == days


def test_every_jurisdiction_says_when_an_offer_is_to_be_looked_at() -> None:
    found = {key: one.offer_check(date(2026, 11, 26)) for key, one in jurisdictions().items()}
    assert all(check.start for check in found.values())
    assert (found["bielefeld"].days, found["leverkusen"].days, found["kreis-unna"].days) == (90, 120, 180)
