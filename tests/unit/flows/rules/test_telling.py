"""The sentence of a result follows its row: another bound in the table is another number in every language."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules import telling
from flows.rules.deciding import Screener
from flows.rules.report import report
from flows.rules.telling import Teller
from locales.texts import load_texts
from tests.support.rules import ADULT, FLAGS, NEEDS, REFERRALS, TERMS, rules

TEXTS = load_texts()
DAY = date(2021, 3, 1)


def why(row: str, answers: dict[str, Any], terms: str = TERMS) -> dict[str, str]:
    screening = Screener(rules(row, terms=terms)).screen("town", DAY, answers)
    found: dict[str, str] = report(screening, Teller(TEXTS, "kim-intake", TEXTS.languages))["target_group"]["why"]
    return found


def born(day: str) -> dict[str, Any]:
    return {"birth": {"date": day, "precision": "day"}}


def test_it_exists_in_every_offered_language() -> None:
    assert set(why(ADULT, born("1990-01-01"))) == set(TEXTS.languages)


def test_the_bound_comes_from_the_row() -> None:
    assert "mindestens 18 (Jahre)" in why(ADULT, born("1990-01-01"))["de"]
    other = TERMS.replace("birth <= today - years(18)", "birth <= today - years(21)")
    assert "mindestens 21 (Jahre)" in why(ADULT, born("1990-01-01"), other)["de"]


def row(cell: str) -> str:
    return f'  - {{id: a, age: "{cell}", outcome: in_group}}\n'


def test_a_choice_is_said_as_it_was_offered() -> None:
    said = why(row("status in ('duldung', 'gestattung')"), {"status": "duldung"})
    assert "Aufenthaltsstatus: Duldung." in said["de"]
    assert "Residence status: Tolerated stay (Duldung)." in said["en"]


def test_only_what_was_ticked_is_said() -> None:
    said = why(row("any_of(fields, 'law', 'work')"), {"fields": ["work", "money"]})
    assert "Thema: Arbeit und Beruf." in said["de"]


def test_of_either_or_only_the_true_part_is_said() -> None:
    said = why(row("status == 'duldung' or children > 0"), {"status": "eu", "children": 2})
    assert said["de"].endswith("Grund: Kinder im Haushalt: 2.")


def test_what_is_not_known_is_not_said() -> None:
    said = why(row("known(status != 'eu', true)"), {})
    assert "Grund" not in said["de"]


def test_not_says_what_was_answered() -> None:
    assert "Aufenthaltsstatus: Duldung" in why(row("not (status == 'eu')"), {"status": "duldung"})["de"]


def test_missing_answers_are_named() -> None:
    said = why(ADULT, {})
    assert "Dafür fehlt uns noch: Alter." in said["de"]
    assert "We still need to know: Age." in said["en"]


def test_two_days_that_do_not_fit_are_named_by_what_they_are_about() -> None:
    answers = {**born("1990-01-01"), "arrival": {"date": "1980-01-01", "precision": "day"}}
    assert why(row("arrival < birth"), answers)["de"].endswith("Grund: Zeit in Deutschland; Alter.")


def test_what_is_counted_is_said_and_not_how_much_of_it() -> None:
    said = why(row("count(fields) < 3"), {"fields": ["work", "housing"]})["de"]
    assert said.endswith("Grund: Thema: Arbeit und Beruf, Wohnen.")
    assert "Grund" not in why(row("count(fields) < 3"), {"fields": []})["de"]


def test_reasons_are_parted_as_the_script_does() -> None:
    said = why(row("status == 'duldung' and german == 'a2'"), {"status": "duldung", "german": "a2"})
    assert "; " in said["tr"]
    assert all("؛ " in said[lang] and "; " not in said[lang] for lang in ("ar", "fa", "ckb", "ps"))


def test_languages_are_called_by_name() -> None:
    said = why(row("best_language == 'uk'"), {"best_language": "uk"})
    assert said["de"].endswith("Beste Sprache: Ukrainisch.")
    assert "українська" in said["uk"]


def test_staff_read_the_reasons_alone() -> None:
    """The heading is theirs; a sentence made for the person is none for a case file."""
    screening = Screener(rules(row("status == 'duldung'"))).screen("town", DAY, {"status": "duldung"})
    staff = report(screening, Teller(TEXTS, "kim-intake", ("de", "en"), headed=False))["target_group"]["why"]
    assert staff == {"de": "Aufenthaltsstatus: Duldung", "en": "Residence status: Tolerated stay (Duldung)"}


def test_staff_are_told_what_is_missing() -> None:
    screening = Screener(rules(row("status == 'duldung'"))).screen("town", DAY, {})
    staff = report(screening, Teller(TEXTS, "kim-intake", ("de",), headed=False))["target_group"]["why"]["de"]
    assert "Aufenthaltsstatus" in staff


choices = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["duldung", "eu", "ukraine"]),
        "children": st.integers(0, 30),
        "fields": st.lists(st.sampled_from(["law", "work", "money"]), min_size=1, unique=True),
        "birth": st.dates(date(1950, 1, 1), date(2015, 1, 1)).map(lambda day: born(day.isoformat())["birth"]),
    },
)
people = st.tuples(st.sampled_from(["town", "village"]), st.sampled_from([DAY, date(2026, 1, 1)]), choices)
SEVERAL = row("status == 'duldung' or children > 0") + row("any_of(fields, 'law', 'work')").replace("id: a", "id: b")


@given(st.lists(people, max_size=12))
def test_what_was_said_of_others_is_what_is_said_anew(crowd: list[tuple[str, date, dict[str, Any]]]) -> None:
    """One screener and one teller for all of them, and new ones for each; then tables with another bound."""
    for terms in (TERMS, TERMS.replace("years(18)", "years(21)")):
        found = rules(ADULT + SEVERAL, terms=terms, more=REFERRALS, flags=FLAGS, needs=NEEDS)
        screener, kept = Screener(found), Teller(TEXTS, "kim-intake", TEXTS.languages)
        written = Teller(TEXTS, "kim-intake", TEXTS.languages, pack=lambda part: orjson.Fragment(orjson.dumps(part)))
        for person in crowd:
            fresh = report(Screener(found).screen(*person), Teller(TEXTS, "kim-intake", TEXTS.languages))
            screening = screener.screen(*person)
            assert report(screening, kept) == fresh
            assert orjson.dumps(report(screening, written)) == orjson.dumps(fresh)


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST", 3)
    screener, teller = Screener(rules(row("children > 0"))), Teller(TEXTS, "kim-intake", ("de",))
    for _ in range(2):
        for children in range(1, 9):
            said = report(screener.screen("town", DAY, {"children": children}), teller)["target_group"]["why"]["de"]
            assert said.endswith(f"Kinder im Haushalt: {children}.")
            assert len(teller._parts) <= 3
