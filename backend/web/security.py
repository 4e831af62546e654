"""What stands between the desk and the network: headers, the session cookie, the origin of a form.

`__Host-` ties the cookie to this host over TLS, so no neighbouring subdomain can set or read it. Browsers refuse such a
cookie over plain http (Safari even on localhost); a demo on one's own machine has no TLS, so `secure=False` gives it a
plain name without `Secure`. Composition roots say so, of an address that is not https; `lotse serve` takes such an
address for this machine only (`flows.sites`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import LotseError

FORM_LIMIT = 64 * 1024  # bytes
FIELD_LIMIT = 50

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)  # data: for the icons in KERN's style sheet
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session cookie."""

    secure: bool = True
    base: str = "lotse-desk"

    @property
    def name(self) -> str:
        return f"__Host-{self.base}" if self.secure else self.base

    def read(self, request: Request) -> str | None:
        return request.cookies.get(self.name)

    def write(self, response: Response, value: str) -> None:
        """A session cookie: gone with the browser; how long it is good for is the server's to say."""
        response.set_cookie(self.name, value, path="/", secure=self.secure, httponly=True, samesite="lax")

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")

    @property
    def spoken(self) -> Cookie:
        """Beside it the language chosen for this session alone; the account has its own."""
        return Cookie(self.secure, f"{self.base}-lang")


def harden(response: Response, *, secure: bool) -> None:
    """Every answer of the desk carries these, errors and redirects too."""
    response.headers.update({**HEADERS, **HSTS} if secure else HEADERS)


def own_origin(request: Request) -> bool:
    """Whether a form was sent from a page of this host. Browsers say so; what says nothing is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form; of a repeated one the last. Raises LotseError wire.too_large, wire.invalid."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise LotseError("wire.too_large", limit=FORM_LIMIT)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELD_LIMIT))
    except ValueError as error:  # not UTF-8, or too many fields
        raise LotseError("wire.invalid") from error
