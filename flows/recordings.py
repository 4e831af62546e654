"""What somebody has spoken for a question: the words a recording stands for, and whether it still says them.

For people who read little a wrong recording is worse than none. So a recording knows the words it was made from, and is
played only beside exactly these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flows.media import About
from flows.model import Flow, Step
from locales.texts import Texts


@dataclass(frozen=True, slots=True)
class Recording:
    """`words`: the mark of the words it speaks (`mark`)."""

    about: About
    words: str


#: Recordings by step id and language.
Recordings = Mapping[tuple[str, str], Recording]


def words_of(flow: Flow, step: Step, texts: Texts, lang: str) -> str | None:
    """What is to be spoken: the question and its hint. None where nobody can speak it beforehand: an answer of the
    person stands in it, or the name of an entry ("Kind 2"). Raises MissingText.
    """
    ids = [step.prompt, *([step.hint] if step.hint else [])]
    if step.kind == "summary" or step.repeats or any(flow.params.get(text_id) for text_id in ids):
        return None
    return "\n\n".join(texts.raw(lang, text_id) for text_id in ids)


def mark(words: str) -> str:
    """SHA-256, 64 hex digits: differs as soon as one letter does."""
    return hashlib.sha256(words.encode()).hexdigest()
