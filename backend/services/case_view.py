"""A case in a language of the desk: labels, choices and dates from the flow's texts, free text as the person wrote it.

Pure: the same answers give the same page on the same day. No answer is ever dropped for want of a label (a case may be
older than the flow); what a consent does not cover is named, never shown.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import flows.kinds  # noqa: F401 - registers every kind
from backend.services.case_words import UNKNOWN, env_of_case, in_desk_language, told, withheld_by, written_for
from backend.services.case_words import Words as CaseWords
from flows.expressions import Env
from flows.kinds.base import KINDS, Context
from flows.model import Computed, Flow, Section, Step, asks_for_entry
from flows.places import Places
from locales.languages import SOURCE, direction
from locales.texts import Texts

#: Steps that are no answers, or have a place of their own on the page (consents).
_NO_ANSWER = frozenset({"say", "consent", "summary", "submit"})
#: Kinds whose value is a reading of what was written: the words themselves are shown beside it.
_READ = frozenset({"date", "place", "number"})
#: Values that no step asked for are shown as the kinds show them.
_NOBODY = Step(id="", kind="text", section="", prompt="")


@dataclass(frozen=True, slots=True)
class Words:
    """Free text in the original, with what a screen reader and the bidi algorithm need to know."""

    text: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer or computed value. `state`: answered | skipped | withheld (`purpose` was not consented to)."""

    step: str
    label: str
    values: tuple[str, ...] = ()
    words: Words | None = None
    said: Words | None = None
    state: str = "answered"
    purpose: str | None = None
    heading: str = ""  # which entry of a repeat it is about: "Kind 2"
    hint: str | None = None  # what the flow says to the case manager about this answer


@dataclass(frozen=True, slots=True)
class SectionView:
    id: str
    title: str | None  # None: answers to questions this flow no longer has
    rows: tuple[Row, ...]


def read_answers(plaintext: bytes) -> dict[str, dict[str, Any]]:
    """The answers of a case in the order they were given: {step: {"value", "raw", "lang", "at"}}."""
    stored = json.loads(plaintext)
    answers: dict[str, dict[str, Any]] = stored["answers"]
    order = [step for step in stored.get("order", ()) if step in answers]
    return {step: answers[step] for step in [*order, *(step for step in answers if step not in order)]}


@dataclass(frozen=True, slots=True)
class Heard:
    """A need said out of turn: its field of action, the sentence as it was written, and its language."""

    field: str
    text: str
    lang: str
    dir: str


def read_heard(plaintext: bytes, granted: frozenset[str]) -> tuple[Heard, ...]:
    """What was said beside the answers and rests on a consent in force; nothing in cases from before it was kept."""
    return tuple(
        Heard(said["field"], said["text"], said["lang"], direction(said["lang"]))
        for said in json.loads(plaintext).get("heard", ())
        if said["purpose"] in granted
    )


def sections(
    flow: Flow,
    answers: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    places: Places,
    today: date,
    granted: frozenset[str],
    lang: str = SOURCE,
) -> tuple[SectionView, ...]:
    """Every answer by section of the flow. `granted`: consent purposes in force. `lang`: see
    `desk_language`.
    """
    flow = in_desk_language(flow, texts, lang)
    env = env_of_case(flow, answers, today, granted)
    written = written_for(flow, env)
    reader = _Reader(written, flow, env, answers, texts, places, today, granted, lang)
    found = [SectionView(s.id, flow.source[s.title], reader.section(s)) for s in written.sections]
    left = [step for step in answers if step not in written.steps]
    return tuple(view for view in (*found, SectionView("other", None, reader.rows(left))) if view.rows)


def rows_of(view: Sequence[SectionView]) -> dict[str, Row]:
    """All rows by step."""
    return {row.step: row for section in view for row in section.rows}


def text_direction(text: str, lang: str | None) -> str:
    """`rtl` or `ltr` by the first letter that has a direction, else by the language."""
    for sign in text:
        if (kind := unicodedata.bidirectional(sign)) in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return direction(lang)


@dataclass(frozen=True, slots=True)
class _Reader:
    flow: Flow  # written out for the entries of this case
    base: Flow
    env: Env
    answers: Mapping[str, Mapping[str, Any]]
    texts: Texts
    places: Places
    today: date
    granted: frozenset[str]
    lang: str

    @property
    def words(self) -> CaseWords:
        return CaseWords(self.flow, self._shown)

    def section(self, section: Section) -> tuple[Row, ...]:
        """Answers in the flow's order; each computed value after the answers of the entry it is worked out for."""
        after: dict[str | None, list[Row]] = {}
        for value, place in told(self.flow, section):
            after.setdefault(place, []).extend(self._computed(value, place))
        rows: list[Row] = []
        for step in section.steps:
            rows += self.rows([step]) + tuple(after.get(step, ()))
        return (*rows, *after.get(None, ()))

    def rows(self, steps: Sequence[str]) -> tuple[Row, ...]:
        return tuple(row for step in steps if step in self.answers and (row := self._row(step)))

    def _row(self, step_id: str) -> Row | None:
        answer, step = self.answers[step_id], self.flow.steps.get(step_id)
        if step is None:
            return Row(step_id, step_id, values=(_plain(answer["value"]),))
        if step.kind in _NO_ANSWER or (asks_for_entry(step) and (answer["value"] is True or step.at[-1] > 1)):
            return None
        row = self._plain_row(step, answer)
        hint = self.words.of_step(step, step.staff_hint) if step.staff_hint and row.state == "answered" else None
        return replace(row, heading=self.words.heading(step), hint=hint)

    def _computed(self, value: Computed, place: str | None) -> Iterator[Row]:
        """Nothing where it is not known; named and not shown where an answer behind it is withheld."""
        label = self.flow.source[str(value.desk)]
        heading = self.words.heading(self.flow.steps[place], len(value.at)) if place is not None else ""
        purpose = withheld_by(value, self.base, self.answers, self.granted)
        if purpose is not None:
            yield Row(value.id, label, state="withheld", purpose=purpose, heading=heading)
        elif (found := value.value(self.env)) is not None:
            yield Row(value.id, label, values=(self._told(found),), heading=heading)

    def _told(self, value: Any) -> str:
        """A value of any type of the expression language, in words."""
        if isinstance(value, bool):
            return self._text("answer.yes" if value else "answer.no")
        kind, stored = ("number", value) if isinstance(value, int | float) else ("text", value)
        if isinstance(value, date):
            kind, stored = "date", {"date": value.isoformat(), "precision": "day"}
        if isinstance(value, list | tuple | frozenset):
            stored = ", ".join(sorted(map(str, value)))
        return KINDS[kind].display(_NOBODY, stored, self._context(_NOBODY))

    def _shown(self, key: str) -> str:
        """What a label calls an answer or a computed value; dots where it is not known or may not be read."""
        if (value := self.flow.computed.get(key)) is not None:
            hidden = withheld_by(value, self.base, self.answers, self.granted)
            found = value.value(self.env) if hidden is None else None
            return UNKNOWN if found is None else self._told(found)
        step, answer = self.flow.steps.get(key), self.answers.get(key)
        if step is None or answer is None or answer["value"] is None or (step.needs and step.needs not in self.granted):
            return UNKNOWN
        return ", ".join(self._values(step, answer["value"]))

    def _plain_row(self, step: Step, answer: Mapping[str, Any]) -> Row:
        label, step_id = self.words.label(step), step.id
        if step.needs and step.needs not in self.granted:
            return Row(step_id, label, state="withheld", purpose=step.needs)
        if answer["value"] is None:
            return Row(step_id, label, state="skipped")
        return self._answered(step, label, answer)

    def _answered(self, step: Step, label: str, answer: Mapping[str, Any]) -> Row:
        value, lang = answer["value"], answer.get("lang") or "de"
        if step.kind == "text":
            return Row(step.id, label, words=_words(str(value), lang))
        values = self._values(step, value)
        raw = answer.get("raw")
        differs = _is_read(step, value) and raw and not any(str(raw) in shown for shown in values)
        return Row(step.id, label, values=values, said=_words(str(raw), lang) if differs else None)

    def _values(self, step: Step, value: Any) -> tuple[str, ...]:
        """Words for a value. What no longer fits its step is shown as stored: a human can still read it."""
        if step.choices:
            known = {choice.value: self.flow.source[choice.desk or choice.label] for choice in step.choices}
            picked = value if isinstance(value, list) else [value]
            return tuple(known.get(str(one), _plain(one)) for one in picked)
        try:
            return (KINDS[step.kind].display(step, value, self._context(step)),)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError):
            return (_plain(value),)

    def _context(self, step: Step) -> Context:
        values = {name: answer["value"] for name, answer in self.answers.items()}
        return Context(
            self.lang, self.today, self._text, lambda text_id: (self._text(text_id),), self.places, values, step.choices
        )

    def _text(self, text_id: str) -> str:
        return self.flow.source.get(text_id) or self.texts.raw(self.lang, text_id)


def _is_read(step: Step, value: Any) -> bool:
    """Whether the value is one reading of several of what was written. An exact date is not."""
    exact = isinstance(value, dict) and value.get("precision") == "day" and not value.get("about")
    return step.kind in _READ and not exact


def _words(text: str, lang: str) -> Words:
    return Words(text, lang, text_direction(text, lang))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
