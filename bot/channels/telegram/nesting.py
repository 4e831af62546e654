"""How deep brackets are nested in JSON, found without parsing it: 200,000 of them stop a recursive parser."""

from __future__ import annotations

import re

DEEPEST = 64  # an update with a reply inside a reply stays far below
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def is_too_deep(body: bytes, limit: int = DEEPEST) -> bool:
    """Brackets within strings do not count. Linear in the length of `body`."""
    depth = 0
    for token in _TOKENS.finditer(body):
        first = token.group()[:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > limit:
            return True
    return False
