"""Recordings at the desk: coordination speaks the questions for people who read little, one file per step and language.

Nothing is overwritten: what was recorded before stays in the history and can be brought back, until somebody erases it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from backend.content.recordings import read_recording
from backend.domain.permissions import Staff, may_keep_recordings
from backend.domain.times import to_ms
from backend.persistence import media
from backend.persistence import recordings as store
from backend.persistence.database import Connection
from backend.persistence.locks import Lock, one_at_a_time
from backend.persistence.recordings import Line, Place, Sound
from backend.services.conversation import INTAKE
from backend.services.editions import Edition
from backend.services.world import World
from flows.errors import LotseError
from flows.recordings import mark, words_of
from locales.languages import LANGUAGES, SOURCE, Language

State = Literal["none", "fresh", "stale", "unspeakable", "gone"]
#: What can be done with what is recorded already.
ACTIONS = ("remove", "restore", "erase")


@dataclass(frozen=True, slots=True)
class Item:
    """A step of the form as it is asked in the own jurisdiction. `german`: its question for whoever keeps the
    recordings; `words`: what is to be spoken, None where nobody can; `number` guards against two people at once. One
    that is "gone" has no section and its id for a question: it is here so that its recordings can be erased.
    """

    step: str
    section: str
    german: str
    words: str | None
    state: State
    history: tuple[Line, ...]  # the newest first

    @property
    def number(self) -> int:
        return self.history[0].id if self.history else 0

    @property
    def sound(self) -> Sound | None:
        """What counts now."""
        return self.history[0].sound if self.history else None

    @property
    def earlier(self) -> tuple[Line, ...]:
        """What was recorded once, can be brought back and is not what counts: each file once."""
        seen = {self.sound.hash} if self.sound else set()
        return tuple(one for one in self.history if one.hash and not (one.hash in seen or seen.add(one.hash)))  # type: ignore[func-returns-value]


@dataclass(frozen=True, slots=True)
class Count:
    """Questions of a language: how many can be spoken, how many are, and how many of these are out of date."""

    speakable: int
    fresh: int
    stale: int


@dataclass(frozen=True, slots=True)
class Listed:
    language: Language
    items: tuple[Item, ...]
    count: Count


async def counts(world: World, staff: Staff) -> dict[str, Count]:
    """By language, of the own jurisdiction. Raises LotseError desk.not_found for anybody but coordinators."""
    _guard(staff)

    def read(conn: Connection) -> dict[str, Count]:
        edition = _edition(world, conn, staff)
        told = _by_step(store.lines(conn, staff.jurisdiction, edition.flow.id))
        return {lang: _count(_items(edition, lang, told)) for lang in edition.lookup.texts.languages}

    return await world.db.read(read)


async def listed(world: World, staff: Staff, lang: str) -> Listed:
    """Every step in the order of asking. Raises LotseError desk.not_found."""
    _guard(staff)

    def read(conn: Connection) -> Listed:
        edition = _edition(world, conn, staff)
        _known(edition, lang)
        items = _items(edition, lang, _by_step(store.lines(conn, staff.jurisdiction, edition.flow.id, lang)))
        return Listed(LANGUAGES[lang], items, _count(items))

    return await world.db.read(read)


async def sound(world: World, staff: Staff, lang: str, key: str) -> tuple[str, bytes]:
    """Media type and bytes, by hash, of what the own jurisdiction has recorded. Raises LotseError desk.not_found."""
    _guard(staff)
    found = await world.db.read(lambda conn: store.content(conn, staff.jurisdiction, lang, key))
    if found is None:
        raise LotseError("desk.not_found")
    return found


async def add(world: World, staff: Staff, lang: str, step: str, number: int, content: bytes) -> None:
    """A new recording, in place of what there is. `number`: of the last line its sender has seen.

    Raises LotseError recording.*, desk.not_found for a step that nobody can speak, desk.conflict.
    """
    _guard(staff)
    if not content:
        raise LotseError("recording.nothing")
    found = await asyncio.to_thread(read_recording, content)
    at = to_ms(world.clock())

    def write(conn: Connection) -> None:
        one_at_a_time(conn, Lock.PUBLISHING)  # the number stays the last one, and nobody publishes these bytes
        edition = _edition(world, conn, staff)
        words = _words(edition, lang, step)
        if words is None:
            raise LotseError("desk.not_found")
        place = _place(conn, edition, staff, lang, step, number)
        media.keep(conn, [(found.about, found.content)])
        spoken = Sound(found.about.hash, found.seconds, mark(words))
        store.append(conn, place, "added", spoken, at=at, actor=staff.id)

    await world.db.write(write)


async def act(world: World, staff: Staff, lang: str, step: str, number: int, action: str, line: int) -> None:
    """One of ACTIONS; `line`: which earlier one is brought back. Raises LotseError desk.not_found, desk.conflict."""
    _guard(staff)
    at = to_ms(world.clock())

    def write(conn: Connection) -> None:
        one_at_a_time(conn, Lock.PUBLISHING)
        edition = _edition(world, conn, staff)
        _actable(edition, lang, step, action, number)
        place = _place(conn, edition, staff, lang, step, number)
        spoken = _left_by(conn, place, action, line)
        done = {"remove": "removed", "restore": "restored", "erase": "erased"}[action]
        store.append(conn, place, done, spoken, at=at, actor=staff.id)

    await world.db.write(write)


def _left_by(conn: Connection, place: Place, action: str, line: int) -> Sound | None:
    """What counts after it."""
    if action == "erase":
        store.forget(conn, place)
    if action != "restore":
        return None
    found = store.line_of(conn, place, line)
    if found is None:
        raise LotseError("desk.not_found")
    return found


# --- the form, and what is recorded for it ----------------------------------------------------------------------------


def _guard(staff: Staff) -> None:
    if not may_keep_recordings(staff):
        raise LotseError("desk.not_found")


def _edition(world: World, conn: Connection, staff: Staff) -> Edition:
    return world.editions.current(conn, INTAKE).of(staff.jurisdiction)


def _known(edition: Edition, lang: str) -> None:
    if lang not in edition.lookup.texts.languages or lang not in LANGUAGES:
        raise LotseError("desk.not_found")


def _words(edition: Edition, lang: str, step: str) -> str | None:
    """Raises LotseError desk.not_found for what is no step or no language."""
    _known(edition, lang)
    found = edition.flow.steps.get(step)
    if found is None:
        raise LotseError("desk.not_found")
    return words_of(edition.flow, found, edition.lookup.texts, lang)


def _actable(edition: Edition, lang: str, step: str, action: str, number: int) -> None:
    """A voice can be erased after its question is gone, too. Raises LotseError desk.not_found."""
    if action == "erase" and number > 0:
        _known(edition, lang)
    else:
        _words(edition, lang, step)


def _place(conn: Connection, edition: Edition, staff: Staff, lang: str, step: str, number: int) -> Place:
    place = Place(staff.jurisdiction, edition.flow.id, step, lang)
    if store.last(conn, place) != number:
        raise LotseError("desk.conflict", step=step)
    return place


def _by_step(lines: Iterable[Line]) -> dict[tuple[str, str], tuple[Line, ...]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.step, line.lang), []).append(line)
    return {key: tuple(group) for key, group in found.items()}


def _items(edition: Edition, lang: str, told: Mapping[tuple[str, str], tuple[Line, ...]]) -> tuple[Item, ...]:
    flow, texts = edition.flow, edition.lookup.texts
    found = []
    for section in flow.sections:
        title = texts.raw(SOURCE, section.title)
        for step in (flow.steps[step_id] for step_id in section.steps):
            words, history = words_of(flow, step, texts, lang), told.get((step.id, lang), ())
            german = texts.raw(SOURCE, step.prompt)
            found.append(Item(step.id, title, german, words, _state(words, history), history))
    gone = [(step, lines) for (step, spoken), lines in told.items() if spoken == lang and step not in flow.steps]
    left = [Item(step, "", step, None, "gone", lines) for step, lines in gone if any(line.hash for line in lines)]
    return (*found, *left)


def _state(words: str | None, history: tuple[Line, ...]) -> State:
    if words is None:
        return "unspeakable"
    now = history[0] if history else None
    if now is None or now.hash is None:
        return "none"
    return "fresh" if now.words == mark(words) else "stale"


def _count(items: Iterable[Item]) -> Count:
    states = [item.state for item in items]
    speakable = len(states) - states.count("unspeakable") - states.count("gone")
    return Count(speakable, states.count("fresh"), states.count("stale"))
