"""The readers of answers as the engine asks for them: see `flows.hearing`."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.hearing import Offered
from nlu.answers.model import Choice, Question
from nlu.answers.reader import parse


def hear(kind: str, text: str, lang: str, today: date, choices: Offered) -> tuple[Any, ...]:
    """One value when it is clear, several to ask back, none."""
    named = tuple(Choice(value, names[0], names[1:]) for value, names in choices.items() if names)
    found = parse(Question(kind, lang, today, named), text)
    return (found.value,) if found.status == "ok" else found.alternatives
