"""Looking at the chat. A mere look creates nothing: link previews and robots look, too."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.kit import kit_of
from bot.channels.webchat.language import guess
from bot.channels.webchat.render import is_fragment
from bot.channels.webchat.view import ANSWERED, after, page_of
from flows.errors import LotseError

_JURISDICTION = re.compile(r"[a-z][a-z0-9-]{0,31}")


async def home(request: Request) -> Response:
    """The conversation of this browser, or the language picker."""
    return await _chat_or_picker(request, "")


async def entrance(request: Request) -> Response:
    """Where a link or QR code leads; `?lang=ar` puts a language first. Raises LotseError web.not_found."""
    return await _chat_or_picker(request, checked_jurisdiction(request.path_params["jurisdiction"]))


def checked_jurisdiction(key: str) -> str:
    """The shape only: whether we serve it is the backend's to know; an unknown one is a hint nobody follows."""
    if not _JURISDICTION.fullmatch(key):
        raise LotseError("web.not_found")
    return key


async def _chat_or_picker(request: Request, jurisdiction: str) -> Response:
    kit, session = kit_of(request), kit_of(request).session(request)
    if session.known:
        kit.pages.check(session.token)
        transcript = await kit.gateway.transcript("web", session.token)
        if transcript.conversation is not None and transcript.messages:
            leads = ANSWERED not in request.query_params
            return kit.page(session, "chat.html", transcript.lang, page=page_of(transcript), typed="", leads=leads)
    return kit.page(session, "picker.html", guess(request), jurisdiction=jurisdiction)


async def updates(request: Request) -> Response:
    """What came since the message shown last: a fragment, nothing (204), or the order to load anew."""
    kit, session = kit_of(request), kit_of(request).session(request)
    if not session.known or not is_fragment(request):
        raise LotseError("web.not_found")
    kit.pages.check(session.token)
    page = page_of(await kit.gateway.transcript("web", session.token))
    asked = request.query_params
    bubbles = after(page, asked.get("seen", ""))
    if bubbles is None or page.lang != asked.get("lang"):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    if not bubbles:
        return Response(status_code=204)
    same = page.answer.question == asked.get("question")
    return kit.page(session, "update.html", page.lang, page=page, bubbles=bubbles, keep_answer=same)


async def erased(request: Request) -> Response:
    """After everything was deleted: nothing left to show but that."""
    kit, session = kit_of(request), kit_of(request).session(request)
    return kit.page(session, "erased.html", guess(request))


async def robots(request: Request) -> Response:
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")
