"""How our questions and choices are called in a form, for expressions on their way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.expressions import tree
from flows.expressions.tree import Node
from flows.expressions.unparse import unparse
from flows.xlsform.xpath_text import Text

#: Yes and no are a choice of these two in a form.
YES, NO = "yes", "no"


class NoXPath(Exception):
    """This has no counterpart in a form. `str()` says what, in English."""


@dataclass(frozen=True, slots=True)
class Names:
    """`steps`: id of anything with a value, or of a repeat -> name in the form; missing: the id itself.

    `choices`: id of a choosing step -> value -> name. `consents`: purpose -> ids of the steps that ask for it.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # in a filter: column -> value -> name

    def ref(self, name: str) -> Text:
        return Text(f"${{{self.steps.get(name, name)}}}")

    def of(self, node: Node) -> Mapping[str, str]:
        """Value -> name of the choices a step offers, or of those a column of a list speaks of."""
        if isinstance(node, tree.ChoicePart):
            return self.parts.get(node.part, {})
        return self.choices.get(named(node) or "", {})


def named(node: Node) -> str | None:
    """The id behind an answer or a computed value that stands there by itself."""
    return node.name if isinstance(node, tree.Name | tree.Computed) else None


def nothing_like(node: Node, why: str = "has no counterpart in a form") -> NoXPath:
    text = unparse(node)
    return NoXPath(f"'{text if len(text) <= 60 else text[:59] + '…'}' {why}")
