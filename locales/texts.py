"""The words: look up a text by stable id in a language, with its values set in.

Values are wrapped in Unicode isolates (U+2068 … U+2069), so that a Latin name or a phone number inside an Arabic
sentence keeps both in order; so are the phone numbers in right-to-left texts themselves. Missing texts raise: nothing
falls back to another language in silence.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from locales.languages import OFFERED, direction, nearest

FSI, PDI, LRI = "\u2068", "\u2069", "\u2066"
ISOLATES = frozenset({FSI, PDI, LRI})
#: Groups of digits: between right-to-left letters, 116 117 would be shown as 117 116.
_GROUPS = re.compile(r"\+?\d+(?:[ /-]\d+)+")


class MissingText(LookupError):
    """A text id that a language's catalogue does not have."""


def isolate(value: object) -> str:
    return f"{FSI}{value}{PDI}"


def in_order(text: str) -> str:
    """A right-to-left text whose numbers of several groups are read in their order."""
    return _GROUPS.sub(lambda found: f"{LRI}{found[0]}{PDI}", text)


def as_written(text: str) -> str:
    """`in_order` taken back: the text as its translator wrote it."""
    return re.sub(f"{LRI}({_GROUPS.pattern}){PDI}", r"\1", text)


class _Dots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


class Texts:
    """All catalogues in memory. Immutable after construction; safe to share between threads."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogues = dict(catalogues)
        self._cache: dict[tuple[str, str], str] = {}
        self._everywhere: dict[str, tuple[str, ...]] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._catalogues)

    def language_for(self, hint: str | None) -> str:
        """The language to begin with for somebody whose phone says `hint`."""
        return nearest(hint, self.languages) or self.languages[0]

    def common_language(self, lang: str) -> str:
        """The language in which buttons and messages of the product itself stand when somebody speaks `lang`."""
        return lang

    def raw(self, lang: str, text_id: str) -> str:
        """The text with its placeholders. Raises MissingText."""
        key = (lang, text_id)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._look_up(lang, text_id)
        return found

    def _look_up(self, lang: str, text_id: str) -> str:
        found = self._catalogues[lang].gettext(text_id)
        if found == text_id:
            raise MissingText(f"{text_id} has no text in {lang}")
        return in_order(found) if direction(lang) == "rtl" and not text_id.endswith(".words") else found

    def has(self, lang: str, text_id: str) -> bool:
        try:
            return bool(self.raw(lang, text_id))
        except (MissingText, KeyError):
            return False

    def written(self, lang: str, text_ids: Iterable[str]) -> dict[str, str]:
        """Those of the texts that this language has, as its catalogue holds them."""
        found = {text_id: self._catalogues[lang].gettext(text_id) for text_id in text_ids}
        return {text_id: text for text_id, text in found.items() if text != text_id}

    def get(self, lang: str, text_id: str, **params: object) -> str:
        """The text with every value set in and isolated. Raises MissingText; KeyError for a value not given."""
        text = self.raw(lang, text_id)
        if not params:
            return text
        return text.format_map({name: isolate(value) for name, value in params.items()})

    def filled(self, lang: str, text_id: str, values: Mapping[str, object]) -> str:
        """A text that speaks of answers; a name in it that no value is given for is shown as dots."""
        told = {name: isolate(value) for name, value in values.items()}
        return self.raw(lang, text_id).format_map(_Dots(told))

    def plural(self, lang: str, text_id: str, n: int, **params: object) -> str:
        """The form of the text for `n`, with `{n}` and every value set in."""
        text = self._catalogues[lang].ngettext(text_id, text_id, n)
        if text == text_id:
            raise MissingText(f"{text_id} has no text in {lang}")
        return text.format_map({name: isolate(value) for name, value in {"n": n, **params}.items()})

    def everywhere(self, text_id: str) -> tuple[str, ...]:
        """The text in every language that has it: people mix languages when they write."""
        found = self._everywhere.get(text_id)
        if found is None:
            known = (self.raw(lang, text_id) for lang in self._catalogues if self.has(lang, text_id))
            found = tuple(dict.fromkeys(known))
            self._everywhere[text_id] = found
        return found

    def words(self, text_id: str) -> tuple[str, ...]:
        """A `|`-separated list of match words, of all languages together."""
        return tuple(word.strip() for text in self.everywhere(text_id) for word in text.split("|") if word.strip())


def _catalogue_folder(lang: str) -> Traversable:
    return files("locales") / lang / "LC_MESSAGES"


def _read(lang: str) -> gettext.GNUTranslations:
    """The compiled catalogue; where none was compiled (a fresh checkout), compiled in memory from the .po file."""
    compiled = _catalogue_folder(lang) / "lotse.mo"
    if compiled.is_file() and not _is_older(compiled, _catalogue_folder(lang) / "lotse.po"):
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    from locales.catalogues import compile_catalogue

    return gettext.GNUTranslations(io.BytesIO(compile_catalogue((_catalogue_folder(lang) / "lotse.po").read_bytes())))


def _is_older(compiled: Traversable, source: Traversable) -> bool:
    times = [path.stat().st_mtime_ns for path in (compiled, source) if hasattr(path, "stat")]
    return len(times) == 2 and times[0] < times[1]


@cache
def load_texts(languages: Iterable[str] = OFFERED) -> Texts:
    """All catalogues of the offered languages. Raises FileNotFoundError naming the catalogue that is missing."""
    return Texts({lang: _read(lang) for lang in languages})
