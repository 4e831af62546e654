"""The one way in: which reader reads which type, and what no reader is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.errors import LotseError
from flows.parsing.normalise import normalise
from nlu.answers import ages, booleans, choices, contacts, dates, durations, integers, names, places
from nlu.answers.model import NO, Answer, Question

Reader = Callable[[Question, str], Answer]

#: Longer texts are no answers but stories; nothing is read out of them.
LONGEST = 500

READERS: Mapping[str, Reader] = {
    "boolean": booleans.read,
    "boolean_word": booleans.read_word,
    "integer": integers.read,
    "decimal": integers.read_decimal,
    "date": dates.read,
    "month": dates.read_month,
    "birth_date": dates.read_birth_date,
    "age": ages.read,
    "duration": durations.read,
    "phone": contacts.read_phone,
    "email": contacts.read_email,
    "country": names.read_country,
    "language": names.read_language,
    "choice": choices.read,
    "place": places.read,
}
TYPES = tuple(READERS)


def parse(question: Question, text: str) -> Answer:
    """What `text` means as an answer. Never raises for any text; keeps nothing, logs nothing.

    Raises LotseError `nlu.answer_type` for a type nobody reads.
    """
    reader = READERS.get(question.type)
    if reader is None:
        raise LotseError("nlu.answer_type", type=question.type)
    cleaned = normalise(text[: 2 * LONGEST])
    return NO if not cleaned or len(text) > LONGEST else reader(question, cleaned)


def as_dict(found: Answer) -> dict[str, Any]:
    """The answer as it is written in JSON."""
    return {"status": found.status, "value": found.value, "alternatives": list(found.alternatives)}
