"""Answering: a form comes in, one turn goes to the backend, the page goes on.

A form's hidden id is the event: double taps, retries on a bad network and the browser's "send again" are one.
After the turn the transcript is the truth that is shown, so pages, fragments and a second phone never disagree.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.errors import keep_typed
from bot.channels.webchat.forms import Form, input_of, read_form
from bot.channels.webchat.guard import check_form
from bot.channels.webchat.kit import Kit, address_of, go_to, kit_of
from bot.channels.webchat.language import is_offered
from bot.channels.webchat.pages import checked_jurisdiction
from bot.channels.webchat.render import is_fragment
from bot.channels.webchat.sessions import Session, forget
from bot.channels.webchat.view import ANSWERED, after, page_of
from flows.errors import LotseError
from flows.protocol import CommandIn, TurnInput, TurnRequest


async def turn(request: Request) -> Response:
    """Raises LotseError; what was typed is kept for the error page."""
    kit, session = kit_of(request), kit_of(request).session(request)
    form = await read_form(request)
    keep_typed(request, form)
    check_form(request, session, form)
    await _count_beginning(kit, session, request)
    kit.turns.check(session.token)
    reply = await kit.gateway.turn(_request(session, form, input_of(form)))
    if reply.status == "erased":
        return _goodbye(kit, request)
    if not is_fragment(request):
        return go_to(request, f"/?{ANSWERED}#here")
    return await _fragment(kit, session, form)


async def _count_beginning(kit: Kit, session: Session, request: Request) -> None:
    """A session not met lately may be made up, to begin conversations without end: that counts for its address."""
    if session.token in kit.turns:
        return
    if (await kit.gateway.transcript("web", session.token)).conversation is None:
        kit.starts.check(address_of(request))


async def start(request: Request) -> Response:
    """The first tap: a language. Only now a conversation begins."""
    kit, session = kit_of(request), kit_of(request).session(request)
    form = await read_form(request)
    keep_typed(request, form)
    check_form(request, session, form)
    if not is_offered(form.lang):
        raise LotseError("wire.invalid", field="lang")
    kit.starts.check(address_of(request))
    kit.turns.check(session.token)
    await kit.gateway.turn(_request(session, form, CommandIn(name="language", arg=form.lang)))
    return go_to(request, "/")


def _request(session: Session, form: Form, given: TurnInput) -> TurnRequest:
    return TurnRequest(
        channel="web",
        chat=session.token,
        event_id=session.event_id(form.event),
        input=given,
        jurisdiction=checked_jurisdiction(form.jurisdiction) if form.jurisdiction else None,
        lang_hint=form.lang if is_offered(form.lang) else None,
    )


async def _fragment(kit: Kit, session: Session, form: Form) -> Response:
    page = page_of(await kit.gateway.transcript("web", session.token))
    bubbles = after(page, form.seen)
    if bubbles is None or page.lang != form.lang:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return kit.page(session, "update.html", page.lang, page=page, bubbles=bubbles, keep_answer=False)


def _goodbye(kit: Kit, request: Request) -> Response:
    """Everything is gone at the backend; the cookie goes, too, so that nothing leads back."""
    response = go_to(request, "/erased")
    forget(response, kit.settings)
    return response
