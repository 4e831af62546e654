"""The expressions of a flow on their way into a form: checked against the flow, written as XPath, or told why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.expressions import Scope, compile_expression
from flows.expressions.tree import ChoicePart, Compare, Const, Node, Over, children, walk
from flows.expressions.types import ValueType
from flows.kinds.base import KINDS
from flows.loading.lists import types_of
from flows.model import Flow, asks_for_entry
from flows.xlsform.to_xpath import Writer
from flows.xlsform.xpath_names import Names, NoXPath
from flows.xlsform.xpath_text import TRUE, Text, negated


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """What no form can hold and stands in a column of ours alone. `id`: of the step or group; `why` in English."""

    id: str
    key: str
    said: str
    why: str


@dataclass(slots=True)
class Expressions:
    """`lost`: computed values that no form can work out, so that nothing may read them there."""

    flow: Flow
    names: Names
    told: list[OnlyHere] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    parts: dict[str, dict[str, Mapping[str, str]]] = field(default_factory=dict)  # list -> column -> value -> name
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = scope_of(self.flow)

    def read(self, source: str, here: tuple[str, ...], **more: Any) -> Node:
        """The tree. The flow was loaded, so this does not fail."""
        return compile_expression(source, replace(self.scope, here=here, **more), expect=None).tree

    def write(self, item: str, key: str, source: str, make: Callable[[], Text]) -> Text | None:
        """XPath; None, with a remark, for what has none."""
        try:
            return make()
        except NoXPath as why:
            self.told.append(OnlyHere(item, key, source, str(why)))
            return None

    def writer(self, groups: int = 0, it: str = "") -> Writer:
        return Writer(self.names, it, groups)

    def whole(self, node: Node) -> Node:
        """The same tree. Raises NoXPath where it reads what a form cannot work out."""
        name = getattr(node, "name", None)
        if name in self.lost:
            raise NoXPath(f"it reads '{name}', which a form cannot work out")
        if isinstance(node, Over) and node.repeat in self.lost:
            raise NoXPath(f"it reads '{node.repeat}', whose number a form cannot work out")
        for child in children(node):
            self.whole(child)
        return node

    # --- cells --------------------------------------------------------------------------------------------------------

    def condition(
        self, item: str, key: str, source: str, here: tuple[str, ...], groups: int, **more: Any
    ) -> Text | None:
        node = self.read(source, here, **more)
        return self.write(item, key, source, lambda: self.writer(groups).when_true(self.whole(node)))

    def value(self, item: str, key: str, source: str, here: tuple[str, ...], groups: int) -> Text | None:
        node = self.read(source, here)
        return self.write(item, key, source, lambda: self.writer(groups).whole(self.whole(node)))

    def constraint(self, item: str, source: str, here: tuple[str, ...], groups: int) -> Text | None:
        """Refuses an answer where the test is false; unknown lets it pass."""
        step = self.flow.steps[item]
        types: dict[str, ValueType] = {**self.scope.types, "it": KINDS[step.kind].value_type}  # type: ignore[dict-item]
        values = {"it": frozenset(choice.value for choice in step.choices)} if step.choices else {}
        node = self.read(source, here, types=types, choices={**self.scope.choices, **values})
        writer = self.writer(groups, item)

        def make() -> Text:
            if writer.known(self.whole(node)) == TRUE:
                return writer.when_true(node)
            return negated(writer.when_false(node))

        return self.write(item, "constraint", source, make)

    def fixed(self, source: str, here: tuple[str, ...]) -> Const | None:
        node = self.read(source, here)
        return node if isinstance(node, Const) else None

    def filter(self, item: str, source: str, here: tuple[str, ...], groups: int, listed: str) -> Text | None:
        node = self.read_filter(source, here, listed)
        writer = Writer(replace(self.names, parts=self.parts.get(listed, {})), groups=groups)
        return self.write(item, "filter", source, lambda: writer.when_true(self.whole(node)))

    def read_filter(self, source: str, here: tuple[str, ...], listed: str) -> Node:
        return self.read(source, here, choice=types_of([choice.attributes for choice in self.flow.lists[listed]]))

    def note_parts(self, source: str, here: tuple[str, ...], listed: str) -> None:
        """Columns that are compared with a question's choices hold, in the form, the names of these."""
        for node in walk(self.read_filter(source, here, listed)):
            sides = (node.left, node.right) if isinstance(node, Compare) else ()
            for part, other in (sides, sides[::-1]) if sides else ():
                if isinstance(part, ChoicePart) and self.names.of(other):
                    self.parts.setdefault(listed, {}).setdefault(part.part, self.names.of(other))


def scope_of(flow: Flow) -> Scope:
    """What names mean in the expressions of a loaded flow."""
    asked = [step for step in flow.steps.values() if not asks_for_entry(step)]
    types: dict[str, ValueType] = {step.id: KINDS[step.kind].value_type for step in asked}  # type: ignore[misc]
    types |= {value.id: value.value.type for value in flow.computed.values()}
    choices = {step.id: frozenset(choice.value for choice in step.choices) for step in asked if step.choices}
    purposes = frozenset(step.options["purpose"] for step in asked if step.options.get("purpose"))
    depth = {step.id: step.repeats for step in asked if step.repeats}
    depth |= {value.id: value.repeats for value in flow.computed.values() if value.repeats}
    repeats = {repeat.id: repeat.repeats for repeat in flow.repeats.values()}
    computed = {value.id: value.value for value in flow.computed.values()}
    return Scope(types, choices, purposes, depth, repeats, computed=computed)
