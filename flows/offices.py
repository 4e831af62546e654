"""Who is responsible for what people say, as they are told: a municipality's address and its data protection officers.

Art. 13 (1) a and b GDPR: whoever is asked for personal data is told who the controller is and how to reach it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """`contact`: German lines, an address as on a letter; empty where a jurisdiction gives none. `officers`: the same
    of the data protection officers; empty: they are reached at `contact`."""

    contact: str
    officers: str = ""


#: By key of the jurisdiction.
Offices = Mapping[str, Office]
