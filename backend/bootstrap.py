"""The composition root of the backend: the only place that knows every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache

from fastapi import FastAPI

from backend.api import offers, routes
from backend.api.health import router as health
from backend.content.reading import jurisdictions
from backend.crypto import open_keyring
from backend.crypto.ids import SystemIds
from backend.domain.ids import Ids
from backend.persistence.database import Database
from backend.persistence.migrating import is_migrated
from backend.services.editions import Editions
from backend.services.publishing import publish_shipped
from backend.services.turns import Turns
from backend.services.world import World
from backend.settings import Settings
from backend.web.app import mount_desk
from flows.engine import Lookup
from flows.errors import LotseError
from flows.places import load_places
from flows.signing import NonceCache
from locales.texts import Texts, load_texts
from nlu.answers.hearing import hear
from nlu.embedded.parser import EmbeddedParser
from nlu.embedded.shelf import folder, load
from nlu.interpreter import FullInterpreter
from nlu.language.detecting import detector
from nlu.language.guess import Guess
from nlu.remote import RasaListener


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
    return World(
        db=db,
        keyring=keyring,
        clock=clock,
        ids=ids or SystemIds(),
        texts=texts,
        places=places,
        editions=editions,
        jurisdictions=jurisdictions(),
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


def _language_of(text: str) -> Guess:
    """Its model is read when the first words need it: most people tap."""
    return detector(folder()).detect(text)


def create_turns(world: World) -> Turns:
    """With the models of this process, and the Rasa server of the settings in front of them where there is one."""
    url = world.settings.rasa_url
    return Turns(world, _interpreter(world.texts), RasaListener(url) if url else None)


@cache
def _interpreter(texts: Texts) -> FullInterpreter:
    """One for the whole process: thousands of words and rules, and as good for one world as for another."""
    return FullInterpreter(texts, EmbeddedParser(load(folder())), _language_of)


def create_app(world: World, turns: Turns) -> FastAPI:
    """The API for the bot, the desk for staff, and health for whoever watches."""
    app = FastAPI(title="KIM-Lotse backend", version="1", docs_url=None, redoc_url=None)
    app.state.world, app.state.turns = world, turns
    app.state.gateway_secret, app.state.seen, app.state.clock = world.settings.secret, NonceCache(), world.clock
    app.include_router(health)
    app.include_router(routes.router)
    app.include_router(offers.router)
    mount_desk(app, world, secure=world.settings.desk_url.startswith("https://"))
    return app
