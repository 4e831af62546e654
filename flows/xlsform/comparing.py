"""XPath's comparisons and sums on our types. Blank equals blank, and a blank differs from everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.xlsform.code import (
    AND,
    COMPARE,
    FALSE,
    OR,
    PRODUCT,
    SUM,
    TRUE,
    Code,
    Untranslatable,
    answered,
    as_bool,
    as_date,
    as_number,
    as_text,
    blank,
    floor,
    negated,
    number_in,
    quoted,
    sure,
    worked_out,
)

_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare(op: str, left: Code, right: Code) -> Code:
    """`= != < <= > >=`. A question of a repeat, read from outside, is a set: one that fits is enough."""
    if left.over or right.over:
        return _any(op, left, right)
    if op in _ORDER:
        return _ordered(op, left, right)
    same = equal(left, right)
    return same if op == "=" else negated(same)


def _any(op: str, left: Code, right: Code) -> Code:
    if left.over and right.over:
        raise Untranslatable(
            "two questions of repeats are compared from outside: which rounds belong together is not said"
        )
    over = left.over or right.over
    if len(over) > 1:
        raise Untranslatable("a question of a repeat inside a repeat is compared from outside both")
    inner = compare(op, _inside(left), _inside(right))
    return Code(f"any({over[0]}, {inner.text})", "bool", total=inner.total)


def _inside(code: Code) -> Code:
    return replace(code, over=(), name=code.text) if code.over else code


# --- equality ---------------------------------------------------------------------------------------------------------


def equal(left: Code, right: Code) -> Code:
    if left.literal is not None and right.literal is None:
        left, right = right, left
    if right.literal is not None:
        return _equal_literal(left, right)
    if "bool" in (left.type, right.type):
        one, other = as_bool(left), as_bool(right)
        return Code(f"{sure(one).at(SUM)} == {sure(other).at(SUM)}", "bool", COMPARE, True)
    if left.type == right.type == "choice":
        return _equal_choices(left, right)
    if left.type == right.type and left.type in ("number", "date"):
        return or_both_blank(
            Code(f"{left.at(SUM)} == {right.at(SUM)}", "bool", COMPARE, left.total and right.total), left, right
        )
    if any(side.type == "number" and not side.name for side in (left, right)):
        one, other = as_number(left), as_number(right)
        return Code(f"{one.at(SUM)} == {other.at(SUM)}", "bool", COMPARE, one.total and other.total)
    return Code(f"{as_text(left).at(SUM)} == {as_text(right).at(SUM)}", "bool", COMPARE, True)


def or_both_blank(same: Code, left: Code, right: Code) -> Code:
    """Two answers that are both blank are equal."""
    one, other = answered(left), answered(right)
    if same.total or one is None or other is None:
        return same
    if left.name == "it" or right.name == "it":  # what is being checked is never blank
        return same
    return Code(f"{sure(same).text} or not ({one.text} or {other.text})", "bool", OR, True)


def _equal_choices(left: Code, right: Code) -> Code:
    one, other = left.list, right.list
    if one and other:
        alike = {name: value for name, value in one.values.items() if name in other.values}
        crossed = set(one.values.values()) & set(other.values.values())
        if any(other.values[name] != value for name, value in alike.items()) or crossed - set(alike.values()):
            return Code(f"{as_text(left).at(SUM)} == {as_text(right).at(SUM)}", "bool", COMPARE, True)
    return or_both_blank(Code(f"{left.at(SUM)} == {right.at(SUM)}", "bool", COMPARE), left, right)


def _equal_literal(code: Code, literal: Code) -> Code:
    value = literal.literal
    if code.literal is not None:
        return TRUE if _same_literals(code.literal, value, code, literal) else FALSE
    if isinstance(value, str):
        return _equal_text(code, value)
    return _equal_number(code, float(value or 0), literal)


def _same_literals(one: object, other: object, left: Code, right: Code) -> bool:
    if "number" in (left.type, right.type):
        return number_in(str(one)) is not None and number_in(str(one)) == number_in(str(other))
    return one == other


def _equal_text(code: Code, value: str) -> Code:
    if value == "":
        return blank(code)
    match code.type:
        case "choice":
            return one_of(code, [value])
        case "choices":
            return _only(code, value)
        case "text":
            return Code(f"{code.at(SUM)} == {quoted(value)}", "bool", COMPARE, code.total)
        case "bool":
            if code.list:  # a question of ours: yes and no are its answers
                return Code(f"{code.at(SUM)} == {'true' if value == 'yes' else 'false'}", "bool", COMPARE, code.total)
            return {"true": code, "1": code, "false": negated(code), "0": negated(code)}.get(value, FALSE)
        case "number":
            number = number_in(value)
            plain = number is not None and value == f"{number:.15g}"
            return Code(f"{code.at(SUM)} == {value}", "bool", COMPARE, code.total) if plain else FALSE
        case "date":
            day = as_date(Code(quoted(value), "text", literal=value))
            return Code(f"{code.at(SUM)} == {day.text}", "bool", COMPARE, code.total)
    raise Untranslatable("a note has no answer")


def _equal_number(code: Code, value: float, literal: Code) -> Code:
    if code.type == "choice" and code.list and code.list.closed:
        return one_of(code, [name for name in code.list.values if number_in(name) == value])
    if code.type == "bool":
        return code if value == 1 else negated(code) if value == 0 else FALSE
    number = as_number(code)
    return Code(f"{number.at(SUM)} == {literal.at(SUM)}", "bool", COMPARE, number.total)


def one_of(code: Code, names: list[str]) -> Code:
    """A choice is one of these; names that are no choices can never be it."""
    table = code.list.values if code.list else {}
    values = [table[name] for name in dict.fromkeys(names) if name in table]
    if code.list and not code.list.closed:
        return Code(f"known(text({code.text}), '') == {quoted(names[0])}", "bool", COMPARE, True)
    if not values:
        return FALSE
    if len(values) == 1:
        return Code(f"{code.at(SUM)} == {quoted(values[0])}", "bool", COMPARE, code.total)
    return Code(f"{code.at(SUM)} in ({', '.join(map(quoted, values))})", "bool", COMPARE, code.total)


def _only(code: Code, name: str) -> Code:
    """`${several} = 'a'`: a alone is ticked."""
    value = (code.list.values if code.list else {}).get(name)
    if value is None:
        return FALSE
    return Code(f"count({code.text}) == 1 and {quoted(value)} in {code.text}", "bool", AND)


# --- order and sums ---------------------------------------------------------------------------------------------------


def _ordered(op: str, left: Code, right: Code) -> Code:
    if left.type == "choice" and right.literal is not None:
        return _choices_that(op, left, right)
    if right.type == "choice" and left.literal is not None:
        return _choices_that(_TURNED[op], right, left)
    if left.type == right.type == "date":
        return Code(f"{left.at(SUM)} {op} {right.at(SUM)}", "bool", COMPARE, left.total and right.total)
    if "date" in (left.type, right.type) and "text" in (left.type, right.type):
        one, other = as_date(left), as_date(right)
        return Code(f"{one.at(SUM)} {op} {other.at(SUM)}", "bool", COMPARE, one.total and other.total)
    one, other = as_number(left), as_number(right)
    return Code(f"{one.at(SUM)} {op} {other.at(SUM)}", "bool", COMPARE, one.total and other.total)


def _choices_that(op: str, code: Code, literal: Code) -> Code:
    bound = number_in(str(literal.literal))
    if bound is None or not (code.list and code.list.closed):
        number = as_number(code)
        return Code(f"{number.at(SUM)} {op} {as_number(literal).at(SUM)}", "bool", COMPARE)
    numbers = {name: number_in(name) for name in code.list.values}
    return one_of(code, [name for name, number in numbers.items() if number is not None and _ORDER[op](number, bound)])


def arithmetic(op: str, left: Code, right: Code) -> Code:
    if op in "+-" and "date" in (left.type, right.type):
        found = _dates(op, left, right)
        if found:
            return found
    one, other = as_number(left), as_number(right)
    if op == "mod":
        return _mod(one, other)
    ours = {"div": "/"}.get(op, op)
    level = SUM if op in "+-" else PRODUCT
    whole = op != "div" and one.whole and other.whole
    positive = op != "-" and one.positive and other.positive
    text = f"{one.at(level)} {ours} {other.at(level + 1)}"
    return Code(text, "number", level, one.total and other.total and op != "div", whole=whole, positive=positive)


def _dates(op: str, left: Code, right: Code) -> Code | None:
    total = left.total and right.total
    if left.type == right.type == "date" and op == "-":
        return Code(f"{left.at(SUM)} - {right.at(PRODUCT)}", "number", SUM, total, whole=True)
    if left.type == "date" and right.type == "number" and right.whole:
        return Code(f"{left.at(SUM)} {op} days({right.text})", "date", SUM, total)
    if op == "+" and right.type == "date" and left.type == "number" and left.whole:
        return Code(f"{right.at(SUM)} + days({left.text})", "date", SUM, total)
    return None


def _mod(one: Code, other: Code) -> Code:
    """XPath's `mod` has the sign of its first number, our `%` that of its second."""
    whole = one.whole and other.whole
    text = f"{one.at(PRODUCT)} % {other.at(PRODUCT + 1)}"
    if one.positive and other.positive:
        return Code(text, "number", PRODUCT, whole=whole, positive=True)
    divisor = other.at(PRODUCT + 1)
    return Code(f"{one.at(SUM)} - trunc({one.at(PRODUCT)} / {divisor}) * {divisor}", "number", SUM, whole=whole)


def integer(code: Code) -> Code:
    """ODK's `int()` cuts off."""
    number = as_number(code)
    if number.whole:
        return worked_out(number)
    if number.positive:
        return floor(number)
    return Code(f"trunc({number.text})", "number", total=number.total, whole=True)
