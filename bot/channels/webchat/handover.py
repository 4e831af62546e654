"""From a messenger into this page by one-time link.

The link's page has one button, because messengers fetch links to preview them, and a preview must not use it up.
The link brings the language along; what comes of it is said in the same. A browser that has a conversation of its own
already keeps it, and shows the way back.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.errors import keep_typed
from bot.channels.webchat.forms import read_form
from bot.channels.webchat.guard import check_form
from bot.channels.webchat.kit import Kit, go_to, kit_of, spoken
from bot.channels.webchat.language import guess
from bot.channels.webchat.sessions import Session, turn_to

STATUS = {"expired": 410, "used": 410, "unknown": 404}


async def arrive(request: Request) -> Response:
    kit = kit_of(request)
    return kit.page(kit.session(request), "handover.html", guess(request), outcome="open", token=_token(request))


async def redeem(request: Request) -> Response:
    """The chat of this browser becomes the conversation's; one it has of its own is kept beside it. Sent twice by a bad
    network, it is the same browser.
    """
    kit, session = kit_of(request), kit_of(request).session(request)
    form = await read_form(request)
    keep_typed(request, form)
    check_form(request, session, form)
    kit.starts.check(session.token)
    own = await _conversation(kit, session.token)
    led = session if own is None else session.led_by(_token(request))
    reply = await kit.gateway.redeem(_token(request), "web", led.token)
    if reply.outcome == "used" and own is not None:  # by this very browser, which had no other conversation then?
        led, reply = session, await kit.gateway.redeem(_token(request), "web", session.token)
    if reply.outcome == "ok":
        return await _arrived(request, led, own)
    return kit.page(
        session, "handover.html", spoken(request, form.lang), STATUS[reply.outcome], outcome=reply.outcome, token=""
    )


async def _arrived(request: Request, led: Session, own: str | None) -> Response:
    """At the conversation of the link. The same one, reached by an older link already, is not another one."""
    kit = kit_of(request)
    if own is not None and await _conversation(kit, led.token) == own:
        led = replace(led, others=led.others[1:])
    response = go_to(request, "/")
    turn_to(response, led, kit.settings)
    return response


async def other(request: Request) -> Response:
    """The way back to another conversation of this browser; whatever has ended meanwhile is left out."""
    kit, session = kit_of(request), kit_of(request).session(request)
    form = await read_form(request)
    check_form(request, session, form)
    kit.pages.check(session.token)
    known = [token for token in (*session.others, session.token) if await _conversation(kit, token) is not None]
    response = go_to(request, "/")
    if known:
        turn_to(response, Session(known[0], True, tuple(known[1:])), kit.settings)
    return response


async def _conversation(kit: Kit, token: str) -> str | None:
    """Which one a session has. Nobody sees it yet, so that nothing the desk wrote in it has arrived."""
    return (await kit.gateway.transcript("web", token, seen=False)).conversation


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:128]
