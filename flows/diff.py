"""What is different between two revisions of a flow, in sentences a coordinator understands.

Every sentence says what it means for people who are in the middle of it; the same rule decides as when they are moved
(`flows.engine.meaning`).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

from flows.engine.meaning import difference, meaning
from flows.expressions import Expression
from flows.model import Choice, Flow, Step

SHORTEST = 60
#: What a change of meaning is called. What follows for people is said after it.
MEANINGS = {
    "kind": "wird anders beantwortet als bisher",
    "repeat": "wird jetzt anders wiederholt",
    "version": "hat eine neue Bedeutung",
    "consent": "hat einen neuen Zweck oder Wortlaut der Einwilligung",
    "needs": "braucht eine andere Einwilligung",
    "sensitive": "hat einen anderen Schutz",
}
AGAIN = "wer sie beantwortet hat, wird noch einmal gefragt"
#: Texts beside the question itself, and what they are called.
BESIDE = {
    "hint": "Der Hinweis",
    "alt": "Die Bildbeschreibung",
    "why": "Die Begründung",
    "desk": "Die Zeile für das Fallmanagement",
}

MEDIA = {"image": "Das Bild", "audio": "Die Aufnahme", "video": "Der Film"}


@dataclass(frozen=True, slots=True)
class Change:
    """`code`: added | removed | reworded | meaning | choice_added | choice_removed | choice_reworded | condition |
    required | constraints | beside | media | moved | section | variant_added | variant_removed. `again`: people who
    answered may be asked again. `variant`: only those who are asked as this variant.
    """

    code: str
    step: str | None
    text: str
    again: bool = False
    variant: str | None = None


def diff(old: Flow, new: Flow, redrawn: Set[str] = frozenset()) -> tuple[Change, ...]:
    """Everything a person or a case manager can notice, in the order of the new flow; what is gone comes first.
    `redrawn`: names of pictures and recordings whose content is another one.
    """
    gone = [Change("removed", key, _gone(old, step)) for key, step in old.steps.items() if key not in new.steps]
    return (*gone, *_sections(old, new), *_steps(old, new, redrawn), *_moved(old, new))


def _steps(old: Flow, new: Flow, redrawn: Set[str]) -> Iterator[Change]:
    before: Step | None = None
    for key, step in new.steps.items():
        if key in old.steps:
            yield from _step(old, new, old.steps[key], step)
            yield from _media(new, old.steps[key], step, redrawn)
        else:
            after = f"nach {_named(new, before)}" if before is not None else "am Anfang"
            yield Change("added", key, f"{_named(new, step)} ist neu ({after}).")
        before = step


def _gone(flow: Flow, step: Step) -> str:
    kept = "" if step.kind == "say" else " Antworten darauf bleiben aufgehoben."
    return f"{_named(flow, step)} gibt es nicht mehr.{kept}"


def _named(flow: Flow, step: Step) -> str:
    what = {"say": "Der Text", "consent": "Die Einwilligung"}.get(step.kind, "Die Frage")
    return f"{what} „{_short(flow.source.get(step.prompt, step.id))}“"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORTEST else f"{line[: SHORTEST - 1].rstrip()}…"


def _step(old: Flow, new: Flow, was: Step, now: Step) -> Iterator[Change]:
    name, before, after = _named(old, was), meaning(was), meaning(now)
    reworded = old.source.get(was.prompt) != new.source.get(now.prompt)
    if before != after:
        yield Change("meaning", now.id, f"{name} {MEANINGS[difference(before, after)]}: {AGAIN}.", again=True)
    if reworded:
        same = " (Bedeutung gleich)" if before == after else ""
        text = _short(new.source.get(now.prompt, ""))
        yield Change("reworded", now.id, f"{name} wurde umformuliert{same}: „{text}“.")
    yield from _choices(old, new, was, now)
    yield from _rules(name, was, now)
    for field, called in BESIDE.items():
        if _text(old, was, field) != _text(new, now, field):
            yield Change("beside", now.id, f"{called} zu „{_short(new.source.get(now.prompt, now.id))}“ ist anders.")


def _media(flow: Flow, was: Step, now: Step, redrawn: Set[str]) -> Iterator[Change]:
    for kind, called in MEDIA.items():
        before, after = was.media.get(kind), now.media.get(kind)
        if before != after or not redrawn.isdisjoint((after or {}).values()):
            fate = "ist neu" if before is None else "ist weg" if after is None else "ist anders"
            yield Change("media", now.id, f"{called} zu „{_short(flow.source.get(now.prompt, now.id))}“ {fate}.")


def _text(flow: Flow, step: Step, field: str) -> str | None:
    return flow.source.get(getattr(step, field) or "")


def _choices(old: Flow, new: Flow, was: Step, now: Step) -> Iterator[Change]:
    before = {choice.value: choice for choice in was.choices}
    after = {choice.value: choice for choice in now.choices}
    about = f"bei „{_short(new.source.get(now.prompt, now.id))}“"
    for value, choice in before.items():
        if value not in after and after:
            text = f"Antwort „{_label(old, choice)}“ gibt es {about} nicht mehr"
            yield Change(
                "choice_removed", now.id, f"{text}: wer sie gewählt hat, wird noch einmal gefragt.", again=True
            )
    for value, choice in after.items():
        if value not in before and before:
            yield Change("choice_added", now.id, f"Antwort „{_label(new, choice)}“ ist {about} neu.")
        elif value in before and _label(old, before[value]) != _label(new, choice):
            text = f"Antwort „{_label(old, before[value])}“ heißt {about} jetzt „{_label(new, choice)}“."
            yield Change("choice_reworded", now.id, text)
        if value in before and before[value].icon != choice.icon:
            text = f"Antwort „{_label(new, choice)}“ hat {about} {_pictogram(choice)}."
            yield Change("media", now.id, text)


def _pictogram(choice: Choice) -> str:
    return f"jetzt das Piktogramm „{choice.icon}“" if choice.icon else "kein Piktogramm mehr"


def _label(flow: Flow, choice: Choice) -> str:
    return _short(flow.source.get(choice.label, choice.value))


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


def _rules(name: str, was: Step, now: Step) -> Iterator[Change]:
    if _source(was.relevant) != _source(now.relevant):
        rule = f"wenn {_source(now.relevant)}" if now.relevant is not None else "immer"
        yield Change("condition", now.id, f"{name} wird jetzt gestellt: {rule}.")
    if was.required is not now.required:
        text = "muss jetzt beantwortet werden: wer sie übersprungen hat, wird noch einmal gefragt"
        again = bool(now.required)
        yield Change("required", now.id, f"{name} {text if again else 'darf jetzt übersprungen werden'}.", again)
    if _limits(was) != _limits(now):
        text = "nimmt jetzt andere Antworten an: wessen Antwort nicht mehr passt, wird noch einmal gefragt"
        yield Change("constraints", now.id, f"{name} {text}.", again=True)


def _limits(step: Step) -> tuple[object, ...]:
    own = tuple(sorted((key, str(value)) for key, value in step.options.items() if key in ("min", "max", "integer")))
    exclusive = tuple(choice.value for choice in step.choices if choice.exclusive)
    offered = tuple(sorted((choice.value, _source(choice.relevant)) for choice in step.choices if choice.relevant))
    return own, exclusive, offered, tuple(constraint.test.source for constraint in step.constraints)


def _sections(old: Flow, new: Flow) -> Iterator[Change]:
    before = {section.id: old.source.get(section.title, section.id) for section in old.sections}
    after = {section.id: new.source.get(section.title, section.id) for section in new.sections}
    for key, title in after.items():
        if key not in before:
            yield Change("section", None, f"Der Abschnitt „{title}“ ist neu.")
        elif before[key] != title:
            yield Change("section", None, f"Der Abschnitt „{before[key]}“ heißt jetzt „{title}“.")
    for key in before.keys() - after.keys():
        yield Change("section", None, f"Den Abschnitt „{before[key]}“ gibt es nicht mehr.")


def _moved(old: Flow, new: Flow) -> Iterator[Change]:
    """Questions that come earlier than what they came after."""
    place = {key: number for number, key in enumerate(old.steps)}
    both = [key for key in new.steps if key in place]
    for before, key in pairwise(both):
        if place[key] < place[before]:
            yield Change(
                "moved", key, f"{_named(new, new.steps[key])} kommt jetzt nach {_named(new, new.steps[before])}."
            )
