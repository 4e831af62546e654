"""A world about one package: for trying a flow before it is published, and for conversations that are played."""

from __future__ import annotations

from dataclasses import replace

from backend.services.editions import OnlyEdition
from backend.services.world import World
from flows.engine import Lookup
from flows.package import Package
from nlu.answers.hearing import hear


def about(world: World, package: Package) -> World:
    """The world in which every conversation is about this package."""
    only = OnlyEdition(world.db, Lookup(world.texts, world.places, hearing=hear), package)
    return replace(world, texts=package.texts, editions=only)
