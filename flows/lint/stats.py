"""The figures beside the findings: size, time, and how hard the German is to read."""

from __future__ import annotations

from collections.abc import Mapping

from flows.lint.readability import measure, read_aloud
from flows.lint.subject import Subject


def stats_of(subject: Subject) -> Mapping[str, object]:
    flow = subject.flow
    asked = [step for step in flow.steps.values() if step.kind != "say"]
    minutes = subject.minutes
    return {
        "flow": flow.id,
        "revision": flow.revision,
        "sections": len(flow.sections),
        "steps": len(flow.steps),
        "questions": len(asked),
        "minutes_longest": minutes.longest,
        "minutes_longest_proved": minutes.proved,
        "minutes_median": minutes.median,
        "reading": _reading(subject),
        "languages": [flow.lang, *subject.texts],
    }


def _reading(subject: Subject) -> Mapping[str, object] | None:
    """None where the texts are not German: the measure is made for it."""
    if subject.flow.lang != "de":
        return None
    level = measure(subject.flow.source[text_id] for text_id in read_aloud(subject))
    return {
        "level": level.named,
        "wiener": level.wiener,
        "lix": level.lix,
        "words_a_sentence": level.words_a_sentence,
        "words": level.words,
    }
