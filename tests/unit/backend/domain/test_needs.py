"""Needs at a glance: levels come from the answers by the rules in the map, and from nothing else."""

from __future__ import annotations

from typing import Any

from backend.domain.needs import NOT_CHOSEN, TODAY, WANTED, WEEK, NeedsMap, glance, read_map

RULES = read_map(
    {
        "chosen": "fields",
        "urgency": [{"step": "today", "level": 3}, {"step": "week", "level": 2}],
        "fields": {
            "law": {"details": ["law_now"]},
            "housing": {"details": ["housing_now"], "levels": {"housing_now": {"nowhere": 3}}},
            "money": {},
            "health": {"offered": False, "details": ["talk"], "levels": {"talk": {"soon": 2, "no": 0}}},
        },
    }
)


def levels(values: dict[str, Any], rules: NeedsMap = RULES) -> dict[str, int | None]:
    return {need.field: need.level for need in glance(rules, values)}


def test_nothing_answered_is_nothing_known() -> None:
    assert levels({}) == {"law": None, "housing": None, "money": None, "health": None}


def test_a_field_is_as_urgent_as_the_strongest_step_that_names_it() -> None:
    found = levels({"fields": ["law", "money"], "today": ["law"], "week": ["money", "law"]})
    assert found == {"law": TODAY, "money": WEEK, "housing": NOT_CHOSEN, "health": None}


def test_a_chosen_field_that_is_not_urgent_can_wait() -> None:
    assert levels({"fields": ["law"], "today": ["none"], "week": None})["law"] == WANTED


def test_an_answer_that_speaks_for_itself_counts_although_the_person_named_no_urgency() -> None:
    found = glance(RULES, {"fields": ["housing"], "housing_now": "nowhere"})[0]
    assert (found.field, found.level) == ("housing", TODAY)
    assert found.because == found.details == ("housing_now",)


def test_a_field_that_cannot_be_picked_is_unknown_until_its_own_step_is_answered() -> None:
    assert levels({"fields": ["law"]})["health"] is None
    assert levels({"fields": ["law"], "talk": "soon"})["health"] == WEEK
    assert levels({"fields": ["law"], "talk": "no"})["health"] == NOT_CHOSEN


def test_the_most_urgent_comes_first_and_equal_ones_keep_their_order() -> None:
    found = [need.field for need in glance(RULES, {"fields": ["law", "housing", "money"], "today": ["money"]})]
    assert found == ["money", "law", "housing", "health"]


def test_odd_values_are_ignored_and_not_an_error() -> None:
    assert levels({"fields": "law", "housing_now": 7, "talk": ["soon", 3]})["health"] == WEEK
