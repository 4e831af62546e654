"""How far the languages of the product are, for coordinators: read once, for catalogues do not change while we run."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache

from backend.content.texts import shipped_sources
from backend.domain.permissions import Staff, may_see_translations
from flows.errors import LotseError
from locales import back
from locales.catalogues import load
from locales.languages import LANGUAGES, OFFERED, SOURCE, Language
from locales.status import Status, status


@dataclass(frozen=True, slots=True)
class Told:
    """A language and how far it is."""

    language: Language
    status: Status


async def languages(staff: Staff) -> list[Told]:
    """Every offered language. Raises LotseError desk.not_found for anybody but coordinators."""
    _guard(staff)
    return [Told(LANGUAGES[code], await asyncio.to_thread(_status, code)) for code in OFFERED]


async def comparisons(staff: Staff, code: str) -> tuple[Told, tuple[back.Comparison, ...]]:
    """One language with its back-translations, what differs most first. Raises LotseError desk.not_found."""
    _guard(staff)
    if code not in LANGUAGES or code == SOURCE:
        raise LotseError("desk.not_found")
    return Told(LANGUAGES[code], await asyncio.to_thread(_status, code)), await asyncio.to_thread(_compared, code)


def _guard(staff: Staff) -> None:
    if not may_see_translations(staff):
        raise LotseError("desk.not_found")


@cache
def _status(code: str) -> Status:
    return status(code, shipped_sources())


@cache
def _compared(code: str) -> tuple[back.Comparison, ...]:
    sources = shipped_sources()
    return tuple(back.compared(sources, back.translations(sources, load(code)), back.read(code)))


def forget() -> None:
    """Read everything anew: after catalogues were changed beside a running process."""
    _status.cache_clear()
    _compared.cache_clear()
