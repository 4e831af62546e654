"""What is built from the state and shown: emergency help, a human's address, the menu, everything stored."""

from __future__ import annotations

from collections.abc import Callable

from flows.events import Show
from flows.protocol import Message
from flows.rendering.answers import answer_lines
from flows.rendering.buttons import in_rows
from flows.rendering.controllers import controller, controllers, lines_of
from flows.rendering.messages import Rendering, command_button, menu, plain
from flows.rendering.offers import offer, offers
from locales.texts import isolate


def shown(view: Rendering, event: Show, message_id: str) -> Message:
    return _SHOWS[event.what](view, event, message_id)


def _emergency(view: Rendering, event: Show, message_id: str) -> Message:
    text = "\n\n".join([view.text("emergency.text"), view.text("emergency.lines")])
    return plain(view, message_id, "emergency", text)


def _where(view: Rendering) -> str:
    return lines_of(view.contact) if view.contact else view.text("human.no_contact")


def _contact(view: Rendering, event: Show, message_id: str) -> Message:
    return plain(view, message_id, "notice", _where(view))


def _controller(view: Rendering, event: Show, message_id: str) -> Message:
    return plain(view, message_id, "notice", controller(view, event.params["jurisdiction"]))


def _human(view: Rendering, event: Show, message_id: str) -> Message:
    intro = view.text("human.passed_on" if view.state.consents.get("handover") else "human.text")
    return plain(view, message_id, "notice", f"{intro}\n\n{_where(view)}")


def _menu(view: Rendering, event: Show, message_id: str) -> Message:
    return plain(view, message_id, "notice", view.text("menu.text"), in_rows(menu(view)))


def _over(view: Rendering, event: Show, message_id: str) -> Message:
    """The conversation is over: what can still be done, as a button."""
    button = command_button(view, event.params["button"], event.params.get("arg"))
    return plain(view, message_id, "notice", view.text(event.params["text"]), [[button]])


def _language(view: Rendering, event: Show, message_id: str) -> Message:
    """That one may go on in the language somebody wrote in, said in both; the button stands below the question."""
    other, own = view.lookup.texts.raw(event.params["lang"], "switch.offer"), view.text("switch.offer")
    said = own if other == own else f"{isolate(other)}\n\n{own}"  # read again after the switch, both are the same
    return plain(view, message_id, "notice", said)


def _data(view: Rendering, event: Show, message_id: str) -> Message:
    """Art. 15 GDPR from inside the chat: all that is stored, and how to have it deleted."""
    consents = [
        f"▪ {view.text(f'consent.{purpose}')}: {view.text('consent.given' if given else 'consent.refused')}"
        for purpose, given in view.state.consents.items()
    ]
    receipt = view.state.options.get("receipt")
    number = view.text("data.receipt", number=receipt) if receipt else ""
    blocks = [
        view.text("data.intro"),
        number,
        "\n".join(consents),
        *answer_lines(view),
        *_heard(view),
        view.text("data.outro"),
        controllers(view),
    ]
    return plain(view, message_id, "notice", "\n\n".join(filter(None, blocks)))


def _heard(view: Rendering) -> list[str]:
    """What was said out of turn, in the words it was said in."""
    said = [f"▪ {isolate(need.text)}" for need in view.state.needs]
    return ["\n".join([view.text("data.heard"), *said])] if said else []


_SHOWS: dict[str, Callable[[Rendering, Show, str], Message]] = {
    "emergency": _emergency,
    "human": _human,
    "contact": _contact,
    "controller": _controller,
    "menu": _menu,
    "data": _data,
    "over": _over,
    "language": _language,
    "offers": offers,
    "offer": offer,
}
