"""An entry of the offers directory (Angebots- und Leistungsübersicht), as data: who offers what, where, and to whom.

Entries come from tables that municipalities fill (`offer_columns`, `offer_records`); which of them a person is told
of is `offer_matching`. Nothing here says that somebody is entitled to anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from flows.rules.model import FIELDS

#: The ten fields of action an offer may help with.
FIELDS_OF_ACTION = FIELDS
#: Approval: only `approved` entries are shown to anybody but the desk.
DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"
STATES = (DRAFT, APPROVED, WITHDRAWN)
AVAILABILITIES = ("open", "appointment", "waiting_list", "full")
#: The part of social law an offer is bound to; "none" where it is for everybody.
RECHTSKREISE = ("none", "sgb2", "sgb3", "sgb8", "sgb12", "asylblg", "aufenthg")


@dataclass(frozen=True, slots=True)
class Offer:
    """`title`, `text`, `eligibility`: language -> text, German always there. `ags`: the municipalities it is for;
    empty: all of the jurisdiction. `seat`: AGS of the address. `lat`, `lon`: degrees (WGS 84), both or neither.
    """

    id: str
    jurisdiction: str
    provider: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    fields: tuple[str, ...]
    checked_on: date
    eligibility: Mapping[str, str] = field(default_factory=dict)
    ags: tuple[str, ...] = ()
    street: str = ""
    plz: str = ""
    town: str = ""
    seat: str = ""
    lat: float | None = None
    lon: float | None = None
    opening: str = ""
    availability: str = "open"
    rechtskreis: str = "none"
    languages: tuple[str, ...] = ()
    costs: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    state: str = DRAFT
    sample: bool = False

    @property
    def address(self) -> str:
        """In one line; empty where there is none."""
        return ", ".join(filter(None, (self.street, f"{self.plz} {self.town}".strip())))

    def holds(self, on: date) -> bool:
        """Approved, and in its time."""
        started = self.valid_from is None or self.valid_from <= on
        return self.state == APPROVED and started and (self.valid_to is None or on <= self.valid_to)

    def said(self, name: str, lang: str) -> str:
        """`title`, `text` or `eligibility` in a language; German where it was not translated; empty where unsaid."""
        told: Mapping[str, str] = getattr(self, name)
        return told.get(lang) or told.get("de", "")


def is_stale(offer: Offer, on: date, days: int) -> bool:
    """Nobody has looked at it for more than `days` (`Jurisdiction.offer_check`). What was withdrawn needs no look."""
    return offer.state != WITHDRAWN and on - offer.checked_on > timedelta(days=days)


def as_plain(offer: Offer) -> dict[str, Any]:
    """For JSON: days as YYYY-MM-DD, what is empty left out."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(offer).items()}
    return {name: value for name, value in told.items() if value not in (None, "", (), {}, False)}


def from_plain(data: Mapping[str, Any]) -> Offer:
    """The other way. Raises KeyError, TypeError, ValueError for another shape."""
    known = {one.name for one in fields(Offer)}
    given = {name: _native(name, value) for name, value in data.items() if name in known}
    return Offer(**given)


def _native(name: str, value: Any) -> Any:
    if name in ("checked_on", "valid_from", "valid_to"):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
