"""The reply to a turn: events rendered in the person's language, with the menu of what they can always do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.services.conversation import Conversation
from backend.services.world import World
from flows.days import day_of
from flows.events import Ask, Event
from flows.protocol import Message, TurnReply, TurnRequest
from flows.rendering import Rendering, menu, render, tellable
from flows.rendering.fresh import fresh
from locales.languages import SOURCE, direction, nearest

#: What showing a value in a step of another kind raises.
UNTELLABLE = (KeyError, TypeError, ValueError, AttributeError, LookupError)


def view_of(world: World, conversation: Conversation, now: datetime, link: str | None = None) -> Rendering:
    return Rendering(
        flow=conversation.flow,
        state=conversation.state,
        lookup=conversation.edition.lookup,
        today=day_of(now),
        link=link,
        jurisdiction=conversation.jurisdiction,
        offices=world.offices,
        recordings=world.recorded.of(conversation.jurisdiction, conversation.flow.id),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to, once it is committed. `link`: a one-time address, known only now."""

    conversation: Conversation
    events: tuple[Event, ...]
    link: str | None = None
    duplicate: bool = False


def reply_of(world: World, outcome: Outcome, now: datetime) -> TurnReply:
    conversation = outcome.conversation
    view = view_of(world, conversation, now, outcome.link)
    over = conversation.state.status in ("erased",)
    return fresh(
        TurnReply,
        conversation=conversation.id,
        status=conversation.state.status,
        lang=view.lang,
        dir=direction(view.lang),
        duplicate=outcome.duplicate,
        messages=_messages(view, outcome),
        menu=[] if over else menu(view),
    )


def _messages(view: Rendering, outcome: Outcome) -> list[Message]:
    tell = retold if outcome.duplicate else render
    return tell(view, outcome.events, str(outcome.conversation.turn_count))


def retold(view: Rendering, events: Iterable[Event], prefix: str) -> list[Message]:
    """What was said once, said again; without what the present revision has no words for."""
    known = [event for event in events if tellable(view, event)]
    try:
        return render(view, known, prefix)
    except UNTELLABLE:  # a value of a step that is of another kind now
        return render(view, [event for event in known if not isinstance(event, Ask)], prefix)


def erased_reply(world: World, request: TurnRequest) -> TurnReply:
    """To an event of a conversation that was erased meanwhile: nothing is known of it but that it is gone."""
    lang = nearest(request.lang_hint) or SOURCE
    text = world.texts.get(lang, "delete.done")
    gone = Message(id="erased", role="notice", text=text, lang=lang, dir=direction(lang))
    return TurnReply(conversation="", status="erased", lang=lang, dir=direction(lang), duplicate=True, messages=[gone])
