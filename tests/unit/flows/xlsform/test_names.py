"""Ids made from names of a form are valid, different from each other, readable, and the same every time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.loading.naming import FORBIDDEN_IDS
from flows.xlsform.names import MAX, ids, plain, values

ID = re.compile(r"[a-z][a-z0-9_]{0,23}")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("age", "age"),
        ("HouseholdIncome", "household_income"),
        ("REF02", "ref02"),
        ("_1_4_camps", "q_1_4_camps"),
        ("hh.size-total", "hh_size_total"),
        ("Prénom", "prenom"),
    ],
)
def test_ids_are_readable(name: str, made: str) -> None:
    assert plain(name) == made


def test_long_names_keep_their_beginning_and_differ_by_a_mark() -> None:
    made = ids(["zusammenarbeit_stadt_einschaetzung", "zusammenarbeit_stadt_einschaetzung_2"])
    assert len(set(made.values())) == 2
    assert all(name.startswith("zusammenarbeit_stad") for name in made.values())


def test_a_name_that_is_an_id_keeps_it_whatever_comes_before() -> None:
    assert ids(["Age", "age"])["age"] == "age"


NAMES = st.lists(st.text(min_size=1, max_size=40), max_size=30)


@given(NAMES)
def test_any_names_become_different_ids_twice_the_same(names: list[str]) -> None:
    made = ids(names)
    assert made == ids(names)
    assert len(set(made.values())) == len(set(names))
    assert all(ID.fullmatch(name) and len(name) <= MAX and name not in FORBIDDEN_IDS for name in made.values())


@given(NAMES)
def test_any_choice_names_become_different_values(names: list[str]) -> None:
    made = values(names)
    assert list(made) == list(dict.fromkeys(names))
    assert len(set(made.values())) == len(made)
    assert all(ID.fullmatch(value) for value in made.values())


def test_a_choice_has_the_same_value_in_every_list() -> None:
    assert values(["1", "98"])["98"] == values(["98", "Other"])["98"] == "v98"
