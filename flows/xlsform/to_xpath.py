"""A checked expression of ours -> XPath as ODK reads it: the reverse of `translate`.

Our conditions are true, false or unknown; XPath knows only true and false, and a blank answer is ''. So nothing is
translated as it stands, but asked for: `when_true` is XPath that is true exactly where our condition is true,
`when_false` where it is false. A value that is unknown here is blank there.

What has no counterpart raises NoXPath with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.xlsform.to_xpath_conditions import CONDITIONS
from flows.xlsform.to_xpath_known import KNOWN
from flows.xlsform.to_xpath_values import VALUES
from flows.xlsform.xpath_names import NO, YES, Names, NoXPath, nothing_like
from flows.xlsform.xpath_text import EQUAL, TRUE, Text, call, literal, operation

__all__ = ["Names", "NoXPath", "Writer"]


@dataclass(frozen=True, slots=True)
class Writer:
    """`it`: id of the step whose answer is checked. `groups`: groups between the cell and its innermost repeat."""

    names: Names
    it: str = ""
    groups: int = 0

    def when_true(self, node: Node) -> Text:
        """XPath that is true where the condition is true. Raises NoXPath."""
        return self.told(node, True)

    def when_false(self, node: Node) -> Text:
        """XPath that is true where the condition is false. Raises NoXPath."""
        return self.told(node, False)

    def told(self, node: Node, wanted: bool) -> Text:
        """The one or the other."""
        if isinstance(node, tree.Name | tree.Computed):
            return operation("=", self.answer(node), literal(YES if wanted else NO), EQUAL)
        write = CONDITIONS.get(type(node))
        if write is None:
            raise nothing_like(node)
        return write(self, node, wanted)

    def value(self, node: Node) -> Text:
        """XPath for a value; blank where it is unknown, or NaN where it is a number in the middle of a sum."""
        if isinstance(node, tree.Name | tree.Computed):
            return self.answer(node)
        if node.type == "bool":
            return self._said(node)
        write = VALUES.get(type(node))
        if write is None:
            raise nothing_like(node)
        return write(self, node)

    def whole(self, node: Node) -> Text:
        """A value for a cell of its own: blank, and nothing like NaN, where it is unknown."""
        value, known = self.value(node), self.known(node)
        plain = known == TRUE or isinstance(node, tree.Name | tree.Computed | tree.Conditional) or node.type == "bool"
        return value if plain else call("if", known, value, literal(""))

    def known(self, node: Node) -> Text:
        """XPath that is true where a value or condition is known."""
        return KNOWN[type(node)](self, node)

    # --- names --------------------------------------------------------------------------------------------------------

    def answer(self, node: Node) -> Text:
        """An answer or computed value as it stands. Raises NoXPath for anything else."""
        if not isinstance(node, tree.Name | tree.Computed):
            raise nothing_like(node)
        if node.name in ("lang", "channel"):
            raise NoXPath(f"a form does not know '{node.name}'")
        fixed = {"it": ".", "today": "today()"}.get(node.name)
        return Text(fixed) if fixed else self.names.ref(node.name)

    def choices(self, node: Node) -> Mapping[str, str]:
        """Value -> name of the choices of a step; `it` stands for the step that is checked."""
        checked = isinstance(node, tree.Name) and node.name == "it"
        return self.names.choices.get(self.it, {}) if checked else self.names.of(node)

    def chosen(self, item: Node, of: Node) -> Text:
        """One choice as the question `of` calls it."""
        if isinstance(item, tree.Const):
            return literal(self.choices(of).get(str(item.value), str(item.value)))
        self.called_alike(item, of)
        return self.value(item)

    def called_alike(self, one: Node, other: Node) -> None:
        """Choices of two questions can be compared where both call them by the same names. Raises NoXPath."""
        table, others = self.choices(one), self.choices(other)
        if any(table.get(value, value) != others.get(value, value) for value in {*table, *others}):
            raise nothing_like(one, "has other names for its choices in the form than what it is compared with")

    def _said(self, node: Node) -> Text:
        """A condition as an answer: yes, no, or blank."""
        rest = literal(NO) if self.known(node) == TRUE else call("if", self.when_false(node), literal(NO), literal(""))
        return call("if", self.when_true(node), literal(YES), rest)
