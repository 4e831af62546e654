"""The phrases interpreters learn from (`nlu/rasa/data`) and are measured by (`nlu/rasa/tests`), as Rasa writes them."""

from nlu.phrases.linting import Fault, lint, unmeasured
from nlu.phrases.reading import Phrase, languages, phrases_of_tests, training_phrases

__all__ = ["Fault", "Phrase", "languages", "lint", "phrases_of_tests", "training_phrases", "unmeasured"]
