"""Every text in German under every language: for tests that prove structure, not translation."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache

from locales.languages import OFFERED
from locales.source_texts import interface_sources
from locales.texts import Texts


class _German(gettext.NullTranslations):
    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        return self._texts.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._texts.get(msgid1, (msgid1,))[0 if n == 1 else -1]


def german_texts(flow: Mapping[str, str] | None = None) -> Texts:
    """`flow`: texts of a flow besides (`Flow.source`)."""
    return _german_texts(tuple((flow or {}).items()))


@cache
def _german_texts(flow: tuple[tuple[str, str], ...]) -> Texts:
    """One for the same texts: what the product makes of its texts once a process is then made once here too."""
    forms = {text_id: source.forms for text_id, source in interface_sources().items()}
    german = _German({**forms, **{text_id: (text,) for text_id, text in flow}})
    return Texts(dict.fromkeys(OFFERED, german))
