"""Values as XPath: numbers, texts, days, choices. What stays out has nothing in ODK that gives the same.

Left out on purpose: capital letters, months and years added to a day, days of the week, days put together from numbers,
and everything that looks at each entry of a repeat with a condition of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flows.expressions import tree
from flows.xlsform.xpath_names import NoXPath, named, nothing_like
from flows.xlsform.xpath_text import ORDER, PRODUCT, SUM, TRUE, Text, call, literal, operation

if TYPE_CHECKING:
    from flows.xlsform.to_xpath import Writer

Value = Callable[["Writer", tree.Call], Text]


def _const(w: Writer, node: tree.Const) -> Text:
    if isinstance(node.value, date):
        return call("date", literal(node.value.isoformat()))
    return literal(node.value)


def _attribute(w: Writer, node: tree.Attribute) -> Text:
    if node.part != "precision":
        raise nothing_like(node)
    return literal("day")  # a form knows whole days only


def _index(w: Writer, node: tree.Index) -> Text:
    return Text("position(" + "/".join([".."] * (w.groups + 1)) + ")")


def _arithmetic(w: Writer, node: tree.Arithmetic) -> Text:
    left, right = w.value(node.left), w.value(node.right)
    if node.op in ("+", "-"):
        return operation(node.op, left, right, SUM)
    if node.op == "*":
        return operation("*", left, right, PRODUCT)
    if node.op == "**":
        return call("pow", left, right)
    quotient = operation("div", left, right, PRODUCT)
    if node.op == "/":
        return quotient
    whole = call("floor", quotient)
    # `mod` has the sign of its first number, ours that of its second
    return whole if node.op == "//" else operation("-", left, operation("*", whole, right, PRODUCT), SUM)


def _conditional(w: Writer, node: tree.Conditional) -> Text:
    no = w.whole(node.no)
    if w.known(node.test) != TRUE:
        no = call("if", w.when_false(node.test), no, literal(""))
    return call("if", w.when_true(node.test), w.whole(node.yes), no)


def _call(w: Writer, node: tree.Call) -> Text:
    if node.function not in FUNCTIONS:
        raise nothing_like(node)
    return FUNCTIONS[node.function](w, node)


# --- functions --------------------------------------------------------------------------------------------------------


def _same(name: str) -> Value:
    return lambda w, node: call(name, *map(w.value, node.arguments))


def _part(shape: str) -> Value:
    return lambda w, node: _digits(w.value(node.arguments[0]), shape)


def _digits(day: Text, shape: str) -> Text:
    return call("number", call("format-date", day, literal(shape)))


_TODAY = Text("today()")


def _age(w: Writer, node: tree.Call) -> Text:
    """20251126 - 20001127 is 249999: a birthday that is still to come takes a year away."""
    between = operation("-", _digits(_TODAY, "%Y%m%d"), _digits(w.value(node.arguments[0]), "%Y%m%d"), SUM)
    return call("floor", operation("div", between, literal(10000), PRODUCT))


def _months(w: Writer, node: tree.Call) -> Text:
    day = w.value(node.arguments[0])
    years = operation("-", _digits(_TODAY, "%Y"), _digits(day, "%Y"), SUM)
    months = operation("+", operation("*", years, literal(12), PRODUCT), _digits(_TODAY, "%m"), SUM)
    begun = operation("<", _digits(_TODAY, "%d"), _digits(day, "%d"), ORDER)
    whole = operation("-", months, _digits(day, "%m"), SUM)
    return operation("-", whole, call("if", begun, literal(1), literal(0)), SUM)


def _days_since(w: Writer, node: tree.Call) -> Text:
    return operation("-", _TODAY, w.value(node.arguments[0]), SUM)


def _days_from(w: Writer, node: tree.Call) -> Text:
    one, other = map(w.value, node.arguments)
    return operation("-", one, other, SUM)


def _moved(times: int) -> Value:
    """A day so many days or weeks later: days are numbers in a form."""

    def write(w: Writer, node: tree.Call) -> Text:
        day, amount = map(w.value, node.arguments)
        many = amount if times == 1 else operation("*", amount, literal(times), PRODUCT)
        return call("date", operation("+", day, many, SUM))

    return write


def _text(w: Writer, node: tree.Call) -> Text:
    (value,) = node.arguments
    if value.type in ("bool", "date") or any(name != key for key, name in w.choices(value).items()):
        raise nothing_like(node, "is written differently in a form")
    return call("string", w.value(value))


def _word(w: Writer, node: tree.Call) -> Text:
    text, number = node.arguments
    if not isinstance(number, tree.Const) or not isinstance(number.value, int):
        raise NoXPath("only a fixed word of a text can be taken in a form")
    return call("selected-at", w.value(text), literal(number.value - 1))


def _substr(w: Writer, node: tree.Call) -> Text:
    for place in node.arguments[1:]:
        if not isinstance(place, tree.Const) or not isinstance(place.value, int) or place.value < 0:
            raise NoXPath("a part of a text is taken from fixed places in a form")
    return call("substr", *map(w.value, node.arguments))


def _known(w: Writer, node: tree.Call) -> Text:
    first, other = node.arguments
    if named(first):
        return call("coalesce", w.value(first), w.whole(other))
    return call("if", w.known(first), w.value(first), w.whole(other))


def _of_numbers(name: str) -> Value:
    def write(w: Writer, node: tree.Call) -> Text:
        if node.type != "number":
            raise nothing_like(node, "compares days, which this function of a form does not")
        return call(name, *map(w.value, node.arguments))

    return write


FUNCTIONS: Mapping[str, Value] = {
    "age": _age,
    "years_since": _age,
    "months_since": _months,
    "days_since": _days_since,
    "days_from": _days_from,
    "year": _part("%Y"),
    "month": _part("%m"),
    "day": _part("%d"),
    "plus_days": _moved(1),
    "plus_weeks": _moved(7),
    "count": lambda w, node: call("count-selected", w.answer(node.arguments[0])),
    "known": _known,
    "round": _same("round"),
    "floor": _same("floor"),
    "ceil": _same("ceiling"),
    "trunc": _same("int"),
    "abs": _same("abs"),
    "min": _of_numbers("min"),
    "max": _of_numbers("max"),
    "number": _same("number"),
    "text": _text,
    "len": _same("string-length"),
    "words": _same("count-selected"),
    "word": _word,
    "concat": _same("concat"),
    "substr": _substr,
}

# --- repeats ----------------------------------------------------------------------------------------------------------


def _over(w: Writer, node: tree.Over) -> Text:
    """Of every entry: only where a plain answer of it is looked at."""
    body = node.body
    if node.function == "count" and body is None and node.depth == 0:
        return call("count", w.names.ref(node.repeat))
    if not isinstance(body, tree.Name | tree.Computed) or node.depth or body.depth != 1:
        raise nothing_like(node, "looks at every entry, which a form cannot do")
    each = w.answer(body)
    if node.function == "sum":  # of no entries 0; ODK's own engine calls it blank
        some = operation(">", call("count", w.names.ref(node.repeat)), literal(0), ORDER)
        return call("if", some, call("sum", each), literal(0))
    if node.function in ("min", "max") and node.type == "number":
        return call(node.function, each)
    if node.function == "join" and isinstance(node.extra, tree.Const) and body.type == "text":
        return call("join", literal(str(node.extra.value)), each)
    if node.function == "at" and node.extra is not None:
        return call("indexed-repeat", each, w.names.ref(node.repeat), w.value(node.extra))
    raise nothing_like(node)


VALUES: Mapping[type, Callable[[Writer, Any], Text]] = {
    tree.Const: _const,
    tree.Index: _index,
    tree.ChoicePart: lambda w, node: Text(node.part),
    tree.Unknown: lambda w, node: literal(""),
    tree.Attribute: _attribute,
    tree.Arithmetic: _arithmetic,
    tree.Conditional: _conditional,
    tree.Call: _call,
    tree.Over: _over,
}
