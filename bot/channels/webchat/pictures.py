"""Pictures and recordings, from our own address: to the person whose page shows them, and to nobody else.

The address carries a mark made from the session, so that knowing what a picture's bytes hash to opens nothing.
Recordings come in pieces where the browser asks for pieces: phones play nothing else.
"""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.kit import kit_of
from flows.errors import LotseError
from flows.media import HASH, type_of
from flows.pieces import OutOfRange, piece

#: The bytes behind an address never change.
HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "Accept-Ranges": "bytes"}


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
    size = len(content)
    try:
        found = piece(asked, size)
    except OutOfRange:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    if found is None:
        return Response(content, 200, HEADERS, media_type)
    first, last = found
    headers = {**HEADERS, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(content[first : last + 1], 206, headers, media_type)
