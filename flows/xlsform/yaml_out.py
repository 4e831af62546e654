"""Writes a flow file the way a person would: block style, quotes only where YAML needs them, comments where asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][^:#\n\r\t\"'\[\]{},&*!|>%@`\\]*(?<![\s.])")
_EXPRESSION = re.compile(r"[a-z(][^\n\r\t#]*(?<!\s)")
_ODD = re.compile(r"[^\x20-\x7e\n\t\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"})
_LONG = 100


@dataclass(slots=True)
class Table:
    """A mapping in order. `comments` stand above it. `inline`: on one line, in braces."""

    entries: list[tuple[str, Any]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    inline: bool = False

    def put(self, key: str, value: Any) -> Table:
        """Leaves out what says nothing."""
        if value is not None and value != "" and value != []:
            self.entries.append((key, value))
        return self


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression: written plainly where YAML can read it so."""

    text: str


def dump(table: Table, indent: int = 0) -> str:
    return "\n".join(_table(table, indent)) + "\n"


def _table(table: Table, indent: int) -> Iterator[str]:
    pad = " " * indent
    for name, value in table.entries:
        key = _key(name)
        if isinstance(value, Table) and not value.inline:
            yield f"{pad}{key}:"
            yield from _table(value, indent + 2)
        elif isinstance(value, list):
            yield f"{pad}{key}:"
            yield from _list(value, indent + 2)
        else:
            yield from _scalar_lines(f"{pad}{key}:", value, indent + 2)


def _list(items: list[Any], indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in items:
        if not isinstance(item, Table):
            yield f"{pad}- {inline(item)}"
            continue
        for comment in item.comments:
            yield f"{pad}# {' '.join(comment.split())}"
        if item.inline:
            yield f"{pad}- {inline(item)}"
            continue
        lines = list(_table(item, indent + 2))
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]


def _scalar_lines(head: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value and not value.startswith((" ", "\t")) and not _ODD.search(value):
        yield f"{head} |-"
        yield from (" " * indent + line if line else "" for line in value.split("\n"))
    else:
        yield f"{head} {inline(value, whole_line=True)}"


def inline(value: Any, whole_line: bool = False) -> str:
    """A value on one line. `whole_line`: nothing follows on it, so that commas and brackets need no quotes."""
    if isinstance(value, Table):
        return "{" + ", ".join(f"{_key(key)}: {inline(entry)}" for key, entry in value.entries) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Expr):
        plain = whole_line and _EXPRESSION.fullmatch(value.text) and ": " not in value.text
        return value.text if plain and not value.text.endswith(":") else quoted(value.text)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and (whole_line or "?" not in text)
    return text if plain else quoted(text)


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z_][\w-]*", text) and text.lower() not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    """Single quotes, or double ones for characters that only escapes can write."""
    if re.search(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\x85\u2028\u2029]", text):
        escaped = "".join(_escape(char) for char in text)
        return f'"{escaped}"'
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _escape(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable() and char not in "\x85\u2028\u2029\ufeff":
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
