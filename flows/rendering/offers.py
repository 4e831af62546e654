"""Offers that could help, as messages: a numbered list with maps, and one of them in full.

What an offer is called and where it is comes with the event, as it was when it was told; nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.engine.offers import OFFER
from flows.events import Show
from flows.parsing.languages import language_name
from flows.protocol import Button, Message
from flows.rendering.buttons import tap_data
from flows.rendering.messages import Rendering, plain
from locales.languages import enumerated
from locales.texts import isolate

FIELDS_STEP = "fields"  # its choices are the fields of action, named in every language
#: A field that is asked for in a step of its own, so that no choice names it.
HEADINGS = {"health": "rules.about.health_talk"}


def offers(view: Rendering, event: Show, message_id: str) -> Message:
    """`params`: {"fields": [{"field", "offers": [{"key", "title", "provider", "address", "map"}]}]}."""
    blocks, rows = [view.text("offers.intro")], []
    number = 0
    for found in event.params["fields"]:
        blocks.append(_heading(view, found["field"]))
        for offer in found["offers"]:
            number += 1
            blocks.append(_line(number, offer))
            rows.append(list(_row(view, number, offer)))
    blocks.append(view.text("offers.ask"))
    return plain(view, message_id, "notice", "\n\n".join(filter(None, blocks)), rows)


def _heading(view: Rendering, field: str) -> str:
    step = view.flow.steps.get(FIELDS_STEP)
    choice = next((one for one in step.choices if one.value == field), None) if step is not None else None
    label = choice.label if choice is not None else HEADINGS.get(field)
    return f"▪ {view.text(label)}" if label else ""


def _line(number: int, offer: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (f"{number}. {isolate(offer['title'])}", *_where(offer))))


def _where(offer: Mapping[str, Any]) -> Iterator[str]:
    """An address is German whatever the language: each line keeps its own direction."""
    for name in ("provider", "address"):
        if offer.get(name):
            yield isolate(offer[name])


def _row(view: Rendering, number: int, offer: Mapping[str, Any]) -> Iterator[Button]:
    data = tap_data(view.state, view.state.asked, OFFER, offer["key"])
    yield Button(label=view.text("offers.more", n=number), data=data)
    if offer.get("map"):
        yield Button(label=view.text("offers.map", n=number), url=offer["map"], role="link")


def offer(view: Rendering, event: Show, message_id: str) -> Message:
    """`params`: one offer in full, its texts in the person's language."""
    told = event.params
    head = "\n".join((isolate(told["title"]), *_where(told)))
    facts = "\n".join(_facts(view, told))
    spoken = [told.get("text", ""), told.get("eligibility", "")]
    blocks = [head, *(isolate(text) for text in spoken if text), facts, view.text("offers.ask")]
    url = told.get("map")
    rows = [[Button(label=view.text("offers.map.here"), url=url, role="link")]] if url else []
    return plain(view, message_id, "notice", "\n\n".join(filter(None, blocks)), rows)


def _facts(view: Rendering, told: Mapping[str, Any]) -> Iterator[str]:
    if told.get("availability") in ("appointment", "waiting_list", "full"):
        yield view.text(f"offers.availability.{told['availability']}")
    for name in ("opening", "costs", "phone"):
        if told.get(name):
            yield view.text(f"offers.{name}", text=told[name])
    if told.get("languages"):
        names = enumerated(view.lang, (language_name(code, view.lang) for code in told["languages"]))
        yield view.text("offers.languages", text=names)
    yield from (isolate(told[name]) for name in ("email", "website") if told.get(name))
