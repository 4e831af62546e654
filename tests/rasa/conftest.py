"""A real Rasa server with the light pipeline, trained from the phrases of three languages, once for all tests."""

from __future__ import annotations

import asyncio
import importlib.util
import socket
import subprocess
import time
from collections.abc import Iterator
from types import ModuleType

import httpx
import pytest

from locales.texts import load_texts
from nlu.embedded.parser import EmbeddedParser
from nlu.embedded.shelf import folder, load
from nlu.port import Meaning, Parser
from nlu.remote import RasaListener
from tests.meta.repository import ROOT

#: Together they train in a minute; Arabic because of its script.
LANGUAGES = ("ar", "de", "en")
START = 300


class Remote:
    """The listener as a parser, so that both interpreters are held to the same tests; one loop for its connections."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._listener = RasaListener(url, timeout=60)

    def parse(self, text: str, lang: str) -> Meaning:
        heard = self._loop.run_until_complete(self._listener.hear(text, lang))
        return heard or Meaning(source="silent")

    def close(self) -> None:
        self._loop.run_until_complete(self._listener.close())
        self._loop.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    rasa = _scripts()
    model = rasa.train(LANGUAGES, light=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = rasa.run(model, port)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, running)
        yield url
    finally:
        running.terminate()
        running.wait(30)


def _scripts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rasa_scripts", ROOT / "scripts/rasa.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _wait(url: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        assert running.poll() is None, "Rasa ended by itself"
        try:
            if httpx.get(f"{url}/status", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise AssertionError(f"Rasa did not answer within {START} seconds")


@pytest.fixture(scope="session")
def remote(server: str) -> Iterator[Remote]:
    found = Remote(server)
    yield found
    found.close()


@pytest.fixture(scope="session")
def embedded() -> Parser:
    load_texts()
    return EmbeddedParser(load(folder()))


@pytest.fixture(params=["embedded", "rasa"])
def parser(request: pytest.FixtureRequest) -> Parser:
    found: Parser = request.getfixturevalue("embedded" if request.param == "embedded" else "remote")
    return found
