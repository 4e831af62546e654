"""Where somebody lives: the flows' own look-up of PLZ and towns, in any script."""

from __future__ import annotations

from flows.places import load_places
from nlu.answers.model import Answer, Question, answer


def read(question: Question, text: str) -> Answer:
    """Value: `{"plz", "ags", "name", "status"}`, as the step kind `place` stores it."""
    return answer(place.as_value() for place in load_places().find(text).places)
