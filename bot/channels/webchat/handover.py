"""From a messenger into this page by one-time link.

The link's page has one button, because messengers fetch links to preview them, and a preview must not use it up.
The link brings the language along; what comes of it is said in the same.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.errors import keep_typed
from bot.channels.webchat.forms import read_form
from bot.channels.webchat.guard import check_form
from bot.channels.webchat.kit import go_to, kit_of, spoken
from bot.channels.webchat.language import guess

STATUS = {"expired": 410, "used": 410, "unknown": 404}


async def arrive(request: Request) -> Response:
    kit = kit_of(request)
    return kit.page(kit.session(request), "handover.html", guess(request), outcome="open", token=_token(request))


async def redeem(request: Request) -> Response:
    """The chat of this browser becomes the conversation's. Sent twice by a bad network, it is the same browser."""
    kit, session = kit_of(request), kit_of(request).session(request)
    form = await read_form(request)
    keep_typed(request, form)
    check_form(request, session, form)
    kit.starts.check(session.token)
    reply = await kit.gateway.redeem(_token(request), "web", session.token)
    if reply.outcome == "ok":
        return go_to(request, "/")
    return kit.page(
        session, "handover.html", spoken(request, form.lang), STATUS[reply.outcome], outcome=reply.outcome, token=""
    )


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:128]
