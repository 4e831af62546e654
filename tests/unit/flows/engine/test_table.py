"""What hangs on something is looked at again when a consent changes; what hangs on nothing is not."""

from __future__ import annotations

import pytest

from flows.engine.table import table_of
from tests.support.walking import intake


@pytest.mark.parametrize(
    "step",
    ["guardian", "birth", "fields", "adults", "urgent_today", "origin", "goodbye"],
    ids=["relevance", "constraint", "limits of its kind", "smallest number", "filter", "consent", "consented"],
)
def test_an_answer_with_a_condition_is_unsure(step: str) -> None:
    assert step in table_of(intake()).unsure


@pytest.mark.parametrize("step", ["who_we_are", "of_age", "consent_intake", "residence", "german", "wish"])
def test_an_answer_without_conditions_is_not(step: str) -> None:
    assert step not in table_of(intake()).unsure


def test_the_unsure_stand_in_the_order_of_the_flow() -> None:
    unsure = table_of(intake()).unsure
    assert list(unsure) == [step for step in intake().steps if step in unsure]


def test_sections_are_counted_from_one() -> None:
    assert list(table_of(intake()).sections.values()) == list(range(1, len(intake().sections) + 1))
