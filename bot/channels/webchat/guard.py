"""Is this form ours? Origin, then the hidden token bound to the cookie. `SameSite` alone forgets sister hosts."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from bot.channels.webchat.forms import Form
from bot.channels.webchat.sessions import Session
from flows.errors import LotseError


def check_form(request: Request, session: Session, form: Form) -> None:
    """Raises LotseError web.session: the session is gone, or another site sent the form."""
    ours = hmac.compare_digest(form.csrf.encode(), session.csrf.encode())
    if not (ours and session.known and is_same_origin(request)):
        raise LotseError("web.session")


def is_same_origin(request: Request) -> bool:
    """Browsers that send neither header are left to the hidden token."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
