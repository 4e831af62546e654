"""Dates, spans of time and names of languages as staff read them, by CLDR, in the local time of NRW."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_percent

from backend.domain.times import from_ms
from flows.days import ZONE
from locales.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Formats:
    """All formats of one page: its language and the instant it was made."""

    lang: str
    now: datetime

    def iso(self, ms: int) -> str:
        return from_ms(ms).isoformat(timespec="seconds")

    def day(self, ms: int) -> str:
        return format_date(from_ms(ms).astimezone(ZONE), "long", locale=self._locale)

    def on(self, day: date) -> str:
        return format_date(day, "medium", locale=self._locale)

    def moment(self, ms: int) -> str:
        at = from_ms(ms).astimezone(ZONE)
        return f"{format_date(at, 'medium', self._locale)}, {format_time(at, 'short', locale=self._locale)}"

    def ago(self, ms: int) -> str:
        """`vor 3 Tagen`. A clock that runs behind never shows a time to come."""
        passed = max(self.now - from_ms(ms), timedelta())
        return format_timedelta(-passed, granularity="minute", add_direction=True, locale=self._locale)

    def share(self, part: float) -> str:
        """0..1 as a percentage."""
        return format_percent(part, locale=self._locale, decimal_quantization=False)

    def language(self, code: str) -> str:
        """A language's name in the staff's language, CLDR's own; ours for one only we have ("de-simple")."""
        names = Locale.parse(self._locale).languages
        ours = LANGUAGES[code].name if code in LANGUAGES else None
        return str(names.get(code.replace("-", "_")) or ours or names.get(code.split("-")[0]) or code)

    @property
    def _locale(self) -> str:
        return "en_GB" if self.lang == "en" else self.lang
