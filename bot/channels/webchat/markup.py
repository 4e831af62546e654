"""Message text as HTML: everything escaped, web addresses and phone numbers made tappable, receipt numbers large.

A tappable number is the shortest way to help for somebody who cannot spell it out; and each is wrapped in its own
left-to-right run, because groups of digits change places inside Arabic sentences.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINK = re.compile(
    r"(?P<url>https?://[^\s<>\"'\u2066-\u2069]*[^\s<>\"'\u2066-\u2069.,;:!?()])"
    r"|(?P<phone>(?<![\w/.-])(?:\+\d{2}|0)[\d /()-]{5,20}\d(?![\w/-]))"
    r"|(?P<receipt>(?<![\w-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}(?![\w-]))"
    r"|(?P<short>(?<![\w./-])11[0-9](?: ?\d{3})?(?![\w/-]|\.\d))"
)
TITLE, ENTRY = "▪", "– "
_OPEN, _CLOSE = "\u2068", "\u2069"
SAFE = ("https://", "http://", "tel:", "mailto:", "sms:", "/")


def rich(text: str, *, short_numbers: bool = False) -> Markup:
    """`short_numbers`: also 112, 110, 116 117; elsewhere such figures may be anything."""
    parts: list[Markup] = []
    end = 0
    for match in _LINK.finditer(text):
        if match["short"] and not short_numbers:
            continue
        parts += [escape(text[end : match.start()]), _link(match, within=text[: match.start()].endswith("("))]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _link(match: re.Match[str], within: bool) -> Markup:
    """`within`: in brackets, part of a sentence, no button of its own."""
    said = match[0]
    if match["receipt"]:
        return Markup('<strong class="receipt" dir="ltr">{}</strong>').format(said)
    if match["url"]:
        return Markup('<a href="{}" rel="noopener noreferrer" dir="ltr">{}</a>').format(said, said)
    kind, number = "phone phone--within" if within else "phone", re.sub(r"[^\d+]", "", said)
    return Markup('<a class="{}" href="tel:{}" dir="ltr">{}</a>').format(kind, number, said)


def sheet(text: str) -> Markup:
    """A list of questions and answers: section titles and answers stand out, so that a mistake is found at a glance.

    The engine marks titles by a square and wraps each answer in isolates.
    """
    return Markup("\n").join(map(_sheet_line, text.split("\n")))


def _sheet_line(line: str) -> Markup:
    if line.startswith(TITLE):
        return Markup('<b class="sheet-title">{}</b>').format(line.removeprefix(TITLE).strip())
    if line.startswith(ENTRY):
        return Markup('<b class="sheet-entry">{}</b>').format(line.removeprefix(ENTRY).strip())
    begins = _last_isolate(line)
    if begins is None:
        return rich(line)
    return Markup('{}<bdi class="sheet-answer">{}</bdi>').format(rich(line[:begins]), line[begins + 1 : -1])


def _last_isolate(line: str) -> int | None:
    """Where the isolated text at the end begins: a question may hold others, which name earlier answers."""
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        depth += (line[place] == _CLOSE) - (line[place] == _OPEN)
        if depth <= 0:
            return place if depth == 0 and line[place] == _OPEN else None
    return None


def safe_url(url: str | None) -> str | None:
    """An address a button may lead to; None for a scheme we do not know (`javascript:` and its kin)."""
    return url if url is not None and url.startswith(SAFE) and not url.startswith("//") else None
