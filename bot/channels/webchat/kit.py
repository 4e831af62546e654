"""What every handler needs, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.channels.webchat.language import guess, is_offered
from bot.channels.webchat.limits import Buckets
from bot.channels.webchat.render import Renderer, is_fragment
from bot.channels.webchat.sessions import Session, remember, remember_language, session_of
from bot.channels.webchat.settings import WebchatSettings
from bot.gateway.port import Gateway


@dataclass(frozen=True, slots=True)
class Kit:
    gateway: Gateway
    settings: WebchatSettings
    renderer: Renderer
    turns: Buckets
    pages: Buckets
    starts: Buckets
    pictures: Buckets
    new_id: Callable[[], str]

    def session(self, request: Request) -> Session:
        return session_of(request, self.settings)

    def page(self, session: Session, template: str, lang: str, status: int = 200, **values: object) -> Response:
        """A page of this session; its cookie lives on for another 30 days."""
        html = self.renderer.html(template, lang, session=session, **values)
        response = HTMLResponse(html, status)
        remember(response, session, self.settings)
        remember_language(response, lang, self.settings)
        return response


def kit_of(request: Request) -> Kit:
    kit: Kit = request.app.state.kit
    return kit


def go_to(request: Request, path: str) -> Response:
    """To another page, by htmx or without."""
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)


def spoken(request: Request, lang: str = "") -> str:
    """The language of the form that was sent, or the best guess."""
    return lang if is_offered(lang) else guess(request)


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"
