"""The choices of a question: its own, or those of a list with the filter written out for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.expressions import Expression, expression_of, tree
from flows.loading.compiling import Compiler
from flows.loading.lists import ListOutline
from flows.loading.outlines import StepOutline
from flows.loading.reading import Found
from flows.loading.relevance import both
from flows.loading.texts import Texts
from flows.model import Choice


@dataclass(slots=True)
class Choices:
    compiler: Compiler
    texts: Texts

    def of_step(self, outline: StepOutline) -> tuple[Choice, ...]:
        if outline.list is not None:
            return self.listed(outline, outline.list)
        return tuple(self.choice(outline, found) for found in outline.choices if found.get("value"))

    def choice(self, outline: StepOutline, found: Found) -> Choice:
        value = found.get("value")
        return Choice(
            value=value,
            label=self.texts.choice(outline, found, "label") or "",
            words=self.texts.choice(outline, found, "words"),
            desk=self.texts.choice(outline, found, "desk"),
            exclusive=found.get("exclusive", False),
            relevant=self.compiler.expression(outline, found, "relevant"),
            name=found.get("name"),
            icon=found.get("icon"),
        )

    def listed(self, outline: StepOutline, choices: ListOutline) -> tuple[Choice, ...]:
        """The choices of a list, each with the filter written out for what it says."""
        scope = replace(self.compiler.scope, here=outline.repeats, choice=choices.types)
        chosen = self.compiler.expression(outline, outline.found, "filter", scope=scope)
        written: dict[tuple[object, ...], Expression | None] = {}
        made = []
        for base, said in zip(self.list(choices), choices.attributes, strict=False):
            key = tuple(said.get(name) for name in sorted(choices.types))
            if key not in written:
                written[key] = for_choice(chosen, said) if chosen is not None else None
            relevant = both([base.relevant, written[key]])
            made.append(replace(base, relevant=relevant))
        return tuple(made)

    def list(self, choices: ListOutline) -> tuple[Choice, ...]:
        """The choices of a list as every question that uses it has them."""
        return tuple(
            Choice(
                value=found.get("value") or "",
                label=self.texts.listed(choices.id, found, "label") or "",
                words=self.texts.listed(choices.id, found, "words"),
                desk=self.texts.listed(choices.id, found, "desk"),
                exclusive=found.get("exclusive", False),
                name=found.get("name"),
                icon=found.get("icon"),
                attributes=said,
            )
            for found, said in zip(choices.choices, choices.attributes, strict=True)
        )


def for_choice(chosen: Expression, said: Mapping[str, str | int | float]) -> Expression:
    """A filter, with what one choice says written in; what it does not say is unknown."""

    def change(node: tree.Node) -> tree.Node:
        if not isinstance(node, tree.ChoicePart):
            return tree.rebuilt(node, change)
        if node.part not in said:
            return tree.Unknown(node.type, at=node.at)
        value = said[node.part]
        return tree.Const(str(value) if node.type == "text" else value, node.type, at=node.at)

    return expression_of(chosen.source, change(chosen.tree))
