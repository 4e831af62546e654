"""Second pass: expressions compiled against the flow's types, steps built, rules across steps checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from flows.expressions import Expression, Scope, compile_expression
from flows.loading.fields import STEP
from flows.loading.outline import Outline, StepOutline
from flows.loading.reading import Found, Report
from flows.loading.texts import Texts
from flows.model import Choice, Constraint, Step
from flows.problems import ExpressionError, FlowProblem, Position

WORDS_PER_MINUTE = 120  # of a person reading a language still new to them


@dataclass(slots=True)
class Builder:
    """Builds the steps of one flow. `reads`: step id -> ids of the steps it depends on."""

    outline: Outline
    texts: Texts
    report: Report
    scope: Scope = field(init=False)
    order: dict[str, int] = field(init=False)
    consents: dict[str, list[str]] = field(init=False)
    reads: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        steps = tuple(self.outline.steps())
        self.scope = self.outline.scope()
        self.order = {step.id: at for at, step in enumerate(steps)}
        self.reads = {step.id: set() for step in steps}
        self.consents = {}
        for step in steps:
            if step.purpose:
                self.consents.setdefault(step.purpose, []).append(step.id)

    def step(self, outline: StepOutline) -> Step:
        found = outline.found
        self.consent_rules(outline)
        return Step(
            id=outline.id,
            kind=outline.kind.name,
            section=outline.section,
            prompt=self.texts.step(outline, outline.text_key, "prompt") or "",
            hint=self.texts.step(outline, "hint"),
            why=self.texts.step(outline, "why"),
            desk=self.texts.step(outline, "desk"),
            relevant=self.expression(outline, found, "relevant"),
            constraints=self.constraints(outline),
            choices=self.choices(outline),
            required=found.get("required", True),
            needs=found.get("needs"),
            sensitive=found.get("sensitive", False),
            before_consent=found.get("before_consent", not self.consents),  # no consent to wait for in this flow
            ends=found.get("ends"),
            urgent=self.expression(outline, found, "urgent", itself=True),
            seconds=self.seconds(outline),
            options=self.options(outline),
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    def choices(self, outline: StepOutline) -> tuple[Choice, ...]:
        return tuple(self.choice(outline, found) for found in outline.choices if found.get("value"))

    def choice(self, outline: StepOutline, found: Found) -> Choice:
        value = found.get("value")
        return Choice(
            value=value,
            label=self.texts.choice(outline, found, "label") or "",
            words=self.texts.choice(outline, found, "words"),
            desk=self.texts.choice(outline, found, "desk"),
            exclusive=found.get("exclusive", False),
            relevant=self.expression(outline, found, "relevant"),
        )

    def constraints(self, outline: StepOutline) -> tuple[Constraint, ...]:
        built = []
        for number, found in enumerate(outline.constraints, start=1):
            test = self.expression(outline, found, "test", scope=self.with_it(outline))
            message = self.texts.constraint(outline, found, number)
            if test and message:
                built.append(Constraint(test, message))
        return tuple(built)

    def with_it(self, outline: StepOutline) -> Scope:
        types = {**self.scope.types, "it": outline.kind.value_type}
        choices = {**self.scope.choices, **({"it": outline.values()} if outline.choices else {})}
        return replace(self.scope, types=types, choices=choices)  # type: ignore[arg-type]

    def seconds(self, outline: StepOutline) -> float:
        """Reading prompt and hint, plus the kind's time to answer; `seconds:` says it all itself."""
        given = outline.found.get("seconds")
        if given is not None:
            return float(given)
        words = sum(len(outline.found.get(key, "").split()) for key in (outline.text_key, "hint"))
        return round(words * 60 / WORDS_PER_MINUTE + outline.kind.seconds, 1)

    def options(self, outline: StepOutline) -> dict[str, Any]:
        """What only this kind knows, with the kind's defaults."""
        known = {key: schema for key, schema in outline.kind.options.items() if key not in STEP}
        defaults = {key: schema["default"] for key, schema in known.items() if "default" in schema}
        return {**defaults, **{key: value for key, value in outline.found.values.items() if key in known}}

    # --- expressions --------------------------------------------------------------------------------------------------

    def expression(
        self, outline: StepOutline, found: Found, key: str, scope: Scope | None = None, itself: bool = False
    ) -> Expression | None:
        scalar = found.scalar(key)
        if scalar is None or self.mentions_broken(scalar.text):
            return None
        try:
            compiled = compile_expression(scalar.text, scope or self.scope, scalar.first)
        except ExpressionError as error:
            self.report.problems += error.problems if scalar.exact else moved(error.problems, scalar.where)
            return None
        self.note(outline, compiled, scalar.first, itself)
        return compiled

    def mentions_broken(self, source: str) -> bool:
        """Whether it reads a step that could not be loaded: that step's problem is told already."""
        return not self.outline.broken.isdisjoint(re.findall(r"[a-z][a-z0-9_]*", source[:5000]))

    def note(self, outline: StepOutline, compiled: Expression, where: Position, itself: bool) -> None:
        names = set(compiled.names) - ({outline.id} if itself else set())
        for purpose in compiled.purposes:
            names |= {step for step in self.consents.get(purpose, ()) if self.order[step] < self.order[outline.id]}
        self.reads[outline.id] |= names
        for name in sorted(names):
            self.earlier(outline, name, where)

    def earlier(self, outline: StepOutline, name: str, where: Position) -> None:
        if name == outline.id:
            message = f"'{name}' cannot read its own answer here; in a constraint write 'it'"
            self.report.add(where, "flow.reads_itself", message)
        elif self.order[name] > self.order[outline.id]:
            message = f"'{outline.id}' reads '{name}', which is asked later; an expression reads earlier steps only"
            self.report.add(where, "flow.forward_reference", message)

    # --- consent ------------------------------------------------------------------------------------------------------

    def first_consent(self) -> None:
        """Only `before_consent` steps are asked until a consent is given: one of them must be able to get it."""
        asking = [step for step in self.outline.steps() if step.purpose]
        if asking and not any(step.found.get("before_consent") for step in asking):
            message = "no consent could ever be given: mark the first consent step with before_consent: true"
            self.report.add(asking[0].found.at("kind"), "flow.consent_unreachable", message)

    def consent_rules(self, outline: StepOutline) -> None:
        found, needs = outline.found, outline.found.get("needs")
        if found.get("sensitive") and not found.table.entries.keys() & {"needs"}:
            message = "a sensitive step names in 'needs' the consent purpose it relies on"
            self.report.add(found.at("sensitive"), "flow.sensitive_without_consent", message)
        if needs is None:
            return
        asked = self.consents.get(needs, [])
        before = [step for step in asked if self.order[step] < self.order[outline.id]]
        if not asked:
            self.report.add(found.at("needs"), "flow.unasked_purpose", f"no consent step asks for '{needs}'")
        elif not before:
            message = f"consent for '{needs}' is asked only later, by '{asked[0]}'"
            self.report.add(found.at("needs"), "flow.forward_reference", message)
        self.reads[outline.id] |= set(before)


def moved(problems: tuple[FlowProblem, ...], where: Position) -> tuple[FlowProblem, ...]:
    """For texts whose columns cannot be counted (folded lines, escapes): the place where the text starts."""
    return tuple(FlowProblem.at(where, problem.code, problem.message) for problem in problems)
