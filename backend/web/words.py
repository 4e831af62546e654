"""The desk's own texts: staff read German or English only, so they stay out of the newcomers' catalogues.

German is `locales/sources/desk.yaml`, English `desk.en.yaml` with the same ids. A missing text raises: no fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel import Locale

from locales.source_texts import Source, read_file
from locales.texts import MissingText, isolate

SOURCES = {"de": "desk.yaml", "en": "desk.en.yaml"}
DEFAULT = "de"


class Words:
    """The texts of one desk language. Call it with a text id; `n` picks the plural form."""

    def __init__(self, lang: str, sources: Mapping[str, Source]) -> None:
        self.lang = lang
        self._sources = sources
        self._plural = Locale.parse(lang).plural_form

    def has(self, text_id: str) -> bool:
        return text_id in self._sources

    def ids(self) -> frozenset[str]:
        return frozenset(self._sources)

    def source(self, text_id: str) -> Source:
        try:
            return self._sources[text_id]
        except KeyError:
            raise MissingText(f"{text_id} has no text in {self.lang}") from None

    def __call__(self, text_id: str, **params: object) -> str:
        """The text; names and other strings set in are isolated, numbers are not. Raises MissingText, KeyError."""
        found = self.source(text_id)
        singular = not found.plural or self._plural(int(str(params["n"]))) == "one"
        form = found.forms[0 if singular else -1]
        if not params:
            return form
        return form.format_map({k: isolate(v) if isinstance(v, str) else v for k, v in params.items()})


@cache
def words(lang: str) -> Words:
    """The desk's texts in `lang`, German for languages the desk does not speak."""
    lang = lang if lang in SOURCES else DEFAULT
    return Words(lang, read_file(files("locales") / "sources" / SOURCES[lang]))


def preferred(accept_language: str | None) -> str:
    """The desk language a browser asks for first."""
    wanted = (part.split(";")[0].split("-")[0].strip().lower() for part in (accept_language or "").split(","))
    return next((lang for lang in wanted if lang in SOURCES), DEFAULT)
