"""What an expression is translated against: the values behind its names, as `Env` is for evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.proofs.values import Day, Names, Term, Value, Word


@dataclass(frozen=True, slots=True)
class World:
    """`values`: names that can be read. `answered`: whether there is an answer. `consents`: purpose -> given.

    `gaps` fills with what could not be put into a formula: functions, shapes, names.
    """

    names: Names
    values: Mapping[str, Value]
    answered: Mapping[str, Term]
    consents: Mapping[str, Term]
    today: Day
    lang: Word
    channel: Word
    gaps: set[str] = field(default_factory=set)
    computed: dict[str, Value] = field(default_factory=dict)  # computed values read so far, by name
