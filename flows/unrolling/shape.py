"""How many entries each repeat has, read off the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from flows.expressions import Env
from flows.model import Flow, Repeat
from flows.slots import slot
from flows.unrolling.binding import At, Binder

#: Slot of a repeat (`children`, `schools#2`: the schools of the second child) -> number of its entries.
Shape = Mapping[str, int]


def shape_of(flow: Flow, env: Env) -> Shape:
    """Counts read earlier answers only, so one pass in the flow's order finds them all."""
    shape: dict[str, int] = {}
    for repeat in flow.repeats.values():
        for at in entries(flow, repeat.repeats, shape):
            shape[slot(repeat.id, at)] = _entries(repeat, at, env, shape)
    return shape


def entries(flow: Flow, repeats: tuple[str, ...], shape: Shape) -> Iterator[At]:
    """Every entry of repeats in one another: (1,), (2,) or (1, 1), (1, 2), (2, 1) …; one empty for no repeats."""
    found: list[At] = [()]
    for repeat in repeats:
        found = [(*at, number) for at in found for number in range(1, shape.get(slot(repeat, at), 0) + 1)]
    return iter(found)


def _entries(repeat: Repeat, at: At, env: Env, shape: Shape) -> int:
    if repeat.asked:
        return _said(repeat, at, env)
    assert repeat.count is not None
    binder = Binder(shape)
    relevant = repeat.relevant is None or binder.expression(repeat.relevant, at)(env) is True
    counted = binder.expression(repeat.count, at)(env) if relevant else None
    return repeat.least if counted is None else max(repeat.least, min(int(counted), repeat.most))


def _said(repeat: Repeat, at: At, env: Env) -> int:
    """As many as were agreed to one after the other."""
    for number in count(repeat.least + 1):
        if number > repeat.most or env.values.get(slot(repeat.id, (*at, number))) is not True:
            return number - 1
    raise AssertionError("unreachable: every repeat has a most")
