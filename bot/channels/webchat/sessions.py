"""Who is chatting: a random token in a cookie, and the tokens derived from it.

The cookie is all a person has, so it is never written anywhere else: pages carry values derived one way.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.settings import WebchatSettings
from flows.errors import LotseError

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_EVENT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Session:
    """`token`: 256 random bits, base64url; the `chat` the backend knows. `known`: the browser brought it."""

    token: str
    known: bool

    @property
    def csrf(self) -> str:
        return self._derive("csrf")

    def event_id(self, form_id: str) -> str:
        """A form's id bound to this session, so that nobody gets the stored reply to somebody else's form."""
        if not _EVENT.fullmatch(form_id):
            raise LotseError("wire.invalid", field="event")
        return self._derive(f"event:{form_id}")

    def mark(self, key: str) -> str:
        """Ties the address of a picture to the session whose page shows it."""
        return self._derive(f"media:{key}")[:32]

    def _derive(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def session_of(request: Request, settings: WebchatSettings) -> Session:
    """The session the browser brought, or a new one; nothing is created anywhere until it sends something."""
    token = request.cookies.get(settings.cookie, "")
    return Session(token, known=True) if _TOKEN.fullmatch(token) else Session(secrets.token_urlsafe(32), known=False)


def remember(response: Response, session: Session, settings: WebchatSettings) -> None:
    """`Lax`, not `Strict`: with `Strict` a link from a QR code or a messenger would arrive without the conversation."""
    _set(response, settings, settings.cookie, session.token, settings.session_seconds)


def remember_language(response: Response, lang: str, settings: WebchatSettings) -> None:
    """So that even a page shown while the backend is away speaks the person's language."""
    _set(response, settings, "lotse-lang", lang, settings.session_seconds)


def forget(response: Response, settings: WebchatSettings) -> None:
    _set(response, settings, settings.cookie, "", 0)


def _set(response: Response, settings: WebchatSettings, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings.secure, httponly=True, samesite="lax")
