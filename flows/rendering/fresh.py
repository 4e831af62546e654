"""Wire objects from values that are known to be right, without checking them again.

A reply holds a dozen buttons, put together from texts and values of a checked flow. Pydantic's check of each costs more
than the turn's SQL. What comes in over the wire is still checked, and so is every reply at the bot's end of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from flows.protocol import Wire

W = TypeVar("W", bound=Wire)
_set = object.__setattr__


def fresh(kind: type[W], /, **fields: Any) -> W:
    """`kind(**fields)` for fields that have their types already; what is not given has its default.

    Lists are taken as they are: hand over ones that nobody changes.
    """
    plain, lists = _defaults(kind)
    values = {**plain, **fields}
    for name in lists:
        if name not in fields:
            values[name] = []
    return filled(kind, values)


def filled(kind: type[W], values: dict[str, Any]) -> W:
    """The object with exactly these fields: all of them, in their order. The dict becomes the object's own."""
    made = kind.__new__(kind)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", _names(kind))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


@cache
def _defaults(kind: type[Wire]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Every field in its order with its default (None where it has none), and those that begin as an empty list."""
    fields = kind.model_fields
    lists = tuple(name for name, field in fields.items() if field.default_factory is not None)
    needed = {name for name, field in fields.items() if field.is_required() or name in lists}
    return {name: None if name in needed else field.default for name, field in fields.items()}, lists


@cache
def _names(kind: type[Wire]) -> set[str]:
    """All count as set, so that nothing is left out when the object is written."""
    return set(kind.model_fields)
