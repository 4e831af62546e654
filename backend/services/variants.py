"""Which variant of a flow somebody is asked: that of the town they live in, else of its jurisdiction, else none.

A variant is named for a municipality (`luenen`) or a jurisdiction (`kreis-unna`). Until the place is known, the link or
QR code somebody came by decides; while they are changing the place, nothing does.
"""

from __future__ import annotations

from backend.services.editions import Edition, variant_in
from backend.services.world import World
from flows.places.names import slug
from flows.state import State


def where_lived(world: World, edition: Edition, state: State, jurisdiction: str | None) -> Edition:
    """`edition` as it is asked where this person lives. `jurisdiction`: known from the way they came."""
    if not edition.variants:
        return edition
    place = residence(edition, state)
    if place is None:
        before = variant_in(state.revision)
        return edition.of(before if before in edition.variants else jurisdiction)
    if place not in edition.asked_in:
        edition.asked_in[place] = next((key for key in _keys(world, place) if key in edition.variants), None)
    return edition.of(edition.asked_in[place])


def residence(edition: Edition, state: State) -> str | None:
    """The AGS of the place somebody lives in, "" for one outside; None when it was not said, or is being changed."""
    for step in edition.homes:
        answer = state.answers.get(step)
        if answer is not None and answer.value is not None:
            return str(answer.value.get("ags") or "")
    return None


def _keys(world: World, ags: str) -> tuple[str, ...]:
    """What a variant for this place may be called, the nearest first."""
    town = world.places.municipalities.get(ags)
    if town is None:
        return ()
    return (slug(town.name), *(key for key, found in world.jurisdictions.items() if ags in found.ags))
