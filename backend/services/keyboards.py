"""Which messages of a chat have buttons, kept for a bot that is started again. Numbers and a step's id; nobody's words.

Kept with the chat, so it goes with it: when somebody deletes everything, and when a chat begins anew.
"""

from __future__ import annotations

from backend.persistence import conversations as store
from backend.services.world import World
from flows.protocol import Channel, KeyboardReport, Keyboards


async def keep(world: World, report: KeyboardReport) -> None:
    """Of two reports of one chat the later one holds. A chat that is not there (any more) is passed over."""
    told: dict[tuple[str, str], str] = {
        (one.channel, _hashed(world, one.channel, one.chat)): one.keyboards.model_dump_json() for one in report.chats
    }
    await world.db.write(lambda conn: store.keep_keyboards(conn, told))


async def of(world: World, channel: Channel, chat: str) -> Keyboards:
    """As last reported; empty for a chat nobody knows."""
    hashed = _hashed(world, channel, chat)
    kept = await world.db.read(lambda conn: store.keyboards(conn, channel, hashed))
    return Keyboards() if kept is None else Keyboards.model_validate_json(kept)


def _hashed(world: World, channel: Channel, chat: str) -> str:
    return world.keyring.blind("chat", f"{channel}:{chat}")
