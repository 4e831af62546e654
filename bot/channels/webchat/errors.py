"""Errors as pages: in the person's language, with what to do next, and with what they had typed still there.

htmx gets the sentence alone; our script shows it beside the form, which still holds everything.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.channels.webchat.forms import Form
from bot.channels.webchat.kit import kit_of, spoken
from bot.channels.webchat.render import is_fragment
from flows.errors import LotseError

Handler = Callable[[Request], Awaitable[Response]]
ErrorHandler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

log = logging.getLogger(__name__)

#: Beside outages, errors after which the same form may be sent again with the same event id.
AGAIN = frozenset({"internal", "web.throttled"})
#: Here, too, what was typed stays: to be shortened and sent.
TOO_LONG = "wire.too_large"


def keep_typed(request: Request, form: Form) -> None:
    request.state.form = form


async def on_lotse_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, LotseError)
    return _respond(request, error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """An address we do not have, a method it does not take."""
    return _respond(request, LotseError("web.not_found"))


def guarded(handler: Handler) -> Handler:
    """Nothing unforeseen gets past: a server's traceback may quote what a person said: we log the class."""

    @wraps(handler)
    async def safe(request: Request) -> Response:
        try:
            return await handler(request)
        except (LotseError, HTTPException, ClientDisconnect):
            raise
        except Exception as error:  # noqa: BLE001 - raised again as what may be shown
            log.error("web chat: %s in %s", type(error).__name__, handler.__name__)
            raise LotseError("internal") from None

    return safe


def _respond(request: Request, error: LotseError) -> Response:
    kit = kit_of(request)
    form: Form | None = getattr(request.state, "form", None)
    lang = spoken(request, form.lang if form else "")
    headers = _headers(request, error)
    if is_fragment(request):
        return PlainTextResponse(kit.renderer.text(lang, error.kind.text), error.status, headers)
    values = {"error": error, "again": _again(request, error, form), "path": request.url.path}
    response = kit.page(kit.session(request), "error.html", lang, error.status, **values)
    response.headers.update(headers)
    return response


def _again(request: Request, error: LotseError, form: Form | None) -> Form | None:
    """The form to be sent once more, unless it cannot be ours any more."""
    kept = _passes(error) or error.code == TOO_LONG
    return form if form is not None and request.method == "POST" and kept else None


def _passes(error: LotseError) -> bool:
    return error.kind.outage or error.code in AGAIN


def _headers(request: Request, error: LotseError) -> dict[str, str]:
    """A page that could not be shown comes back by itself, also without JavaScript."""
    if not _passes(error):
        return {}
    wait = error.detail.get("retry_after", "10")
    return {"Retry-After": wait, **({"Refresh": wait} if request.method == "GET" else {})}


HANDLERS: dict[int | type[Exception], ErrorHandler] = {LotseError: on_lotse_error, HTTPException: on_http_error}
