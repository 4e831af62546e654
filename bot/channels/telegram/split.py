"""Long texts in parts Telegram takes, cut where a reader would: between paragraphs, sentences, words, never inside a
character (an Arabic letter with its marks and a family emoji are one character each)."""

from __future__ import annotations

import regex

LIMIT = 4096  # counted in UTF-16 units, the strictest way Telegram counts
_ENDS = ("\n\n", "\n", ". ", "؟ ", "? ", "! ", " ")
_GRAPHEME = regex.compile(r"\X")


def width(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` units, none of them blank. All words are kept, blanks at the cuts are not."""
    parts, rest = [], text.strip()
    while width(rest) > limit:
        at = _cut(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in (*parts, rest) if part]


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the last good end in the second half of what fits, else after the last whole character."""
    fits = _whole_characters(text, limit)
    for end in _ENDS:
        found = text.rfind(end, fits // 2, fits)
        if found > 0 and _is_between(text, found + len(end)):
            return found + len(end)
    return fits


def _is_between(text: str, at: int) -> bool:
    """Whether a character ends here: a mark that follows a blank belongs to the blank."""
    last = _GRAPHEME.match(text, at - 1)
    return last is not None and last.end() == at


def _whole_characters(text: str, limit: int) -> int:
    """Code points that fit without cutting a character; a single character over the limit is cut all the same."""
    used = at = 0
    for found in _GRAPHEME.finditer(text):
        used += width(found.group())
        if used > limit:
            break
        at = found.end()
    return at or limit // 2
