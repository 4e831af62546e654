"""What a case's flow says of its answers: entries of repeats, labels that name answers, computed values.

Pure, like `case_view`, which puts the page together from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flows.expressions import Env
from flows.kinds.base import KINDS
from flows.model import Computed, Flow, Section, Step
from flows.slots import step_of
from flows.unrolling import shape_of, written_out
from locales.languages import SOURCE
from locales.texts import Texts, isolate

UNKNOWN = "…"
MOST = 1e15  # of a number; infinity and what is no number are none
Answers = Mapping[str, Mapping[str, Any]]


def desk_language(flow: Flow, texts: Texts, lang: str) -> str:
    """`lang` where the flow speaks it, else German: a case in one language, not half in each."""
    return lang if lang == flow.lang or lang in texts.languages else SOURCE


def in_desk_language(flow: Flow, texts: Texts, lang: str) -> Flow:
    """The flow in a language of the desk which it speaks. Its lines for the desk are in one language only: in another,
    question and choice are told as people are asked. What is not translated stays as it is.
    """
    if lang in (SOURCE, flow.lang):
        return flow
    found = {text_id: texts.raw(lang, text_id) for text_id in flow.source if texts.has(lang, text_id)}
    asked = {desk: said for desk, said in _desk_lines(flow) if desk is not None and said in found}
    found |= {desk: found[said] for desk, said in asked.items()}
    params = {desk: flow.params[said] for desk, said in asked.items() if said in flow.params}
    return replace(flow, lang=lang, source={**flow.source, **found}, params={**flow.params, **params})


def _desk_lines(flow: Flow) -> Iterator[tuple[str | None, str]]:
    """The desk's line of each question and choice, with what people read in its place."""
    for step in flow.steps.values():
        yield step.desk, step.prompt
        yield from ((choice.desk, choice.label) for choice in step.choices)


def env_of_case(flow: Flow, answers: Answers, today: date, granted: frozenset[str]) -> Env:
    """The answers as expressions see them. What no longer fits its question (a case may be older) is unknown."""
    values = {key: answer["value"] for key, answer in answers.items() if _fits(flow, key, answer["value"])}
    return Env(values=values, today=today, consents=dict.fromkeys(granted, True), lang="de")


def _fits(flow: Flow, key: str, value: Any) -> bool:
    step = flow.steps.get(step_of(key))
    kind = KINDS[step.kind].value_type if step is not None else None
    match kind:
        case "bool":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST
        case "choices":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "date" | "place":
            return isinstance(value, dict)
        case _:
            return isinstance(value, str)


def written_for(flow: Flow, env: Env) -> Flow:
    """The flow with the steps of every entry in the case."""
    return written_out(flow, shape_of(flow, env)) if flow.repeats else flow


@dataclass(frozen=True, slots=True)
class Words:
    """`flow`: written out. `shown`: the words for a step's answer, dots where it may not be read."""

    flow: Flow
    shown: Callable[[str], str]

    def label(self, step: Step) -> str:
        return self.of_step(step, step.desk or step.prompt)

    def of_step(self, step: Step, text_id: str) -> str:
        """One of its texts, with the answers it speaks of."""
        found, names = self.flow.source.get(text_id), self.flow.params.get(text_id)
        if found is None or names is None:
            return found or step.id
        return found.format_map({name: self._named(step, name) for name in names})

    def _named(self, step: Step, name: str) -> str:
        return str(step.at[-1]) if name == "n" and step.at else isolate(self.shown(step.names.get(name, name)))

    def heading(self, step: Step, depth: int | None = None) -> str:
        """Which entry it is about ("Kind 2 · Schule 1"), down to `depth` repeats; empty outside them."""
        named = list(zip(step.headings, step.at, strict=False))[:depth]
        return " · ".join(
            self.flow.source[text_id].format_map({"n": number}) for text_id, number in named if text_id is not None
        )


def told(flow: Flow, section: Section) -> Iterator[tuple[Computed, str | None]]:
    """The computed values of a section that have a line for the desk, each with the step after which it stands.

    That is the last one of its own entry, before any repeat inside it; None: there is no step to stand after.
    """
    steps = [flow.steps[key] for key in section.steps]
    for value in flow.computed.values():
        if value.section == section.id and value.desk is not None:
            own = [step.id for step in steps if (step.repeats, step.at) == (value.repeats, value.at)]
            yield value, own[-1] if own else None


def withheld_by(value: Computed, base: Flow, answers: Answers, granted: frozenset[str]) -> str | None:
    """The consent that is missing for one of the answers it is worked out from, or counted by."""
    asked = {step_of(key) for key in answers}
    for name in sorted(_behind(base.computed[step_of(value.id)], base)):
        step = base.steps.get(name)
        if step is not None and name in asked and step.needs and step.needs not in granted:
            return step.needs
    return None


def _behind(value: Computed, base: Flow) -> set[str]:
    """Written out, a count is a number and names nothing: so what says how many there are is asked of the flow."""
    names = set(value.value.names)
    for repeat in (base.repeats[name] for name in value.value.names if name in base.repeats):
        names |= {name for given in (repeat.count, repeat.relevant) if given is not None for name in given.names}
    return names
