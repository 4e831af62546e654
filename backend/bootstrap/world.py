"""What every process of the backend stands on: database, keys, texts, places, jurisdictions and shipped flows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from backend.content.reading import jurisdictions
from backend.crypto import open_keyring
from backend.crypto.ids import SystemIds
from backend.domain.ids import Ids
from backend.persistence.database import Database
from backend.persistence.steps import is_migrated
from backend.services.editions import Editions
from backend.services.publishing import publish_shipped
from backend.services.world import World
from backend.settings import Settings
from flows.engine import Lookup
from flows.errors import LotseError
from flows.places import load_places
from locales.texts import load_texts
from nlu.answers.hearing import hear


def system_clock() -> datetime:
    return datetime.now(UTC)


async def build_world(
    settings: Settings, db: Database, *, clock: Callable[[], datetime] = system_clock, ids: Ids | None = None
) -> World:
    """Raises LotseError storage.not_migrated, key.missing, key.wrong, settings.invalid; then nothing was touched."""
    source = settings.master_source()
    if not await db.read(is_migrated):
        raise LotseError("storage.not_migrated")
    keyring, texts, places = await open_keyring(db, source), load_texts(), load_places()
    editions = Editions(db, Lookup(texts, places, hearing=hear))
    await publish_shipped(db, editions, texts, clock())
    known = jurisdictions()
    return World(
        db=db,
        keyring=keyring,
        clock=clock,
        ids=ids or SystemIds(),
        texts=texts,
        places=places,
        editions=editions,
        jurisdictions=known,
        offices={key: found.office for key, found in known.items()},
        settings=settings,
    )


@asynccontextmanager
async def opened_world(settings: Settings) -> AsyncIterator[World]:
    """A world on the settings' database, closed at the end."""
    db = settings.open_database()
    try:
        yield await build_world(settings, db)
    finally:
        await db.close()
