"""The functions of our language that give yes or no, as XPath."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.xlsform.xpath_names import YES, NoXPath
from flows.xlsform.xpath_text import EQUAL, Text, both, call, either, literal, negated, operation

if TYPE_CHECKING:
    from flows.xlsform.to_xpath import Writer

Test = Callable[["Writer", tree.Call, bool], Text]


def _total(test: Callable[[Writer, tree.Call], Text]) -> Test:
    """A condition that is never unknown."""
    return lambda w, node, wanted: test(w, node) if wanted else negated(test(w, node))


def _consented(w: Writer, node: tree.Call) -> Text:
    (purpose,) = node.arguments
    asked = w.names.consents.get(str(purpose.value), ()) if isinstance(purpose, tree.Const) else ()
    return either([operation("=", w.names.ref(step), literal(YES), EQUAL) for step in asked])


def _decided(w: Writer, test: Text, needed: tuple[Node, ...], wanted: bool) -> Text:
    """`test` says nothing where one of `needed` is blank."""
    return both([*map(w.known, needed), test if wanted else negated(test)])


def _of_texts(name: str) -> Test:
    def write(w: Writer, node: tree.Call, wanted: bool) -> Text:
        return _decided(w, call(name, *map(w.value, node.arguments)), node.arguments, wanted)

    return write


def _matches(w: Writer, node: tree.Call, wanted: bool) -> Text:
    text, pattern = node.arguments
    if not isinstance(pattern, tree.Const):
        raise NoXPath("a pattern that is worked out has no counterpart in a form")
    return _decided(w, call("regex", w.value(text), literal(whole_pattern(str(pattern.value)))), (text,), wanted)


def whole_pattern(pattern: str) -> str:
    """Ours is looked for anywhere in the text; a form's pattern describes the whole of it."""
    inner = re.fullmatch(r"\^\(\?:([^()\\]*)\)\$", pattern, re.DOTALL)
    if inner:
        return inner[1]
    whole = pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")
    return pattern if whole and "|" not in pattern else f"[\\s\\S]*(?:{pattern})[\\s\\S]*"


def _ticked(join: Callable[[list[Text]], Text], opposite: bool = False) -> Test:
    """any_of, all_of, none_of: of one or of several choices."""

    def write(w: Writer, node: tree.Call, wanted: bool) -> Text:
        answer, *values = node.arguments
        test = join([_is_chosen(w, answer, value) for value in values])
        return test if wanted is not opposite else both([w.known(answer), negated(test)])

    return write


def _is_chosen(w: Writer, answer: Node, value: Node) -> Text:
    if answer.type == "choices":
        return call("selected", w.answer(answer), w.chosen(value, answer))
    return operation("=", w.value(answer), w.chosen(value, answer), EQUAL)


def _known(w: Writer, node: tree.Call, wanted: bool) -> Text:
    """`known(x, y)`: x, or y where x is neither true nor false."""
    first, other = node.arguments
    return either([w.told(first, wanted), both([negated(w.known(first)), w.told(other, wanted)])])


TESTS: Mapping[str, Test] = {
    "answered": _total(lambda w, node: w.known(node.arguments[0])),
    "consented": _total(_consented),
    "sure": _total(lambda w, node: w.when_true(node.arguments[0])),
    "known": _known,
    "any_of": _ticked(either),
    "all_of": _ticked(both),
    "none_of": _ticked(either, opposite=True),
    "starts_with": _of_texts("starts-with"),
    "ends_with": _of_texts("ends-with"),
    "contains": _of_texts("contains"),
    "matches": _matches,
}
