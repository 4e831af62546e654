"""Rasa's tokenizer, without its habit of taking letters for emoji. Runs in Rasa's own environment (Python 3.10).

Rasa throws away every word that its pattern of emoji covers; its ranges cover Arabic presentation forms and Chinese as
well, so "ﻣﺮﺣﺒﺎ" from an old phone would be no word at all.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LotseTokenizer(WhitespaceTokenizer):
    """A word with a letter or a digit in it stays."""

    def remove_emoji(self, text: str) -> str:
        return text if any(char.isalnum() for char in text) else super().remove_emoji(text)
