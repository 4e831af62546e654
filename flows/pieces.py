"""Files sent in pieces where a browser asks for pieces (RFC 9110, 14.2): phones play no recording that comes otherwise.

Answers the `Range` header and says nothing of HTTP libraries: the web chat and the desk both play recordings.
"""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


class OutOfRange(ValueError):
    """A piece the file does not have."""


def piece(asked: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of the one piece that `asked` names; None for the whole, also where several are asked for
    at once. Raises OutOfRange.
    """
    found = _RANGE.fullmatch(asked)
    if found is None or found[0] == "bytes=-":
        return None
    first, last = _ends(found[1], found[2], size)
    if first > last:
        raise OutOfRange(asked)
    return first, last


def _ends(first: str, last: str, size: int) -> tuple[int, int]:
    """`-n` are the last n bytes, `n-` all from n on; the end is cut to what there is."""
    if not first:
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        return size, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
