"""A second translator who worked on Ukrainian: one text came back near, one turned around and hostile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.services import translations
from locales import back
from locales.catalogues import HERE, load

SAID = {"answer.yes": "Ja", "answer.consent.yes": "Nein <script>alert()</script>"}


@contextmanager
def second_translator(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product has these back-translations and no others as long as the context lasts."""
    known = back.translations(translations.shipped_sources(), load("uk"))
    backs = {text_id: back.Back(back.hash_of(known[text_id]), german) for text_id, german in SAID.items()}

    def read(lang: str, root: Path = HERE) -> dict[str, back.Back]:
        return backs if lang == "uk" else {}

    monkeypatch.setattr(back, "read", read)
    translations.forget()
    yield
    translations.forget()
