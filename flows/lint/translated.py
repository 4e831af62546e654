"""The example of the checks that look at translations: one question, and what it is in another language."""

from __future__ import annotations

from flows.lint.base import Example
from flows.lint.subject import Cell


def translated(prompt: Cell, lang: str = "en") -> Example:
    """A whole flow translated; `prompt` is what stands for "Wo wohnen Sie?"."""
    cells = {
        "example.title": Cell("Example"),
        "example.section.all": Cell("All"),
        "example.send.prompt": Cell("Send?"),
        "example.town.prompt": prompt,
    }
    return Example("- id: town\n  kind: text\n  prompt: Wo wohnen Sie?\n", texts={lang: cells})
