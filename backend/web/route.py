"""One place where an answer of the desk leaves: errors become pages, headers are set, nothing leaks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from backend.web.desk import LoginNeeded, asked, desk_of, language_of, see_other
from backend.web.pages import page
from backend.web.security import harden
from flows.errors import LotseError

logger = logging.getLogger("lotse.desk")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

#: Errors a page has words for; all others are `internal`.
TOLD = frozenset(
    {
        "desk.not_found",
        "desk.csrf",
        "desk.conflict",
        "wire.too_large",
        "recording.large",
        "wire.invalid",
        "storage.full",
        "storage.unavailable",
    }
)


_CASE = re.compile(r"/desk/cases/[0-9a-f]{32}(?=/)")


class DeskRoute(APIRoute):
    """A route of the desk. Whoever may GET a page may ask for its HEAD (FastAPI, other than Starlette, refuses it)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            response = await _answered(handle, request)
            harden(response, secure=desk_of(request).cookie.secure)
            return response

        return answer


async def _answered(handle: Handler, request: Request) -> Response:
    try:
        return await handle(request)
    except LoginNeeded:
        return _login(request)
    except RequestValidationError:
        return error_page(request, LotseError("desk.not_found"))
    except LotseError as error:
        return error_page(request, error)
    except Exception as error:  # noqa: BLE001 - the last stop: whatever it was, staff get a page and no traceback
        # The class only: a message or a traceback may carry what a person said.
        logger.error("desk error=%s route=%s", type(error).__name__, request.scope["route"].path)
        return error_page(request, LotseError("internal"))


def _login(request: Request) -> Response:
    """A page that was asked for comes after the login, with its search; after a form the page it stood on."""
    path = request.url.path
    came_for = path + asked(request) if request.method == "GET" else _formed_on(request, path)
    return see_other("/desk/login" + (f"?next={quote(came_for)}" if came_for not in ("", "/desk") else ""))


def _formed_on(request: Request, path: str) -> str:
    """The page of a form that came to nothing, without what it said was done; empty for nobody's or a log-out."""
    if case := _CASE.match(path):
        return case[0]  # a page that says why a message was refused has the address of the message
    page = urlsplit(request.headers.get("referer", ""))
    ours = page.netloc == request.headers.get("host") and page.path.startswith("/desk/")
    return page.path if ours and path != "/desk/logout" else ""


def error_page(request: Request, error: LotseError) -> Response:
    """The same body for everybody who gets this error: not found is not allowed, and nobody can tell which."""
    if error.status >= 500:
        logger.error("desk error=%s route=%s", error.code, request.scope["route"].path)
    code = error.code if error.code in TOLD else "internal"
    lang = getattr(request.state, "lang", None) or language_of(request)
    formed = request.method == "POST" and code != "desk.not_found"
    again = _formed_on(request, request.url.path) if formed else ""
    return page("error.html", lang, desk_of(request).now(), error.status, code=code, again=again)
