"""Reading answers: what a person wrote, as the value a question of a type asks for, in any offered language.

Understood, asked back with what it may mean, or not understood: never guessed. `parse` is the one way in.
"""

from nlu.answers.model import Answer, Choice, Question
from nlu.answers.reader import TYPES, parse

__all__ = ["TYPES", "Answer", "Choice", "Question", "parse"]
