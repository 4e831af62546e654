"""Gives every text of a flow its stable id and keeps the German source beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.loading.outline import StepOutline
from flows.loading.reading import Found


@dataclass(slots=True)
class Texts:
    """`source` fills while ids are handed out: text id -> German text."""

    flow: str
    source: dict[str, str] = field(default_factory=dict)

    def add(self, text: str | None, *path: str) -> str | None:
        """The id of a text, or None where there is no text."""
        if not text:
            return None
        text_id = ".".join((self.flow, *path))
        self.source[text_id] = text
        return text_id

    def step(self, outline: StepOutline, key: str, name: str | None = None) -> str | None:
        return self.add(outline.found.get(key), outline.id, name or key)

    def choice(self, outline: StepOutline, found: Found, key: str) -> str | None:
        path = (outline.id, "choice", found.get("value"))
        return self.add(found.get(key), *path, *(() if key == "label" else (key,)))

    def constraint(self, outline: StepOutline, found: Found, number: int) -> str | None:
        return self.add(found.get("message"), outline.id, "constraint", str(number))
