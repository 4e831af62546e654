"""Turns with the models of this process: the interpreter is made here, once."""

from __future__ import annotations

from functools import cache

from backend.bootstrap.ahead import ready
from backend.services.turns import Turns
from backend.services.world import World
from locales.texts import Texts
from nlu.embedded.parser import EmbeddedParser
from nlu.embedded.shelf import folder, load
from nlu.interpreter import FullInterpreter
from nlu.language.detecting import detector
from nlu.language.guess import Guess
from nlu.remote import RasaListener


def create_turns(world: World) -> Turns:
    """With the models of this process, and the Rasa server of the settings in front of them where there is one."""
    url = world.settings.rasa_url
    return Turns(world, _interpreter(world.texts), RasaListener(url) if url else None, ready)


@cache
def _interpreter(texts: Texts) -> FullInterpreter:
    """One for the whole process: thousands of words and rules, and as good for one world as for another."""
    return FullInterpreter(texts, EmbeddedParser(load(folder())), _language_of)


def _language_of(text: str, expected: str | None) -> Guess:
    """Its model is read when the first words come (`backend.bootstrap.ahead`): most people tap."""
    return detector(folder()).detect(text, expected)
