"""Telling a person of offers: the list at the end, and one offer in full when they ask for more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from backend.domain.offers import Offer
from backend.persistence.database import Connection
from backend.persistence.offers import approved_in
from backend.services.conversation import Conversation
from backend.services.effects import Effects
from backend.services.offer_suggestions import suggested
from flows.days import day_of
from flows.events import Event, Say, Show
from flows.places import Places

RESIDENCE = "residence"
MAP = "https://www.openstreetmap.org"


def key_of(offer: Offer) -> str:
    """Short enough for a button; the id itself may be too long for one."""
    return hashlib.sha256(offer.id.encode()).hexdigest()[:12]


def told_offers(
    conn: Connection,
    places: Places,
    conversation: Conversation,
    jurisdiction: str | None,
    content: Mapping[str, Any],
    now: datetime,
) -> list[Event]:
    """The list for the needs of `content` (the report of the rules); nothing where no offer fits."""
    answer = conversation.state.answers.get(RESIDENCE)
    home = (answer.value or {}) if answer is not None else {}
    lang = _lang(conversation)
    found = suggested(conn, places, content, jurisdiction, home, (lang,), day_of(now))
    fields = [
        {"field": name, "offers": [_short(one.offer, lang) for one in suggestions]}
        for name, suggestions in found.items()
    ]
    return [Show("offers", {"fields": fields})] if fields else []


def _lang(conversation: Conversation) -> str:
    return conversation.state.lang or conversation.state.lang_hint


def _short(offer: Offer, lang: str) -> dict[str, Any]:
    told = {"key": key_of(offer), "title": offer.said("title", lang), "provider": offer.provider}
    return {**told, "address": offer.address, "map": map_url(offer)}


def map_url(offer: Offer) -> str | None:
    """OpenStreetMap at the place, or looking for the address; None where nobody can go."""
    if offer.lat is not None and offer.lon is not None:
        return f"{MAP}/?mlat={offer.lat}&mlon={offer.lon}#map=17/{offer.lat}/{offer.lon}"
    return f"{MAP}/search?query={quote(offer.address)}" if offer.address else None


def tell_offer(hands: Effects, event: Any) -> None:
    """One offer in full, if it is still approved and valid in the person's jurisdiction."""
    conversation, today = hands.conversation, day_of(hands.now)
    found = approved_in(hands.conn, conversation.jurisdiction) if conversation.jurisdiction else []
    offer = next((one for one in found if key_of(one) == event.key and one.holds(today)), None)
    if offer is None:
        hands.events.append(Say("offers.gone", role="notice"))
        return
    lang = _lang(conversation)
    spoken = {name: offer.said(name, lang) for name in ("text", "eligibility")}
    names = ("availability", "opening", "costs", "phone", "email", "website")
    plain = {name: getattr(offer, name) for name in names}
    hands.events.append(Show("offer", {**_short(offer, lang), **spoken, **plain, "languages": list(offer.languages)}))
