"""A checked package as bytes and back, so that it need not be checked again: a fifth of the time of loading it.

What is kept is data: a nested list in which every object is a number (its class, from the closed list below) and the
values of its fields. So reading it can make nothing but the parts of a flow, and no code of a file is ever run. Typed
trees are kept, their closures are made when an expression is first asked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import ModuleType
from typing import Any

import msgspec

from flows import model
from flows.expressions import Expression, kept_expression, tree, types
from flows.model import Flow
from flows.packaging import translations, variants
from flows.packaging.translations import Language
from flows.packaging.variants import Variant
from flows.problems import FlowProblem


@dataclass(frozen=True, slots=True)
class Compiled:
    """All of a package that takes work to find out."""

    flow: Flow
    variants: Mapping[str, Variant]
    translations: Mapping[str, Language]
    warnings: tuple[FlowProblem, ...]


def dump(compiled: Compiled) -> bytes:
    """Raises TypeError for a part of a flow that this module does not know."""
    packer = _Packer()
    body = packer.pack(compiled)
    return msgspec.msgpack.encode([packer.shared, body])


def load(data: bytes) -> Compiled:
    """Raises ValueError for bytes that `dump` of this version did not make."""
    try:
        with _undisturbed():
            shared, body = msgspec.msgpack.decode(data)
            found = _Unpacker(shared).read(body)
    except (msgspec.DecodeError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as wrong:
        raise ValueError(f"not a compiled package: {wrong}") from None
    if not isinstance(found, Compiled):
        raise ValueError("not a compiled package")
    return found


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A hundred thousand objects come into being and none goes: looking for garbage meanwhile takes half the time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


# --- which classes there are ------------------------------------------------------------------------------------------


def _classes(*modules: ModuleType) -> tuple[type, ...]:
    own = (
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.__name__
    )
    return tuple(sorted(own, key=lambda cls: (cls.__module__, cls.__name__)))


_TUPLE, _LIST, _DICT, _SET, _DATE, _SHARED, _FIRST = range(7)
CLASSES = (*_classes(model, tree, types, translations, variants), Compiled, Expression, FlowProblem)
_NUMBER = {cls: number for number, cls in enumerate(CLASSES, start=_FIRST)}
#: Not kept: made anew from the tree.
_MADE: Mapping[type, frozenset[str]] = {Expression: frozenset({"run", "raw", "type"})}


def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls) if field.name not in _MADE.get(cls, ()))


_FIELDS = {cls: _names(cls) for cls in CLASSES}

_OFTEN = frozenset({types.Domain, Expression, model.Choice})

# --- there ------------------------------------------------------------------------------------------------------------

_PLAIN = (bool, int, float, str, type(None))


class _Packer:
    """`shared`: what may stand in many places is kept once: the values a choice can have, choices of a list, and
    expressions, because the trees of computed values hold those they read.
    """

    def __init__(self) -> None:
        self.shared: list[Any] = []
        self._known: dict[object, int] = {}

    def pack(self, value: Any) -> Any:
        cls = value.__class__
        if cls in _PLAIN:
            return value
        if cls in _OFTEN:
            return [_SHARED, self._number(value, value if cls is types.Domain else id(value))]
        return self._object(value) if cls in _NUMBER else self._collection(value)

    def _object(self, value: Any) -> list[Any]:
        cls = value.__class__
        return [_NUMBER[cls], *(self.pack(getattr(value, name)) for name in _FIELDS[cls])]

    def _collection(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [_TUPLE, *map(self.pack, value)]
        if isinstance(value, list):
            return [_LIST, *map(self.pack, value)]
        if isinstance(value, Mapping) and all(part.__class__ in _PLAIN for item in value.items() for part in item):
            return dict(value)  # most of a flow: its texts
        if isinstance(value, Mapping):
            return [_DICT, *(self.pack(part) for item in value.items() for part in item)]
        if isinstance(value, frozenset):
            return [_SET, *map(self.pack, sorted(value))]
        if isinstance(value, date):
            return [_DATE, value.isoformat()]
        raise TypeError(f"a flow holds no {type(value).__name__}")

    def _number(self, value: Any, key: object) -> int:
        """What is inside comes before it: so it can be read in order."""
        known = self._known.get(key)
        if known is None:
            packed = self._object(value)
            known = self._known[key] = len(self.shared)
            self.shared.append(packed)
        return known


# --- and back ---------------------------------------------------------------------------------------------------------

_Read = Callable[[Any], Any]
_Builder = Callable[[list[Any], _Read], Any]


class _Unpacker:
    def __init__(self, shared: list[Any]) -> None:
        self._shared: list[Any] = []
        for packed in shared:
            self._shared.append(self.read(packed))

    def read(self, packed: Any) -> Any:
        if packed.__class__ is not list:
            return packed
        number = packed[0]
        if number == _SHARED:
            return self._shared[packed[1]]
        return _BUILDERS[number](packed, self.read)


def _dict(packed: list[Any], read: _Read) -> dict[Any, Any]:
    values = map(read, packed[1:])
    return dict(zip(values, values, strict=True))


def _built(cls: type) -> _Builder:
    """Fields are set past `frozen`, by their slots: the object is being made, nobody has seen it yet."""
    new = object.__new__
    setters = tuple(getattr(cls, name).__set__ for name in _FIELDS[cls])

    def build(packed: list[Any], read: _Read) -> Any:
        made: Any = new(cls)
        for put, value in zip(setters, packed[1:], strict=True):
            put(made, read(value) if value.__class__ is list else value)
        return made

    return build


def _expression(packed: list[Any], read: _Read) -> Expression:
    kept = dict(zip(_FIELDS[Expression], map(read, packed[1:]), strict=True))
    return kept_expression(kept["source"], kept["names"], kept["purposes"], kept["tree"], kept["unrolls"])


_BUILDERS: dict[int, _Builder] = {
    _TUPLE: lambda packed, read: tuple(map(read, packed[1:])),
    _LIST: lambda packed, read: list(map(read, packed[1:])),
    _DICT: _dict,
    _SET: lambda packed, read: frozenset(map(read, packed[1:])),
    _DATE: lambda packed, read: date.fromisoformat(packed[1]),
    **{number: _built(cls) for cls, number in _NUMBER.items()},
    _NUMBER[Expression]: _expression,
}
