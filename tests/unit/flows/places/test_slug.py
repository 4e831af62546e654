"""Files are called after towns: one name each, in letters every keyboard has."""

from __future__ import annotations

import pytest

from flows.places import load_places
from flows.places.names import slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Lünen", "luenen"), ("Castrop-Rauxel", "castrop-rauxel"), ("Fröndenberg/Ruhr", "froendenberg"), ("Unna", "unna")],
)
def test_a_town_has_a_plain_name(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_no_two_towns_of_the_tables_would_share_a_file_but_where_their_names_are_the_same() -> None:
    towns = [town.name for town in load_places().municipalities.values()]
    shared = {slug(name) for name in towns if sum(slug(other) == slug(name) for other in towns) > 1}
    assert shared <= {slug(name) for name in towns if "/" in name or "(" in name or " " in name}
