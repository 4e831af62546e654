"""What turns and the desk need and a process reads once, slowly: read in a thread, never inside a transaction.

On SQLite all conversations share one writer, on PostgreSQL one event loop: what a turn read inside its transaction,
everybody would wait for. A process that serves begins as soon as it serves (`begin`); a turn that comes before that is
done waits beforehand (`ready`), for no more than it may need, and so does who opens a case at the desk (`RULES`).
Whoever does neither reads nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from threading import Lock, Thread

from backend.content.screening import builtin_desk
from flows.errors import LotseError
from flows.parsing.countries import countries
from flows.parsing.languages import languages
from flows.parsing.months import date_words
from flows.protocol import CommandIn, EditedIn, TextIn, TurnInput
from flows.rules.narrating import CALLED
from locales.languages import OFFERED, SOURCE
from nlu.answers import TYPES, Choice, Question, parse
from nlu.embedded.shelf import folder
from nlu.language.detecting import FEWEST, detector

log = logging.getLogger(__name__)

#: Words like those of people, which mean nothing: whatever may be asked is asked what they are.
_SAMPLE = "lorem ipsüm dolor"
_DAY = datetime(2000, 1, 1, tzinfo=UTC).date()


class Reading:
    """One thing to read, in a thread of its own, once, however many wait for it.

    What cannot be read is logged and left to whoever needs it: they say what is wrong.
    """

    def __init__(self, name: str, read: Callable[[], None]) -> None:
        self.thread, self._name, self._read = f"lotse-{name}", name, read
        self._lock = Lock()
        self._done: Future[None] | None = None

    def begin(self) -> Future[None]:
        with self._lock:
            if self._done is None:
                self._done = Future()
                Thread(target=self._run, args=(self._done,), name=self.thread, daemon=True).start()
            return self._done

    async def done(self) -> None:
        done = self._done or self.begin()
        if not done.done():
            await asyncio.shield(asyncio.wrap_future(done))  # who gives up waiting stops nobody's reading

    def _run(self, done: Future[None]) -> None:
        try:
            self._read()
        except LotseError as error:
            log.warning("%s cannot be read: %s", self._name, error.code)
        except Exception as error:  # noqa: BLE001  nobody would ever be told that it is over
            log.error("%s cannot be read: %s", self._name, type(error).__name__)
        done.set_result(None)


def _read_rules() -> None:
    """With the names of countries and languages their sentences are made of."""
    builtin_desk()
    for lang in OFFERED:
        for name in CALLED.values():
            name(SOURCE, lang)


def _read_words() -> None:
    """The names and models behind whatever is written, and the words of the language most people are asked in."""
    assert len(_SAMPLE.split()) >= FEWEST
    detector(folder()).detect(_SAMPLE)
    for names in (countries(), languages()):
        names.find(_SAMPLE)
    date_words()
    _read_language(SOURCE)


def _read_language(lang: str) -> None:
    for type_ in TYPES:
        parse(Question(type_, lang, _DAY, (Choice("one", "one"),)), _SAMPLE)


def _read_languages() -> None:
    for lang in OFFERED:
        _read_language(lang)


RULES, WORDS, LANGUAGES = (
    Reading("rules", _read_rules),
    Reading("words", _read_words),
    Reading("langs", _read_languages),
)


async def ready(given: TurnInput) -> None:
    """See `backend.services.turns.Ready`. Whoever comes needs nothing; any other turn may send a case off, which the
    rules look at.
    """
    if isinstance(given, CommandIn) and given.name == "start":
        return
    await RULES.done()
    if isinstance(given, (TextIn, EditedIn)):
        await WORDS.done()


def begin() -> None:
    """Reads all there is, one after the other, for people who will come. Returns at once."""

    def read() -> None:
        for reading in (RULES, WORDS, LANGUAGES):
            reading.begin().result()

    Thread(target=read, name="lotse-ahead", daemon=True).start()
