"""The QR code of a municipality's entrance, for posters and counters."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

import segno
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.kit import kit_of
from bot.channels.webchat.language import is_offered
from bot.channels.webchat.pages import checked_jurisdiction


def link(public_url: str, jurisdiction: str, lang: str = "") -> str:
    query = f"?{urlencode({'lang': lang})}" if lang else ""
    return f"{public_url}/c/{jurisdiction}{query}"


def svg(address: str) -> bytes:
    """Error correction M or better: a folded, rained-on poster must still be read."""
    out = BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", scale=8, border=4, svgclass=None, lineclass=None)
    return out.getvalue()


async def qr(request: Request) -> Response:
    """`?lang=ar` leads straight to that language. Raises LotseError web.not_found."""
    lang = request.query_params.get("lang", "")
    jurisdiction = checked_jurisdiction(request.path_params["jurisdiction"])
    address = link(kit_of(request).settings.public_url, jurisdiction, lang if is_offered(lang) else "")
    return Response(svg(address), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
