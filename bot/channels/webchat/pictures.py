"""Pictures and recordings, from our own address: to the person whose page shows them, and to nobody else.

The address carries a mark made from the session, so that knowing what a picture's bytes hash to opens nothing.
Recordings come in pieces where the browser asks for pieces: phones play nothing else.
"""

from __future__ import annotations

import hmac
import re

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.kit import kit_of
from flows.errors import LotseError
from flows.media import HASH, type_of

#: The bytes behind an address never change.
HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "Accept-Ranges": "bytes"}
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


async def picture(request: Request) -> Response:
    """Raises LotseError web.not_found for what this session was never shown, media.unknown, web.throttled."""
    kit, session = kit_of(request), kit_of(request).session(request)
    key, mark = request.path_params["key"], request.path_params["mark"]
    if not (session.known and HASH.fullmatch(key) and hmac.compare_digest(mark.encode(), session.mark(key).encode())):
        raise LotseError("web.not_found")
    kit.pictures.check(session.token)
    content = await kit.gateway.media(key)
    media_type = type_of(content)
    if media_type is None:  # nothing we show; whoever put it there
        raise LotseError("media.unknown")
    return _answer(content, media_type, request.headers.get("range", ""))


def _answer(content: bytes, media_type: str, asked: str) -> Response:
    """The whole, or the one piece that is asked for (RFC 9110, 14.2); several at once get the whole."""
    found = _RANGE.fullmatch(asked)
    if found is None or found[0] == "bytes=-":
        return Response(content, 200, HEADERS, media_type)
    size = len(content)
    first, last = _piece(found[1], found[2], size)
    if first > last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {**HEADERS, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(content[first : last + 1], 206, headers, media_type)


def _piece(first: str, last: str, size: int) -> tuple[int, int]:
    """`-n` are the last n bytes, `n-` all from n on; the end is cut to what there is."""
    if not first:
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        return size, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
