"""A conversation and the revisions of its flow: at each turn it is brought up to what was published since, and to the
variant of the place somebody lives in.
"""

from __future__ import annotations

from datetime import datetime

from backend.persistence.database import Connection
from backend.services.conversation import Conversation
from backend.services.editions import Edition
from backend.services.variants import where_lived
from backend.services.world import World
from flows.engine import Result, step
from flows.engine.move import move
from flows.inputs import Input


def brought_up(
    world: World, conn: Connection, conversation: Conversation, published: int | None, now: datetime
) -> Conversation:
    """The conversation on the head of its flow, its answers moved; itself where it stays (`flows.engine.move`).

    `published`: what the turn's select brought along. One whose flow is gone stays as it is.
    """
    head = world.editions.current(conn, conversation.flow.id, published)
    return _moved(conversation, where_lived(world, head, conversation.state, conversation.jurisdiction), now)


def stepped(world: World, conversation: Conversation, given: Input, now: datetime) -> tuple[Conversation, Result]:
    """What somebody did, in the flow of the place they live in: whoever has just said which is asked the next question
    as it is asked there. The conversation as it was before, in that flow.
    """
    result = _step(conversation, given, now)
    edition, state = conversation.edition, result.state
    if state.status != "running" or not edition.variants:
        return conversation, result
    there = _moved(conversation, where_lived(world, edition, state, conversation.jurisdiction), now)
    if there is conversation or there.state.question != conversation.state.question:
        return conversation, result  # where even that question is another, the next turn moves
    return there, _step(there, given, now)


def _step(conversation: Conversation, given: Input, now: datetime) -> Result:
    return step(conversation.flow, conversation.state, given, now, conversation.edition.lookup)


def _moved(conversation: Conversation, to: Edition, now: datetime) -> Conversation:
    old, state = conversation.edition, conversation.state
    if state.revision == to.revision:
        return conversation
    moved = move(old.flow if old.revision == state.revision else None, to.flow, state, now, to.lookup)
    return conversation if moved.outcome == "stays" else conversation.with_(edition=to, state=moved.state)
