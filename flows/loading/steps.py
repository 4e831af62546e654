"""Second pass: expressions compiled against the flow's types, steps built, rules across steps checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.expressions import Expression, Scope, ValueType, compile_expression, expression_of, tree
from flows.expressions.types import STRINGS, a
from flows.loading.fields import STEP
from flows.loading.lists import ListOutline
from flows.loading.nodes import Scalar
from flows.loading.outline import (
    Around,
    ComputedOutline,
    ItemOutline,
    Outline,
    RepeatOutline,
    StepOutline,
    repeats_of,
)
from flows.loading.reading import Found, Report
from flows.loading.texts import Texts
from flows.model import Choice, Computed, Constraint, Repeat, Step
from flows.problems import ExpressionError, FlowProblem, Position, listed, suggestion
from flows.protocol import BUTTON_LIMIT

WORDS_PER_MINUTE = 120  # of a person reading a language still new to them


#: What is asked for the words behind "other" where the flow says nothing itself: text id.
OTHER = "ask.other"
#: Bytes of a button before the question's id and between that and the value: conversation, count, dots, a sign.
BUTTON_HEAD = 15
LEAST, MOST = 0, 20  # entries of a repeat that says nothing


@dataclass(slots=True)
class Builder:
    """Builds the steps of one flow. `reads`: id of a step, repeat or computed value -> ids it reads."""

    outline: Outline
    texts: Texts
    report: Report
    scope: Scope = field(init=False)
    order: dict[str, int] = field(init=False)
    consents: dict[str, list[str]] = field(init=False)
    reads: dict[str, set[str]] = field(init=False)
    shared: dict[int, Expression | None] = field(default_factory=dict)  # what groups and repeats say, read once
    labels: dict[str, str | None] = field(default_factory=dict)  # repeat -> text id of what an entry is called

    def __post_init__(self) -> None:
        items = tuple(self.outline.items())
        self.scope = self.outline.scope()
        self.order = {}
        for at, item in enumerate(items):
            self.order.setdefault(item.id, at)
        self.reads = {item.id: set() for item in items}
        self.consents = {}
        for step in self.outline.steps():
            if step.purpose:
                self.consents.setdefault(step.purpose, []).append(step.id)

    def step(self, outline: StepOutline) -> Step:
        found = outline.found
        self.consent_rules(outline)
        texts = self.texts
        step = Step(
            id=outline.id,
            kind=outline.kind.name,
            section=outline.section,
            prompt=texts.step(outline, "prompt") or OTHER,
            hint=texts.step(outline, "hint"),
            alt=texts.step(outline, "alt"),
            why=texts.step(outline, "why"),
            desk=texts.step(outline, "desk"),
            relevant=self.relevance(outline),
            constraints=self.constraints(outline),
            choices=self.choices(outline),
            required=self.required(outline),
            required_message=texts.step(outline, "required_message"),
            needs=self.needs(outline),
            sensitive=outline.is_sensitive,
            before_consent=found.get("before_consent", not self.consents),  # no consent to wait for in this flow
            ends=found.get("ends"),
            urgent=self.expression(outline, found, "urgent", itself=True),
            seconds=self.seconds(outline),
            options=self.options(outline),
            default=self.default(outline),
            media=media_of(found.get("media", {})),
            staff_hint=texts.step(outline, "staff_hint"),
            version=int(found.get("version", 1)),
            name=found.get("name"),
            groups=tuple(part.id for part in outline.around if not part.repeats),
            repeats=outline.repeats,
            headings=self.headings(outline),
        )
        self.fits_button(outline, step)
        return replace(step, names=self.names(outline, step))

    def fits_button(self, outline: StepOutline, step: Step) -> None:
        """A button carries question, entry and value in 64 bytes."""
        longest = max((len(choice.value) for choice in step.choices), default=0)
        room = BUTTON_LIMIT - BUTTON_HEAD - len("#") - 4 * len(step.repeats)
        if step.repeats and len(step.id) + longest > room:
            message = f"inside a repeat the id and a choice's value have at most {room} characters together"
            self.report.add(outline.found.at("id"), "flow.too_long", message)

    def computed(self, outline: ComputedOutline) -> Computed | None:
        value = self.expression(outline, outline.found, "value", expect=None)
        if value is None:
            return None
        types = {**self.scope.types, outline.id: value.type}
        self.scope = replace(self.scope, types=types, computed={**self.scope.computed, outline.id: value})
        desk = self.texts.add(outline.found, "desk", outline.id, "desk")
        return Computed(outline.id, value, outline.section, desk, outline.found.get("name"), outline.repeats)

    def repeat(self, outline: RepeatOutline) -> Repeat:
        found, texts = outline.found, self.texts
        asked = outline.ask is not None
        least, most = int(found.get("least", LEAST)), int(found.get("most", max(MOST, found.get("least", 0))))
        if least > most:
            self.report.add(found.at("least"), "flow.value", f"'least' ({least}) is more than 'most' ({most})")
        items = tuple(item.id for item in outline.items)
        label = self.labels[outline.id] = texts.add(found, "label", outline.id, "label")
        if label is not None and not {"n"}.issuperset(texts.params.get(label, ())):
            self.report.add(found.at("label"), "flow.placeholder", "the label of an entry knows its number {n} only")
        return Repeat(
            id=outline.id,
            section=outline.section,
            items=items,
            label=label,
            title=texts.add(found, "title", outline.id, "title"),
            more=texts.add(outline.ask_found, "more", outline.id, "more") if outline.ask_found else None,
            count=None if asked else self.expression(outline, found, "count", expect="number"),
            relevant=self.both([self.around(part, outline) for part in self.around_of(outline)], found),
            least=least,
            most=most,
            name=found.get("name"),
            repeats=outline.repeats,
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    def around_of(self, outline: RepeatOutline) -> tuple[Around, ...]:
        return (*outline.around, Around(outline.id, True, outline.found))

    def relevance(self, outline: StepOutline) -> Expression | None:
        """What the step says itself and what stands around it; for own words, that their choice was taken."""
        said = [self.around(part, outline) for part in outline.around]
        own = self.chosen(outline) if outline.other_of else self.expression(outline, outline.found, "relevant")
        return self.both([*said, own], outline.found)

    def around(self, part: Around, outline: StepOutline | RepeatOutline) -> Expression | None:
        """What a group or repeat says, read once, with its names counted for everything inside."""
        key = id(part.found)
        if key not in self.shared:
            scope = replace(self.scope, here=self.around_repeats(part, outline))
            self.shared[key] = self.expression(outline, part.found, "relevant", scope=scope)
        elif (known := self.shared[key]) is not None:
            self.note(outline, known, part.found.at("relevant"), itself=False)
        return self.shared[key]

    def around_repeats(self, part: Around, outline: StepOutline | RepeatOutline) -> tuple[str, ...]:
        """The repeats around a group or repeat: its own entries are not known to it."""
        around = self.around_of(outline) if isinstance(outline, RepeatOutline) else outline.around
        outer = next(around[:at] for at, one in enumerate(around) if one.found is part.found)
        return repeats_of(outer)

    def both(self, said: list[Expression | None], found: Found) -> Expression | None:
        parts = [one for one in said if one is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        source = " and ".join(f"({one.source})" for one in parts)
        return expression_of(source, tree.And(tuple(one.tree for one in parts)))

    def chosen(self, outline: StepOutline) -> Expression | None:
        assert outline.other_of is not None
        step, value = outline.other_of
        many = self.scope.types.get(step) == "choices"
        source = f"'{value}' in {step}" if many else f"{step} == '{value}'"
        return self.compiled(outline, source, outline.found.table.where, replace(self.scope, here=outline.repeats))

    def needs(self, outline: StepOutline) -> str | None:
        found = outline.inherited("needs")
        return str(found) if found is not None else None

    def headings(self, outline: StepOutline) -> tuple[str | None, ...]:
        """What the entries around the step are called. The question for another one belongs to none of its own yet."""
        around = [part for part in outline.around if part.repeats and part.id != outline.id]
        return tuple(self.labels.get(part.id) for part in around)

    def required(self, outline: StepOutline) -> bool | Expression:
        found = self.expression(outline, outline.found, "required")
        if found is None:
            return True
        return bool(found.tree.value) if isinstance(found.tree, tree.Const) else found

    def default(self, outline: StepOutline) -> Expression | None:
        """An expression of the answer's type; a quoted text for a choice must be one of the choices."""
        found = self.expression(outline, outline.found, "default", expect=None)
        if found is None:
            return None
        wanted, where = outline.kind.value_type, outline.found.at("default")
        if found.type != wanted and not (found.type == "text" and wanted in STRINGS):
            self.report.add(where, "flow.default", f"the default is {a(found.type)}; the answer is {a(wanted)}")
        elif isinstance(found.tree, tree.Const) and outline.choices and found.tree.value not in outline.values():
            message = (
                f"'{found.tree.value}' is none of the choices{suggestion(str(found.tree.value), outline.values())}"
            )
            self.report.add(where, "flow.default", message)
        return found

    def names(self, outline: StepOutline, step: Step) -> dict[str, str]:
        """What the {placeholders} of its texts stand for."""
        ids = (step.prompt, step.hint, step.alt, step.why, step.required_message,
               *(part.message for part in step.constraints), *(choice.label for choice in step.choices))  # fmt: skip
        said = dict.fromkeys(name for text_id in ids if text_id for name in self.texts.params.get(text_id, ()))
        for name in said:
            self.placeholder(outline, name)
        return {name: name for name in said}

    def placeholder(self, outline: StepOutline, name: str) -> None:
        where = outline.found.at("prompt")
        if name == "n" and outline.repeats:
            return
        known = name in self.scope.types or name in self.outline.broken
        if not known:
            hint = suggestion(name, self.scope.types) or "; write {{ and }} for braces"
            self.report.add(
                where, "flow.placeholder", f"there is no step '{name}' for the placeholder {{{name}}}{hint}"
            )
        elif name in self.order:
            self.reads[outline.id].add(name)
            self.earlier(outline, name, where)
            if not replace(self.scope, here=outline.repeats).reaches(self.scope.depth.get(name, ())):
                message = (
                    f"'{name}' is answered once for each entry of '{self.scope.depth[name][-1]}'; here there is none"
                )
                self.report.add(where, "flow.placeholder", message)

    def choices(self, outline: StepOutline) -> tuple[Choice, ...]:
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
            relevant=self.expression(outline, found, "relevant"),
            name=found.get("name"),
        )

    def listed(self, outline: StepOutline, choices: ListOutline) -> tuple[Choice, ...]:
        """The choices of a list, each with the filter written out for what it says."""
        scope = replace(self.scope, here=outline.repeats, choice=choices.types)
        chosen = self.expression(outline, outline.found, "filter", scope=scope)
        written: dict[tuple[object, ...], Expression | None] = {}
        made = []
        for base, said in zip(self.list(choices), choices.attributes, strict=False):
            key = tuple(said.get(name) for name in sorted(choices.types))
            if key not in written:
                written[key] = for_choice(chosen, said) if chosen is not None else None
            relevant = self.both([base.relevant, written[key]], outline.found)
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
                attributes=said,
            )
            for found, said in zip(choices.choices, choices.attributes, strict=True)
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
        return replace(self.scope, types=types, choices=choices, here=outline.repeats)  # type: ignore[arg-type]

    def seconds(self, outline: StepOutline) -> float:
        """Reading prompt and hint, plus the kind's time to answer; `seconds:` says it all itself."""
        given = outline.found.get("seconds")
        if given is not None:
            return float(given)
        words = sum(len((outline.found.get(key) or "").split()) for key in ("prompt", "hint"))
        return round(words * 60 / WORDS_PER_MINUTE + outline.kind.seconds, 1)

    def options(self, outline: StepOutline) -> dict[str, Any]:
        """What only this kind knows, with the kind's defaults."""
        known = {key: schema for key, schema in outline.kind.options.items() if key not in STEP}
        defaults = {key: schema["default"] for key, schema in known.items() if "default" in schema}
        return {**defaults, **{key: value for key, value in outline.found.values.items() if key in known}}

    # --- expressions --------------------------------------------------------------------------------------------------

    def expression(
        self,
        outline: ItemOutline,
        found: Found,
        key: str,
        scope: Scope | None = None,
        itself: bool = False,
        expect: ValueType | None = "bool",
    ) -> Expression | None:
        scalar = found.scalar(key) if key in found.table.entries else None
        if scalar is None or self.mentions_broken(scalar.text):
            return None
        scope = scope or replace(self.scope, here=outline.repeats)
        return self.compiled(
            outline, scalar.text, scalar.first, scope, scalar if not scalar.exact else None, itself, expect
        )

    def compiled(
        self,
        outline: ItemOutline,
        source: str,
        where: Position,
        scope: Scope,
        inexact: Scalar | None = None,
        itself: bool = False,
        expect: ValueType | None = "bool",
    ) -> Expression | None:
        try:
            compiled = compile_expression(source, scope, where, expect)
        except ExpressionError as error:
            self.report.problems += moved(error.problems, inexact.where) if inexact is not None else error.problems
            return None
        self.note(outline, compiled, where, itself)
        return compiled

    def mentions_broken(self, source: str) -> bool:
        """Whether it reads a step that could not be loaded: that step's problem is told already."""
        return not self.outline.broken.isdisjoint(re.findall(r"[a-z][a-z0-9_]*", source[:5000]))

    def note(self, outline: ItemOutline, compiled: Expression, where: Position, itself: bool) -> None:
        names = set(compiled.names) - ({outline.id} if itself else set())
        for purpose in compiled.purposes:
            names |= {step for step in self.consents.get(purpose, ()) if self.order[step] < self.order[outline.id]}
        self.reads[outline.id] |= names
        for name in sorted(names):
            self.earlier(outline, name, where)

    def earlier(self, outline: ItemOutline, name: str, where: Position) -> None:
        if name == outline.id:
            message = f"'{name}' cannot read its own answer here; in a constraint write 'it'"
            self.report.add(where, "flow.reads_itself", message)
        elif self.order.get(name, -1) > self.order[outline.id]:
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
        found, needs = outline.found, self.needs(outline)
        if outline.is_sensitive and needs is None and "needs" not in found.table.entries:
            message = "a sensitive step names in 'needs' the consent purpose it relies on"
            self.report.add(found.at("sensitive"), "flow.sensitive_without_consent", message)
        if outline.purpose and outline.repeats:
            message = "a consent is asked once, not for each entry of a repeat"
            self.report.add(found.at("kind"), "flow.consent_in_repeat", message)
        said = {part.get("needs") for part in (found, *(one.found for one in outline.around))} - {None}
        if len(said) > 1:
            message = f"a step rests on one consent; here and around it stand {listed(map(str, said))}"
            self.report.add(found.at("needs"), "flow.two_consents", message)
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


def media_of(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """One form for both ways of writing: kind -> language, or `*` for every language -> file."""
    return {kind: {"*": files} if isinstance(files, str) else dict(files) for kind, files in given.items()}


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


def moved(problems: tuple[FlowProblem, ...], where: Position) -> tuple[FlowProblem, ...]:
    """For texts whose columns cannot be counted (folded lines, escapes): the place where the text starts."""
    return tuple(FlowProblem.at(where, problem.code, problem.message) for problem in problems)
