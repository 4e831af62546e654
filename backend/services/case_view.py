"""A case in German: labels, choices and dates from the flow's German source, free text as the person wrote it.

Pure: the same answers give the same page on the same day. No answer is ever dropped for want of a label (a case may be
older than the flow); what a consent does not cover is named, never shown.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import flows.kinds  # noqa: F401 - registers every kind
from flows.kinds.base import KINDS, Context
from flows.model import Flow, Step
from flows.places import Places
from locales.languages import direction
from locales.texts import Texts

#: Steps that are no answers, or have a place of their own on the page (consents).
_NO_ANSWER = frozenset({"say", "consent", "summary", "submit"})
#: Kinds whose value is a reading of what was written: the words themselves are shown beside it.
_READ = frozenset({"date", "place", "number"})


@dataclass(frozen=True, slots=True)
class Words:
    """Free text in the original, with what a screen reader and the bidi algorithm need to know."""

    text: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `state`: answered | skipped | withheld (`purpose` was not consented to)."""

    step: str
    label: str
    values: tuple[str, ...] = ()
    words: Words | None = None
    said: Words | None = None
    state: str = "answered"
    purpose: str | None = None


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


def sections(
    flow: Flow,
    answers: Mapping[str, Mapping[str, Any]],
    texts: Texts,
    places: Places,
    today: date,
    granted: frozenset[str],
) -> tuple[SectionView, ...]:
    """Every answer by section of the flow. `granted`: consent purposes in force."""
    reader = _Reader(flow, answers, texts, places, today, granted)
    found = [SectionView(s.id, flow.source[s.title], reader.rows(s.steps)) for s in flow.sections]
    left = [step for step in answers if step not in flow.steps]
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
    flow: Flow
    answers: Mapping[str, Mapping[str, Any]]
    texts: Texts
    places: Places
    today: date
    granted: frozenset[str]

    def rows(self, steps: Sequence[str]) -> tuple[Row, ...]:
        return tuple(row for step in steps if step in self.answers and (row := self._row(step)))

    def _row(self, step_id: str) -> Row | None:
        answer, step = self.answers[step_id], self.flow.steps.get(step_id)
        if step is None:
            return Row(step_id, step_id, values=(_plain(answer["value"]),))
        if step.kind in _NO_ANSWER:
            return None
        label = self.flow.source[step.desk or step.prompt]
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
        """German words for a value. What no longer fits its step is shown as stored: a human can still read it."""
        if step.choices:
            known = {choice.value: self.flow.source[choice.desk or choice.label] for choice in step.choices}
            picked = value if isinstance(value, list) else [value]
            return tuple(known.get(str(one), _plain(one)) for one in picked)
        try:
            return (KINDS[step.kind].display(step, value, self._context(step)),)
        except (KeyError, TypeError, ValueError, AttributeError, LookupError):
            return (_plain(value),)

    def _context(self, step: Step) -> Context:
        values = {name: answer["value"] for name, answer in self.answers.items()}
        return Context(
            "de", self.today, self._text, lambda text_id: (self._text(text_id),), self.places, values, step.choices
        )

    def _text(self, text_id: str) -> str:
        return self.flow.source.get(text_id) or self.texts.raw("de", text_id)


def _is_read(step: Step, value: Any) -> bool:
    """Whether the value is one reading of several of what was written. An exact date is not."""
    exact = isinstance(value, dict) and value.get("precision") == "day" and not value.get("about")
    return step.kind in _READ and not exact


def _words(text: str, lang: str) -> Words:
    return Words(text, lang, text_direction(text, lang))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
