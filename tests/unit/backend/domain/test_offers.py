"""Offers as data: which are suggested, in which order and why; what is stale; what a line of a table may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.offer_columns import COLUMNS, column_named
from backend.domain.offer_matching import MOST, Person, suggest
from backend.domain.offer_records import Known, read_record, record_of
from backend.domain.offers import Offer, as_plain, from_plain, is_stale

LUENEN, UNNA, DORTMUND = "05978024", "05978036", "05913000"
DAY = date(2026, 11, 26)
OFFER = Offer(
    id="cafe", jurisdiction="kreis-unna", provider="Musterverein", title={"de": "Café"}, text={"de": "Reden"},
    fields=("language",), checked_on=DAY, state="approved", seat=LUENEN,
)  # fmt: skip
PERSON = Person("kreis-unna", LUENEN, ("ar",))
KNOWN = Known({"kreis-unna": frozenset({LUENEN, UNNA})}, frozenset({LUENEN, UNNA, DORTMUND}).__contains__)
RIGHT = record_of(OFFER)


MIDDLES = {"44532": (51.60, 7.54), "59423": (51.53, 7.69), "44534": (51.62, 7.51)}


def ids(offers: list[Offer], person: Person = PERSON, on: date = DAY) -> list[str]:
    return [one.offer.id for one in suggest(offers, person, ["language"], on, MIDDLES.get).get("language", [])]


@pytest.mark.parametrize(
    "other",
    [
        {"state": "draft"}, {"state": "withdrawn"}, {"valid_to": DAY - timedelta(1)},
        {"valid_from": DAY + timedelta(1)},
        {"ags": (UNNA,)}, {"jurisdiction": "leverkusen"}, {"fields": ("work",)},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_not_suggested(other: dict[str, object]) -> None:
    assert ids([OFFER]) == ["cafe"]
    assert ids([replace(OFFER, **other)]) == []  # type: ignore[arg-type]


def test_the_first_and_the_last_day_count() -> None:
    assert ids([replace(OFFER, valid_from=DAY, valid_to=DAY)]) == ["cafe"]


def test_near_comes_first_then_the_own_language_and_full_ones_last() -> None:
    far = replace(OFFER, id="a-kreis", seat=UNNA)
    speaks = replace(OFFER, id="z-speaks", languages=("ar",))
    full = replace(OFFER, id="a-full", languages=("ar",), availability="full")
    bound = replace(OFFER, id="a-bound", rechtskreis="sgb2")
    assert ids([far, OFFER, speaks]) == ["z-speaks", "cafe", "a-kreis"]
    assert ids([full, bound, far]) == ["a-kreis", "a-bound", "a-full"]
    assert ids([bound, OFFER], replace(PERSON, rechtskreise=frozenset({"sgb2"}))) == ["a-bound", "cafe"]


def test_the_reasons_and_the_distance_are_told() -> None:
    unna = replace(OFFER, lat=51.5366, lon=7.6898, languages=("ar",))
    found = suggest([unna], replace(PERSON, at=(51.6167, 7.5167)), ["language"], DAY, MIDDLES.get)["language"][0]
    assert found.why == ("same_town", "language")
    assert found.km == pytest.approx(14.9, abs=0.5)


def test_the_way_counts_from_the_middle_of_the_plz_where_nobody_gave_coordinates() -> None:
    person = replace(PERSON, at=MIDDLES["44532"])
    unna, place = replace(OFFER, id="unna", seat=UNNA, plz="59423"), {"lat": 51.60, "lon": 7.53}
    found = suggest([unna], person, ["language"], DAY, MIDDLES.get)["language"][0]
    assert found.km == pytest.approx(13, abs=0.5)
    assert suggest([unna], PERSON, ["language"], DAY, MIDDLES.get)["language"][0].km is None
    near, nowhere = replace(unna, id="z-near", **place), replace(OFFER, id="a-nowhere", seat="")  # type: ignore[arg-type]
    assert ids([unna, near, nowhere], person) == ["z-near", "unna", "a-nowhere"]


def test_a_few_kilometres_weigh_less_than_the_own_language() -> None:
    person = replace(PERSON, at=(51.60, 7.54))
    near = replace(OFFER, id="near", seat=UNNA, lat=51.60, lon=7.55)
    speaks = replace(OFFER, id="speaks", seat=UNNA, lat=51.60, lon=7.58, languages=("ar",))
    assert ids([near, speaks], person) == ["speaks", "near"]
    assert ids([near, replace(speaks, lon=7.68)], person) == ["near", "speaks"]


@given(st.permutations([f"o{number}" for number in range(6)]))
def test_at_most_three_and_the_same_in_any_order(order: list[str]) -> None:
    assert ids([replace(OFFER, id=name) for name in order]) == ["o0", "o1", "o2"][:MOST]


def test_stale_after_the_days_given() -> None:
    assert not is_stale(OFFER, DAY + timedelta(180), 180)
    assert is_stale(OFFER, DAY + timedelta(181), 180)
    assert not is_stale(replace(OFFER, state="withdrawn"), DAY + timedelta(999), 180)


def test_stored_and_read_it_is_the_same() -> None:
    full = replace(OFFER, lat=51.5, lon=7.5, ags=(LUENEN,), valid_to=DAY, sample=True, languages=("de", "ar"))
    assert from_plain(as_plain(full)) == full
    assert read_record(record_of(full), KNOWN) == (full, [])


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("title.de", "=1+1", "formula"), ("costs", "@SUM(A1)", "formula"), ("opening", "\t=1", "formula"),
        ("title.ar", "a\u202eb", "hidden"), ("title.de", "x" * 121, "too_long"), ("provider", "", "missing"),
        ("checked_on", "31.02.2026", "day"), ("valid_to", "bald", "day"), ("seat", "5978024", "ags_zero"),
        ("ags", "5978024", "ags_zero"), ("ags", "05999999", "ags_unknown"), ("ags", DORTMUND, "ags_elsewhere"),
        ("fields", "langauge", "value"), ("state", "ok", "value"), ("lat", "51.5", "coordinates"),
        ("jurisdiction", "kreis-una", "jurisdiction"), ("id", "Café 1", "value"), ("website", "javascript:x", "value"),
    ],
)  # fmt: skip
def test_every_slip_has_its_code(column: str, text: str, code: str) -> None:
    offer, slips = read_record({**RIGHT, column: text}, KNOWN)
    assert offer is None
    assert slips[0].code == code


def test_valid_to_before_valid_from_is_told() -> None:
    _, slips = read_record({**RIGHT, "valid_from": "2026-02-01", "valid_to": "31.01.2026"}, KNOWN)
    assert [slip.code for slip in slips] == ["order"]


def test_a_near_value_is_proposed() -> None:
    _, slips = read_record({**RIGHT, "fields": "langauge"}, KNOWN)
    assert "did you mean 'language'" in slips[0].message


def test_a_phone_number_is_no_formula() -> None:
    assert read_record({**RIGHT, "phone": "+49 30 23125"}, KNOWN)[1] == []


@given(st.dictionaries(st.sampled_from([*COLUMNS, "title.ar"]), st.text(max_size=60)))
def test_any_line_gives_an_offer_or_slips(record: dict[str, str]) -> None:
    offer, slips = read_record({**RIGHT, **record}, KNOWN)
    assert (offer is None) == bool(slips)


def test_german_headings_are_known() -> None:
    assert column_named(" Anbieter ") == "provider"
    assert column_named("title.uk") == "title.uk"
    assert column_named("Anbeiter") is None
