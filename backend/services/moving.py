"""A conversation and the revisions of its flow: at each turn it is brought up to what was published since."""

from __future__ import annotations

from datetime import datetime

from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from backend.services.world import World
from flows.engine.move import move


def brought_up(
    world: World, conn: Connection, conversation: Conversation, published: int | None, now: datetime
) -> Conversation:
    """The conversation on the head of its flow, its answers moved; itself where it stays (`flows.engine.move`).

    `published`: what the turn's select brought along. One whose flow is gone stays as it is.
    """
    old, state = conversation.edition, conversation.state
    head = world.editions.current(conn, old.flow.id, published)
    if state.revision == head.revision:
        return conversation
    moved = move(old.flow if old.revision == state.revision else None, head.flow, state, now, head.lookup)
    return conversation if moved.outcome == "stays" else conversation.with_(edition=head, state=moved.state)
