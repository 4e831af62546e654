"""What an author is told while a flow loads: the code, the place, and a sentence that helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.expressions import FUNCTIONS, ExpressionError, Position, Scope, compile_expression
from flows.expressions.tree import And, Compare, Contains, Name, Not, walk

SCOPE = Scope(
    {
        "residence": "place",
        "district": "choice",
        "fields": "choices",
        "birth": "date",
        "children": "number",
        "of_age": "bool",
        "origin": "country",
        "tongue": "language",
        "wish": "text",
        "hello": "none",
    },
    {"district": frozenset({"opladen", "wiesdorf"}), "fields": frozenset({"law", "work"})},
    frozenset({"special"}),
)


def problem(source: str, where: Position | None = None) -> tuple[str, int, str]:
    """Code, column and message of the one problem in `source`."""
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source, SCOPE, where)
    (found,) = caught.value.problems
    return found.code.removeprefix("expression."), found.column, found.message


@pytest.mark.parametrize(
    ("source", "code", "column", "says"),
    [
        ("residnce.kreis == '05316'", "unknown_name", 1, "did you mean 'residence'?"),
        ("of_age and dstrict == 'opladen'", "unknown_name", 12, "did you mean 'district'?"),
        ("district == opladen_x", "unknown_name", 13, "a text needs quotes: 'opladen_x'"),
        ("district == 'oplade'", "value", 13, "did you mean 'opladen'?"),
        ("'housing' in fields", "value", 1, "expected one of law, work"),
        ("any_of(fields, 'law', 'wrk')", "value", 23, "did you mean 'work'?"),
        ("district in ('opladen', 'kiel')", "value", 25, "'kiel' is never the answer"),
        ("residence.kreis == '5316'", "value", 20, "first five digits of an AGS"),
        ("residence.plz == '4453'", "value", 18, "five digits"),
        ("residence.town == 'x'", "unknown_attribute", 1, "known: ags, kreis"),
        ("origin == 'Syria'", "value", 11, "two capital letters"),
        ("tongue == 'Ukrainisch'", "value", 11, "language code"),
        ("channel == 'whatsapp'", "value", 12, "console, telegram, web"),
        ("consented('spezial')", "value", 1, "did you mean 'special'?"),
        ("birth < '2020-01-01'", "type", 1, "write date("),
        ("date('2025-02-30') < birth", "value", 1, "a day that exists"),
        ("date('20250331') < birth", "value", 1, "written as '2025-03-31'"),
        ("of_age < true", "type", 1, "in an order"),
        ("children", "type", 1, "yes or no was expected, this is a number"),
        ("not children", "type", 5, "yes or no was expected here"),
        ("of_age + 1 > 2", "type", 1, "cannot be put together this way"),
        ("children == 'two'", "type", 1, "cannot compare a number with a text"),
        ("fields == 'law'", "type", 1, "any_of(step"),
        ("fields in ('law', 'work')", "type", 1, "any_of(step"),
        ("'a' in wish", "type", 8, "a many-choices step was expected"),
        ("wish < 'b'", "type", 1, "in an order"),
        ("origin == tongue", "type", 1, "cannot compare a country with a language"),
        ("1 if of_age else 'a'", "type", 1, "both results need one type"),
        ("hello", "type", 1, "answered(hello)"),
        ("age(children) > 3", "type", 5, "a date was expected here"),
        ("age() > 3", "arity", 1, "write age(date)"),
        ("between(children, 1)", "arity", 1, "write between(x, low, high)"),
        ("between(children, 5, 1)", "value", 19, "the smaller one comes first"),
        ("between(birth, date('2020-01-01'), date('1990-01-01'))", "value", 16, "the smaller one comes first"),
        ("any_of(fields)", "arity", 1, "write any_of(step, 'a', 'b')"),
        ("age(date=birth) > 3", "arity", 1, "write age(date)"),
        ("all_of(district, 'opladen')", "type", 8, "reads a choices step"),
        ("answered('district')", "type", 1, "takes the id of a step"),
        ("anwsered(district)", "unknown_function", 1, "did you mean 'answered'?"),
        ("age > 3", "unknown_name", 1, "age(…) is a function"),
        ("district is 'opladen'", "unsupported", 13, "== or !="),
        ("children @ 9 > 1", "type", 1, "cannot be put together this way"),
        ("'a' * 1000000000 == wish", "type", 1, "cannot be put together this way"),
        ("[x for x in fields]", "unsupported", 1, "no meaning here"),
        ("(lambda: of_age)()", "unsupported", 1, "functions such as"),
        ("f'{wish}' == 'a'", "unsupported", 1, "no meaning here"),
        ("wish.__class__ == 'a'", "type", 1, "works on a place or a date"),
        ("wish == None", "unsupported", 9, "answered(step)"),
        ("1e999 > children", "value", 1, "a number up to"),
        ("district in ()", "value", 1, "is empty"),
        ("of_age # always", "syntax", 8, "no comments"),
        ("of_age and", "syntax", 11, "does not read"),
        ("of_age = true", "syntax", 8, "does not read"),
        ("", "empty", 1, "was expected here"),
        ("\ud800", "syntax", 1, "cannot be read"),
        ("a\0b", "syntax", 4, "null"),
    ],
)
def test_each_slip_has_a_code_a_column_and_a_hint(source: str, code: str, column: int, says: str) -> None:
    found = problem(source)
    assert found[:2] == (code, column), found
    assert says in found[2]


def test_all_problems_of_an_expression_are_told_at_once() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("'z' in fields or unknown_step or children + of_age > 2", SCOPE)
    assert [found.code for found in caught.value.problems] == [
        "expression.value",
        "expression.unknown_name",
        "expression.type",
    ]


def test_position_counts_from_the_place_in_the_file() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("  of_age and\n  foo", SCOPE, Position("kim.yaml", 12, 19))
    (found,) = caught.value.problems
    assert (found.file, found.line, found.column) == ("kim.yaml", 13, 21)


def test_columns_count_characters_not_bytes() -> None:
    assert problem("wish == 'ähöü' and foo")[1] == 20


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("(" * 20_000 + ")" * 20_000, "too_long"),
        ("(" * 1_900 + "of_age" + ")" * 1_900, "too_deep"),
        ("-" * 3_990 + "1 > 0", "too_deep"),
        ("not " * 900 + "of_age", "too_deep"),
        ("of_age if of_age else " * 150 + "of_age", "too_deep"),
        ("children in (" + "1," * 600 + ")", "too_big"),
        ("of_age" + " and of_age" * 10_000, "too_long"),
        ("a" + "+a" * 1_990, "too_deep"),
        ("a" + " or a" * 700, "too_big"),
        ("children" + " + 1" * 60 + " > 3", "too_deep"),
        ("wish == '" + "9" * 5_000 + "'", "too_long"),
    ],
)
def test_what_could_blow_up_is_refused_before_it_is_parsed(source: str, code: str) -> None:
    """faults: D (20,000 brackets; expressions that allocate gigabytes)."""
    assert problem(source)[0] == code


@pytest.mark.parametrize(
    "source",
    [
        "residence.kreis == '05316' and not answered(district)",
        "true",
        "of_age",
        "lang == 'uk' or tongue != lang",
        "channel in ('telegram', 'web')",
        "0 <= children <= 10 and children in (1, 2)",
        "between(birth, date('1900-01-01'), today)",
        "answered(hello)",
        "birth.precision == 'year'",
        "(1 if of_age else 2) * -children < 3.5",
        "of_age\n  and\n  of_age",
        "district in fields",
        "age(birth) < 18 and none_of(district, 'opladen')",
    ],
)
def test_what_fits_compiles(source: str) -> None:
    assert compile_expression(source, SCOPE).type == "bool"


def test_names_are_the_steps_it_reads() -> None:
    scope = Scope({**SCOPE.types, "it": "number"}, SCOPE.choices, SCOPE.purposes)
    found = compile_expression("it < children and birth < today and answered(hello) and consented('special')", scope)
    assert found.names == {"children", "birth", "hello"}
    assert found.purposes == {"special"}


def test_the_tree_stays_readable() -> None:
    tree = compile_expression("0 < children < 3 and 'law' not in fields", SCOPE).tree
    assert [type(node) for node in walk(tree)][:2] == [And, And]
    assert any(isinstance(node, Not) and isinstance(node.operand, Contains) for node in walk(tree))
    assert Compare("<", Name("children", "number"), tree.operands[0].operands[1].right) in list(walk(tree))


MANUAL = Path(__file__).parents[4] / "docs" / "expressions.md"


def test_the_manual_lists_the_functions_there_are() -> None:
    table = MANUAL.read_text(encoding="utf-8").split("## Functions")[1].split("##")[0]
    named = set(re.findall(r"`(\w+)\(", table))
    assert named == set(FUNCTIONS)


def test_other_results_can_be_asked_for() -> None:
    assert compile_expression("children * 2", SCOPE, expect="number").type == "number"
    assert compile_expression("today", SCOPE, expect=None).type == "date"
    with pytest.raises(ExpressionError):
        compile_expression("of_age", SCOPE, expect="number")


@pytest.mark.parametrize("form", ["between({}, 0, 3)", "0 < {} < 3"])
def test_what_doubles_when_it_nests_is_refused_before_it_grows(form: str) -> None:
    """faults: D (expressions that allocate gigabytes): 20 levels would be a million comparisons."""
    source = "children"
    for _ in range(20):
        source = f"(1 if {form.format(source)} else 2)"
    assert problem(form.format(source))[0] == "too_big"
