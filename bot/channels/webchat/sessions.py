"""Who is chatting: a random token in a cookie, and the tokens derived from it.

A browser may know several conversations: who has one and follows a one-time link into another keeps both. The one being
shown has the cookie, the others wait in a second one, the nearest first.

The cookie is all a person has, so it is never written anywhere else: pages carry values derived one way.
"""

from __future__ import annotations

import base64
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
_BETWEEN = "."
#: Further conversations a browser keeps.
OTHERS = 4


@dataclass(frozen=True, slots=True)
class Session:
    """`token`: 256 random bits, base64url; the `chat` the backend knows. `known`: the browser brought it."""

    token: str
    known: bool
    others: tuple[str, ...] = ()  # tokens of further conversations of this browser

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

    def led_by(self, link: str) -> Session:
        """The session in which a one-time link is followed beside this one. Sent twice by a bad network, the same."""
        bits = hmac.new(self.token.encode(), f"link:{link}".encode(), hashlib.sha256).digest()
        return Session(base64.urlsafe_b64encode(bits).decode().rstrip("="), True, (self.token, *self.others)[:OTHERS])

    def _derive(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def session_of(request: Request, settings: WebchatSettings) -> Session:
    """The session the browser brought, or a new one; nothing is created anywhere until it sends something."""
    token = request.cookies.get(settings.cookie, "")
    kept = request.cookies.get(_others(settings), "").split(_BETWEEN)[:OTHERS]
    others = tuple(other for other in dict.fromkeys(kept) if _TOKEN.fullmatch(other) and other != token)
    known = _TOKEN.fullmatch(token) is not None
    return Session(token if known else secrets.token_urlsafe(32), known, others)


def remember(response: Response, session: Session, settings: WebchatSettings) -> None:
    """`Lax`, not `Strict`: with `Strict` a link from a QR code or a messenger would arrive without the conversation."""
    _set(response, settings, settings.cookie, session.token, settings.session_seconds)
    if session.others:
        _set(response, settings, _others(settings), _BETWEEN.join(session.others), settings.session_seconds)


def turn_to(response: Response, session: Session, settings: WebchatSettings) -> None:
    """From now on this browser shows another of its conversations."""
    remember(response, session, settings)
    if not session.others:
        _set(response, settings, _others(settings), "", 0)


def _others(settings: WebchatSettings) -> str:
    return f"{settings.cookie}-others"


def remember_language(response: Response, lang: str, settings: WebchatSettings) -> None:
    """So that even a page shown while the backend is away speaks the person's language."""
    _set(response, settings, "lotse-lang", lang, settings.session_seconds)


def forget(response: Response, settings: WebchatSettings) -> None:
    _set(response, settings, settings.cookie, "", 0)


def _set(response: Response, settings: WebchatSettings, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings.secure, httponly=True, samesite="lax")
