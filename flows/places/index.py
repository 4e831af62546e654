"""The place tables turned round: from what a person writes to the names it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.parsing.fuzzy import nearest
from flows.places.model import Place
from flows.places.names import name_key, short_name, spellings
from flows.places.tables import Tables

#: A district with more municipalities than this is no help as a list of buttons.
LIST = 12

Names = Mapping[str, tuple[Place, ...]]


def _index(named: Iterable[tuple[str, Place]]) -> Names:
    index: dict[str, dict[Place, None]] = defaultdict(dict)
    for name, place in named:
        for spelling in spellings(name):
            index[spelling][place] = None
    return {spelling: tuple(places) for spelling, places in index.items()}


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names in the order in which they are believed: a town of the state, a town elsewhere, a quarter, a short form."""

    levels: tuple[Names, ...]
    typos: Names

    def exact(self, text: str) -> tuple[Place, ...]:
        written = name_key(text)
        return next((level[written] for level in self.levels if written in level), ())

    def similar(self, text: str) -> tuple[Place, ...]:
        found = nearest(name_key(text), self.typos)
        return tuple(dict.fromkeys(place for name in found for place in self.typos[name]))


def build(tables: Tables, towns: Mapping[str, Place]) -> NameIndex:
    """`towns`: AGS -> the place of that municipality as named without a PLZ."""
    ours = _index((town.name, town) for town in towns.values())
    aliases = _index((alias, towns[ags]) for ags, alias in tables.aliases)
    short = _index((short_name(town.name), town) for town in towns.values())
    quarters = _index((quarter, towns[ags]) for ags, _, quarter in tables.quarters)
    outside = sorted({name for names in tables.elsewhere.values() for name in names})
    elsewhere = _index((name, Place(name)) for name in outside)
    shortened = sorted({short_name(name) for name in outside} - set(outside))
    elsewhere_short = _index((name, Place(name)) for name in shortened)
    levels = (ours, aliases, short, elsewhere, quarters, _districts(tables, towns), elsewhere_short)
    return NameIndex(levels, {**short, **aliases, **ours})


def _districts(tables: Tables, towns: Mapping[str, Place]) -> Names:
    """A whole district named: its municipalities, to choose from."""
    members: dict[str, list[Place]] = defaultdict(list)
    for ags, municipality in tables.municipalities.items():
        members[municipality.kreis].append(towns[ags])
    return _index((name, town) for name, listed in members.items() if len(listed) <= LIST for town in listed)
