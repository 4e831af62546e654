"""A recording is bound to the words it speaks: the question and its hint, not what differs from person to person."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.library import builtin
from flows.recordings import mark, words_of
from locales.languages import OFFERED
from locales.texts import load_texts

FLOW, TEXTS = builtin("kim-intake"), load_texts()


def test_question_and_hint_are_spoken() -> None:
    step = next(step for step in FLOW.steps.values() if step.hint and words_of(FLOW, step, TEXTS, "de"))
    words = words_of(FLOW, step, TEXTS, "uk")
    assert words == f"{TEXTS.raw('uk', step.prompt)}\n\n{TEXTS.raw('uk', step.hint or '')}"
    assert words_of(FLOW, replace(step, hint=None), TEXTS, "uk") == TEXTS.raw("uk", step.prompt)


def test_what_holds_answers_or_is_asked_again_and_again_cannot_be_spoken() -> None:
    silent = [step for step in FLOW.steps.values() if words_of(FLOW, step, TEXTS, "de") is None]
    assert any(step.kind == "summary" for step in silent)
    assert {step.id for step in FLOW.steps.values() if step.repeats} <= {step.id for step in silent}
    spoken = [step for step in FLOW.steps.values() if step not in silent]
    assert len(spoken) > len(silent)
    assert all("{" not in (words_of(FLOW, step, TEXTS, lang) or "") for step in spoken for lang in OFFERED)


@given(st.text(), st.text())
def test_one_mark_for_the_same_words_and_no_others(one: str, other: str) -> None:
    assert (mark(one) == mark(other)) is (one == other)
    assert len(mark(one)) == 64
