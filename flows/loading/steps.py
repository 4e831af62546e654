"""Second pass: steps, computed values and repeats built, with their expressions compiled against the flow's types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.expressions import Expression, Scope, tree
from flows.expressions.types import STRINGS, a
from flows.loading.choices import Choices
from flows.loading.compiling import Compiler
from flows.loading.consents import consent_rules, needs_of
from flows.loading.fields import STEP
from flows.loading.outlines import ComputedOutline, RepeatOutline, StepOutline
from flows.loading.placeholders import names_of
from flows.loading.reading import Report
from flows.loading.relevance import Relevance
from flows.loading.texts import Texts
from flows.model import Computed, Constraint, Repeat, Step
from flows.problems import suggestion
from flows.protocol import BUTTON_LIMIT

WORDS_PER_MINUTE = 120  # of a person reading a language still new to them
#: What is asked for the words behind "other" where the flow says nothing itself: text id.
OTHER = "ask.other"
#: Bytes of a button before the question's id and between that and the value: conversation, count, dots, a sign.
BUTTON_HEAD = 15
LEAST, MOST = 0, 20  # entries of a repeat that says nothing


@dataclass(slots=True)
class Builder:
    """Builds the steps of one flow."""

    compiler: Compiler
    texts: Texts
    relevance: Relevance = field(init=False)
    choices: Choices = field(init=False)
    report: Report = field(init=False)
    labels: dict[str, str | None] = field(default_factory=dict)  # repeat -> text id of what an entry is called

    def __post_init__(self) -> None:
        self.relevance, self.choices = Relevance(self.compiler), Choices(self.compiler, self.texts)
        self.report = self.compiler.report

    def step(self, outline: StepOutline) -> Step:
        found = outline.found
        consent_rules(self.compiler, outline)
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
            relevant=self.relevance.of_step(outline),
            constraints=self.constraints(outline),
            choices=self.choices.of_step(outline),
            required=self.required(outline),
            required_message=texts.step(outline, "required_message"),
            needs=needs_of(outline),
            sensitive=outline.is_sensitive,
            before_consent=found.get(
                "before_consent", not self.compiler.consents
            ),  # no consent to wait for in this flow
            ends=found.get("ends"),
            urgent=self.compiler.expression(outline, found, "urgent", itself=True),
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
        return replace(step, names=names_of(self.compiler, texts, outline, step))

    def fits_button(self, outline: StepOutline, step: Step) -> None:
        """A button carries question, entry and value in 64 bytes."""
        longest = max((len(choice.value) for choice in step.choices), default=0)
        room = BUTTON_LIMIT - BUTTON_HEAD - len("#") - 4 * len(step.repeats)
        if step.repeats and len(step.id) + longest > room:
            message = f"inside a repeat the id and a choice's value have at most {room} characters together"
            self.report.add(outline.found.at("id"), "flow.too_long", message)

    def computed(self, outline: ComputedOutline) -> Computed | None:
        value = self.compiler.expression(outline, outline.found, "value", expect=None)
        if value is None:
            return None
        self.compiler.learn(outline.id, value)
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
            count=None if asked else self.compiler.expression(outline, found, "count", expect="number"),
            relevant=self.relevance.of_repeat(outline),
            least=least,
            most=most,
            name=found.get("name"),
            repeats=outline.repeats,
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    def headings(self, outline: StepOutline) -> tuple[str | None, ...]:
        """What the entries around the step are called. The question for another one belongs to none of its own yet."""
        around = [part for part in outline.around if part.repeats and part.id != outline.id]
        return tuple(self.labels.get(part.id) for part in around)

    def required(self, outline: StepOutline) -> bool | Expression:
        found = self.compiler.expression(outline, outline.found, "required")
        if found is None:
            return True
        return bool(found.tree.value) if isinstance(found.tree, tree.Const) else found

    def default(self, outline: StepOutline) -> Expression | None:
        """An expression of the answer's type; a quoted text for a choice must be one of the choices."""
        found = self.compiler.expression(outline, outline.found, "default", expect=None)
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

    def constraints(self, outline: StepOutline) -> tuple[Constraint, ...]:
        built = []
        for number, found in enumerate(outline.constraints, start=1):
            test = self.compiler.expression(outline, found, "test", scope=self.with_it(outline))
            message = self.texts.constraint(outline, found, number)
            if test and message:
                built.append(Constraint(test, message))
        return tuple(built)

    def with_it(self, outline: StepOutline) -> Scope:
        types = {**self.compiler.scope.types, "it": outline.kind.value_type}
        choices = {**self.compiler.scope.choices, **({"it": outline.values()} if outline.choices else {})}
        return replace(self.compiler.scope, types=types, choices=choices, here=outline.repeats)  # type: ignore[arg-type]

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


def media_of(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """One form for both ways of writing: kind -> language, or `*` for every language -> file."""
    return {kind: {"*": files} if isinstance(files, str) else dict(files) for kind, files in given.items()}
