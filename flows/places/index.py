"""The place tables turned round: from what a person writes to the names it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.parsing.fuzzy import nearest
from flows.places.model import Place
from flows.places.names import name_key, short_name, spellings
from flows.places.sound import Sounds
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
    initials: Mapping[str, tuple[str, ...]]  # first letter -> keys of `typos`
    sounds: Sounds
    heard: Mapping[str, Place]  # short name of a town of the state -> the town

    def exact(self, text: str) -> tuple[Place, ...]:
        written = name_key(text)
        return next((level[written] for level in self.levels if written in level), ())

    def similar(self, text: str) -> tuple[Place, ...]:
        written = name_key(text)
        found = nearest(written, self.initials.get(written[:1], ()))
        return tuple(dict.fromkeys(place for name in found for place in self.typos[name]))

    def by_ear(self, text: str) -> tuple[Place, ...]:
        """Towns of the state that a word in another script sounds like."""
        return tuple(self.heard[name] for name in self.sounds.like(text))


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
    heard = {short_name(town.name): town for town in towns.values()}
    typos = {**short, **aliases, **ours}
    return NameIndex(levels, typos, _by_initial(typos), Sounds(heard), heard)


def _by_initial(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    initials: dict[str, list[str]] = defaultdict(list)
    for name in names:
        initials[name[:1]].append(name)
    return {letter: tuple(same) for letter, same in initials.items()}


def _districts(tables: Tables, towns: Mapping[str, Place]) -> Names:
    """A whole district named: its municipalities, to choose from."""
    members: dict[str, list[Place]] = defaultdict(list)
    for ags, municipality in tables.municipalities.items():
        members[municipality.kreis].append(towns[ags])
    return _index((name, town) for name, listed in members.items() if len(listed) <= LIST for town in listed)
