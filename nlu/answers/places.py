"""Where somebody lives: the flows' own look-up of PLZ and towns, in any script."""

from __future__ import annotations

from flows.parsing.normalise import key
from flows.places import load_places
from nlu.answers.model import NO, Answer, Question, answer
from nlu.answers.words import is_ordinary


def read(question: Question, text: str) -> Answer:
    """Value: `{"plz", "ags", "name", "status"}`, as the step kind `place` stores it."""
    if is_ordinary(key(text), question.lang):
        return NO
    return answer(place.as_value() for place in load_places().find(text).places)
