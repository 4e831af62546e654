"""A jurisdiction as data: which places it covers, its regions, teams and posts, and what it allows in messengers.

Content: `backend/content/jurisdictions/<key>.yaml`, read by `backend.content`. Nothing here is code per town.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a jurisdiction. `ags`: whole municipalities; `districts`: Stadtteile/Stadtbezirke within one."""

    key: str
    name: str
    ags: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """`fte`: full-time equivalents, the post's weight in assignment."""

    key: str
    fte: float
    employer: str


@dataclass(frozen=True, slots=True)
class Team:
    key: str  # stable, "<jurisdiction>.<team>"
    name: str
    regions: frozenset[str]
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    key: str
    name: str
    ags: frozenset[str]
    languages: tuple[str, ...]
    sensitive_in_messenger: bool
    contact: str  # German, shown to people who want to speak to somebody
    regions: tuple[Region, ...]
    teams: tuple[Team, ...]
    retention_days: int
