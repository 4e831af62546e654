"""Gives every text of a flow its stable id and keeps the German source beside it.

A text of a variant has an id of its own (`kim-intake@luenen.residence.hint`): another text, other translations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.loading.outlines import StepOutline
from flows.loading.reading import Found


@dataclass(slots=True)
class Texts:
    """`source` fills while ids are handed out: text id -> German text. `homes`: file -> variant in it."""

    flow: str
    homes: Mapping[str, str] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    params: dict[str, tuple[str, ...]] = field(default_factory=dict)  # {placeholders} of the texts that have any

    def add(self, found: Found, key: str, *path: str) -> str | None:
        """The id of the text under `key`, or None where there is no text."""
        text = found.get(key)
        if not text:
            return None
        variant = self.homes.get(found.at(key).file)
        text_id = ".".join((f"{self.flow}@{variant}" if variant else self.flow, *path))
        self.source[text_id] = text
        if "{" in text or "}" in text:
            self.params[text_id] = placeholders(text)
        return text_id

    def step(self, outline: StepOutline, key: str) -> str | None:
        return self.add(outline.found, key, outline.id, key)

    def choice(self, outline: StepOutline, found: Found, key: str) -> str | None:
        path = (outline.id, "choice", found.get("value"))
        return self.add(found, key, *path, *(() if key == "label" else (key,)))

    def listed(self, name: str, found: Found, key: str) -> str | None:
        path = ("list", name, str(found.get("value")))
        return self.add(found, key, *path, *(() if key == "label" else (key,)))

    def constraint(self, outline: StepOutline, found: Found, number: int) -> str | None:
        return self.add(found, "message", outline.id, "constraint", str(number))


_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The names in {braces}, each once; `{{` and `}}` are braces meant as such."""
    return tuple(dict.fromkeys(found[1] for found in _PLACEHOLDER.finditer(text) if found[1]))


def stray_brace(text: str) -> bool:
    """A brace that belongs to no placeholder and is not doubled."""
    return any(brace in _PLACEHOLDER.sub("", text) for brace in "{}")
