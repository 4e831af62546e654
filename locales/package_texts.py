"""The words of one questionnaire with texts of its own: its languages for its questions, ours for all the rest.

A form may come in French or Somali, which our own buttons do not speak: those stand in English then, and whoever asks
(`common_language`) can say so. A cell that nobody translated shows the source language: a question in another language
is better than none.
"""

from __future__ import annotations

from collections.abc import Mapping

from locales.languages import OFFERED, SOURCE, direction
from locales.texts import Texts, in_order

#: What common texts stand in for a language that is not offered.
FALLBACK = "en"


class PackageTexts(Texts):
    """`source`: text id -> text in `lang`. `own`: language -> text id -> translation, without empty ones."""

    def __init__(
        self, common: Texts, source: Mapping[str, str], own: Mapping[str, Mapping[str, str]], lang: str = SOURCE
    ) -> None:
        super().__init__({})
        self._common, self._source, self._own, self._source_lang = common, source, own, lang
        offered = [code for code in OFFERED if code in own and code != lang]
        others = sorted(code for code in own if code not in OFFERED and code != lang)
        self._languages = (lang, *offered, *others)

    @property
    def languages(self) -> tuple[str, ...]:
        """The source language first, then ours, then the others by code."""
        return self._languages

    def common_language(self, lang: str) -> str:
        return lang if lang in self._common.languages else FALLBACK

    def _look_up(self, lang: str, text_id: str) -> str:
        if text_id not in self._source:
            return self._common.raw(self.common_language(lang), text_id)
        found = self._own.get(lang, {}).get(text_id)
        spoken = self._source_lang if found is None else lang
        text = self._source[text_id] if found is None else found
        return in_order(text) if direction(spoken) == "rtl" and not text_id.endswith(".words") else text

    def plural(self, lang: str, text_id: str, n: int, **params: object) -> str:
        return self._common.plural(self.common_language(lang), text_id, n, **params)

    def everywhere(self, text_id: str) -> tuple[str, ...]:
        if text_id not in self._source:
            return self._common.everywhere(text_id)
        found = self._everywhere.get(text_id)
        if found is None:
            translated = (self.raw(code, text_id) for code, texts in self._own.items() if text_id in texts)
            found = tuple(dict.fromkeys((self.raw(self._source_lang, text_id), *translated)))
            self._everywhere[text_id] = found
        return found
