"""What a service may use: every port in one place, put together by the composition root and by tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.crypto import Keyring
from backend.domain.ids import Ids
from backend.domain.jurisdictions import Jurisdiction
from backend.persistence.database import Database
from backend.services.editions import Editions
from backend.services.recorded import Recorded
from backend.settings import Settings
from flows.offices import Offices
from flows.places import Places
from locales.texts import Texts


@dataclass(frozen=True, slots=True)
class World:
    """`clock` gives aware UTC times; `texts` are the product's own, a conversation speaks with its edition's."""

    db: Database
    keyring: Keyring
    clock: Callable[[], datetime]
    ids: Ids
    texts: Texts
    places: Places
    editions: Editions
    jurisdictions: Mapping[str, Jurisdiction]
    offices: Offices  # of the jurisdictions, as people are told of them
    settings: Settings
    recorded: Recorded = field(default_factory=Recorded)
