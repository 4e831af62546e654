"""What the person hears at the end: what could help and why, in their language, and nothing that sounds decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.content.screening import builtin_desk
from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from backend.services.forgetting import SUGGESTIONS
from backend.services.offer_telling import told_offers
from backend.services.screening import looked_at, told_by
from backend.services.world import World
from flows.events import Event, Say
from flows.rules.found import Screening
from flows.rules.model import HUMAN, IN_GROUP, REFER
from flows.rules.report import report

MOST = 4  # places a person is told of at the end; the desk sees all


def said_at_the_end(
    world: World, conn: Connection, conversation: Conversation, jurisdiction: str | None, now: datetime
) -> list[Event]:
    """Only what is confirmed and may be said in this channel; then offers for the needs that weigh most."""
    found = looked_at(told_by(conversation, jurisdiction, {}, here=True), now)
    if found is None:
        return []
    told = report(found, builtin_desk().teller)
    offers = told_offers(conn, world.places, conversation, jurisdiction, told, now)
    return [*_places_to_ask(world, conversation, found, told), *offers]


def _places_to_ask(world: World, conversation: Conversation, found: Screening, told: Mapping[str, Any]) -> list[Event]:
    teller = builtin_desk().teller
    lang = conversation.state.lang or conversation.state.lang_hint
    lines = [one["why"] for one in told["referrals"] if one["reviewed"] and one["to"] != HUMAN][:MOST]
    if found.target.outcome in (IN_GROUP, REFER) and found.target.to not in {one["to"] for one in told["referrals"]}:
        lines.insert(0, told["target_group"]["why"])
    if not lines:
        return []
    spoken = lang if lang in teller.languages else world.texts.language_for(lang)
    return [Say(SUGGESTIONS, {"list": "\n".join(f"• {line[spoken]}" for line in lines)}, role="notice")]
