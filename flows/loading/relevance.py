"""When something is asked: what it says itself, and what the groups and repeats around it say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from flows.expressions import Expression, expression_of, tree
from flows.loading.compiling import Compiler
from flows.loading.outlines import Around, RepeatOutline, StepOutline, repeats_of


@dataclass(slots=True)
class Relevance:
    """`shared`: what groups and repeats say, read once."""

    compiler: Compiler
    shared: dict[int, Expression | None] = field(default_factory=dict)

    def of_repeat(self, outline: RepeatOutline) -> Expression | None:
        return both([self.around(part, outline) for part in around_of(outline)])

    def of_step(self, outline: StepOutline) -> Expression | None:
        """What the step says itself and what stands around it; for own words, that their choice was taken."""
        said = [self.around(part, outline) for part in outline.around]
        own = self.chosen(outline) if outline.other_of else self.compiler.expression(outline, outline.found, "relevant")
        return both([*said, own])

    def around(self, part: Around, outline: StepOutline | RepeatOutline) -> Expression | None:
        """What a group or repeat says, read once, with its names counted for everything inside."""
        key = id(part.found)
        if key not in self.shared:
            scope = replace(self.compiler.scope, here=self.around_repeats(part, outline))
            self.shared[key] = self.compiler.expression(outline, part.found, "relevant", scope=scope)
        elif (known := self.shared[key]) is not None:
            self.compiler.note(outline, known, part.found.at("relevant"), itself=False)
        return self.shared[key]

    def around_repeats(self, part: Around, outline: StepOutline | RepeatOutline) -> tuple[str, ...]:
        """The repeats around a group or repeat: its own entries are not known to it."""
        around = around_of(outline) if isinstance(outline, RepeatOutline) else outline.around
        outer = next(around[:at] for at, one in enumerate(around) if one.found is part.found)
        return repeats_of(outer)

    def chosen(self, outline: StepOutline) -> Expression | None:
        assert outline.other_of is not None
        step, value = outline.other_of
        many = self.compiler.scope.types.get(step) == "choices"
        source = f"'{value}' in {step}" if many else f"{step} == '{value}'"
        return self.compiler.compiled(
            outline, source, outline.found.table.where, replace(self.compiler.scope, here=outline.repeats)
        )


def around_of(outline: RepeatOutline) -> tuple[Around, ...]:
    return (*outline.around, Around(outline.id, True, outline.found))


def both(said: list[Expression | None]) -> Expression | None:
    parts = [one for one in said if one is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    source = " and ".join(f"({one.source})" for one in parts)
    return expression_of(source, tree.And(tuple(one.tree for one in parts)))
