"""Small packages, written as a test reads them."""

from __future__ import annotations

from collections.abc import Mapping

FLOW = """\
format: 2
id: tiny
title: Klein
sections:
  - id: one
    title: Eins
    steps:
      - {id: name, kind: text, prompt: Wie heißen Sie?}
      - {id: kids, kind: number, prompt: Wie viele Kinder haben Sie?, hint: Eine Zahl.}
      - id: color
        kind: one
        prompt: Welche Farbe?
        choices: [{value: red, label: Rot}, {value: blue, label: Blau}]
      - {id: send, kind: submit, prompt: Absenden?}
"""
ITALIAN = {
    "tiny.name.prompt": ("Wie heißen Sie?", "Come si chiama?"),
    "tiny.kids.prompt": ("Wie viele Kinder haben Sie?", "Quanti figli ha?"),
    "tiny.color.choice.red": ("Rot", "Rosso"),
}


def catalogue(entries: Mapping[str, tuple[str, str]], fuzzy: frozenset[str] = frozenset()) -> bytes:
    """A `.po` file: text id -> (source it was made from, translation)."""
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"']
    for text_id, (source, translation) in entries.items():
        lines += ["", *(["#, fuzzy"] if text_id in fuzzy else []), f'msgctxt "{text_id}"']
        lines += [f'msgid "{source}"', f'msgstr "{translation}"']
    return "\n".join([*lines, ""]).encode()


def tiny(**more: bytes) -> dict[str, bytes]:
    """A package with an Italian catalogue that is not complete; `more`: other files, `__` for `/`, `_po` for `.po`."""
    files = {"flow.yaml": FLOW.encode(), "texts/it.po": catalogue(ITALIAN)}
    return {**files, **{name.replace("__", "/").replace("_po", ".po"): content for name, content in more.items()}}
