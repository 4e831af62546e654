"""What screening one person finds: outcomes, each with the rows that made it."""

from __future__ import annotations

from dataclasses import dataclass

from flows.expressions import Env
from flows.rules.model import Row


@dataclass(frozen=True, slots=True)
class Target:
    """`rows` made the outcome; none where a human decides because `missing` answers would have to be known, or there
    is no rule for the day. `disagree`: confirmed rows that say different things."""

    outcome: str
    rows: tuple[Row, ...] = ()
    group: str | None = None
    to: str | None = None
    missing: tuple[str, ...] = ()
    disagree: bool = False
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    to: str
    urgency: str
    rows: tuple[Row, ...]
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Need:
    """`score` None: it was not asked or not said."""

    field: str
    score: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A flag or a strength."""

    name: str
    rows: tuple[Row, ...]
    human: bool = False


@dataclass(frozen=True, slots=True)
class Screening:
    """`holding`: every row that holds, also those that changed nothing in the end."""

    env: Env
    target: Target
    referrals: tuple[Referral, ...]
    needs: tuple[Need, ...]
    flags: tuple[Marked, ...]
    strengths: tuple[Marked, ...]
    holding: tuple[Row, ...] = ()
