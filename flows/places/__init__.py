"""Where somebody lives: a PLZ or the name of a town, as people write them, to municipality and AGS.

The municipality decides who is responsible for a case, so nothing is guessed: a PLZ that two towns share, or a name
that may be two places, gives both. Outside North Rhine-Westphalia only the name is known.
"""

from __future__ import annotations

from functools import cache

from flows.places.model import Municipality, Place, PlaceResult
from flows.places.places import Places
from flows.places.tables import read_tables

__all__ = ["Municipality", "Place", "PlaceResult", "Places", "load_places"]


@cache
def load_places() -> Places:
    """The places, read from the package's tables once per process."""
    return Places(read_tables())
