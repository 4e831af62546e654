"""The columns of the table that municipalities fill: names, German headings, and what belongs into each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.offers import AVAILABILITIES, FIELDS_OF_ACTION, RECHTSKREISE, STATES

#: Columns that exist once a language: `title.de`, `title.ar`, …
SPOKEN = ("title", "text", "eligibility")
_SPOKEN = re.compile(rf"({'|'.join(SPOKEN)})\.([a-z]{{2,3}}(-[a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Column:
    """`values`: all that may stand in it. `several`: more than one, with blanks between. `longest`: characters."""

    name: str
    heading: str
    hint: str
    required: bool = False
    values: tuple[str, ...] = ()
    several: bool = False
    pattern: str = ""
    longest: int = 300


_ID, _AGS = r"[a-z0-9-]{1,60}", r"[0-9]{8}"
_ALL = (
    Column("id", "Kennung", "Kleinbuchstaben, Ziffern, Bindestrich; ändert sich nie", True, pattern=_ID),
    Column("jurisdiction", "Gebiet", "zum Beispiel kreis-unna", True, pattern=_ID),
    Column("provider", "Anbieter", "Name der Stelle", True),
    Column("title.de", "Titel (de)", "kurz; weitere Sprachen: title.en, title.ar …", True, longest=120),
    Column("text.de", "Beschreibung (de)", "ein bis drei einfache Sätze; weitere: text.en …", True, longest=1000),
    Column("eligibility.de", "Voraussetzungen (de)", "für wen; weitere Sprachen: eligibility.en …", longest=600),
    Column("fields", "Handlungsfelder", "mit Leerzeichen getrennt", True, FIELDS_OF_ACTION, True),
    Column("ags", "Gemeinden (AGS)", "acht Ziffern, als Text; leer: das ganze Gebiet", several=True, pattern=_AGS),
    Column("street", "Straße und Hausnummer", "der Ort, an den man geht"),
    Column("plz", "Postleitzahl", "fünf Ziffern", pattern=r"[0-9]{5}"),
    Column("town", "Ort", "Gemeinde der Anschrift"),
    Column("seat", "Gemeinde der Anschrift (AGS)", "acht Ziffern, als Text", pattern=_AGS),
    Column("lat", "Breite", "Grad, zum Beispiel 51.5366", pattern=r"-?[0-9]{1,2}([.,][0-9]{1,8})?"),
    Column("lon", "Länge", "Grad, zum Beispiel 7.6898", pattern=r"-?[0-9]{1,3}([.,][0-9]{1,8})?"),
    Column("opening", "Öffnungszeiten", "zum Beispiel Mo–Do 9–16 Uhr", longest=400),
    Column("availability", "Verfügbarkeit", "leer: open", values=AVAILABILITIES),
    Column("rechtskreis", "Rechtskreis", "leer oder none: für alle", values=RECHTSKREISE),
    Column("languages", "Sprachen", "Kürzel mit Leerzeichen: de ar uk", several=True, pattern=r"[a-z]{2,3}(-[a-z]+)?"),
    Column("costs", "Kosten", "zum Beispiel kostenlos"),
    Column("phone", "Telefon", "", pattern=r"[0-9 ()/+-]{3,40}"),
    Column("email", "E-Mail", "", pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    Column("website", "Internetseite", "beginnt mit https://", pattern=r"https?://\S+"),
    Column("valid_from", "Gültig ab", "JJJJ-MM-TT oder TT.MM.JJJJ"),
    Column("valid_to", "Gültig bis", "JJJJ-MM-TT oder TT.MM.JJJJ"),
    Column("state", "Freigabe", "leer: draft; gezeigt wird nur approved", values=STATES),
    Column("checked_on", "Zuletzt geprüft", "JJJJ-MM-TT oder TT.MM.JJJJ", True),
    Column("sample", "Muster", "yes: ausgedachter Eintrag", values=("yes", "no")),
)
COLUMNS: Mapping[str, Column] = {column.name: column for column in _ALL}
_HEADINGS = {column.heading.casefold(): column.name for column in _ALL}


def column_named(heading: str) -> str | None:
    """The column a heading means, by its name or in German; None for one nobody knows."""
    name = heading.strip().casefold()
    name = _HEADINGS.get(name, name)
    return name if name in COLUMNS or _SPOKEN.fullmatch(name) else None


def column_of(name: str) -> Column:
    """`title.ar` is like `title.de`, only never required."""
    if name in COLUMNS:
        return COLUMNS[name]
    german = COLUMNS[f"{name.partition('.')[0]}.de"]
    return Column(name, german.heading, german.hint, longest=german.longest)
