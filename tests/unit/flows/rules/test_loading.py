"""A table that is wrong is told with file, line, column and what was expected, before anybody is screened by it."""

from __future__ import annotations

import pytest

from flows.problems import FlowError
from tests.support.rules import ADULT, HEAD, MINOR, TERMS, rules


def told(*rows: str, **more: str) -> list[tuple[str, int]]:
    with pytest.raises(FlowError) as wrong:
        rules(*rows, **more)
    return [(problem.code, problem.line) for problem in wrong.value.problems]


def test_a_right_table_loads_with_its_defaults() -> None:
    (table,) = rules(ADULT, MINOR).tables
    grown, young = table.rows
    assert (grown.id, grown.outcome["group"], grown.source, grown.reviewed) == ("grown", "adults", "Papier", True)
    assert young.valid_to is None
    assert table.columns == {"age": "Alter", "status": "Aufenthalt"}


def test_equal_cells_are_one() -> None:
    found = rules(ADULT, ADULT.replace("grown", "other"))
    assert len(found.cells) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("  - {id: a, agee: adult, outcome: human}\n", "rules.unknown_column"),
        ("  - {id: a, age: adult, outcome: human, valid_to: 2019-12-31}\n", "rules.dates"),
        ("  - {id: a, age: adult, outcome: rejected}\n", "rules.value"),
        ("  - {id: a, age: adult}\n", "rules.missing"),
        ("  - {id: a, age: adult, outcome: refer_to, to: nowhere}\n", "rules.value"),
        ("  - {id: a, age: adult, outcome: human, valid_from: soon}\n", "rules.value"),
        ("  - {id: a, age: adult, outcome: human, reviewed: perhaps}\n", "rules.value"),
        ("  - {id: A B, age: adult, outcome: human}\n", "rules.value"),
        ("  - {id: a, age: [adult], outcome: human}\n", "rules.shape"),
        ("  - {id: a, age: shoe_size > 40, outcome: human}\n", "expression.unknown_name"),
        ("  - {id: a, status: status == 'duldng', outcome: human}\n", "expression.value"),
        ("  - {id: a, status: referred_by == 'nobody', outcome: human}\n", "expression.value"),
        ("  - {id: a, age: birth, outcome: human}\n", "expression.type"),
    ],
)
def test_a_slip_in_a_row_is_told_with_its_line(row: str, code: str) -> None:
    assert (code, 9) in told(row)


def test_the_id_of_a_row_stands_once_in_all_tables() -> None:
    other = (HEAD + ADULT).replace("target-town", "target-second")
    assert [code for code, _ in told(ADULT, second=other)] == ["rules.twice"]


def test_a_table_needs_its_head_and_knows_its_keys() -> None:
    assert ("rules.missing", 1) in told(ADULT, head=HEAD.replace("title: Zielgruppe\n", ""))
    assert ("rules.unknown_key", 3) in told(ADULT, head=HEAD.replace("title:", "titel:"))
    assert ("rules.value", 2) in told(ADULT, head=HEAD.replace("kind: target", "kind: tarot"))


def test_the_key_of_a_municipality_has_its_zero() -> None:
    assert ("rules.value", 5) in told(ADULT, head=HEAD.replace("complete_from", 'ags: "5978024"\ncomplete_from'))


def test_a_condition_column_cannot_take_the_name_of_an_outcome() -> None:
    assert ("rules.name", 6) in told(ADULT, head=HEAD.replace("{age: Alter,", "{age: Alter, group: Gruppe,"))


def test_a_term_cannot_take_the_name_of_an_answer() -> None:
    assert [code for code, _ in told(ADULT, terms=TERMS + "  status: adult\n")] == ["rules.name"]


def test_what_is_no_table_at_all_is_told() -> None:
    assert [code for code, _ in told(ADULT, more="- 1\n")] == ["rules.shape"]
    assert [code for code, _ in told(ADULT, more="a: [1\n")] == ["yaml.syntax"]
