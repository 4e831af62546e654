"""What becomes of the keys of answers when one entry of a repeat is removed: the entries behind it move up.

Without the second child, `birth#3` is `birth#2` and `school#3-1` is `school#2-1`; what was said of the second is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.expressions import tree
from flows.model import Flow, Repeat
from flows.slots import parts, slot
from flows.unrolling.binding import At


@dataclass(frozen=True, slots=True)
class Removal:
    """The entry `at` of all `repeats`, which have as many entries as one another for one reason."""

    repeats: tuple[Repeat, ...]
    at: At

    def after(self, key: str, repeats: tuple[str, ...]) -> str | None:
        """The key of an answer afterwards; None when it goes. `repeats`: the ones around its step, outermost first,
        with its own where the step asks for entries.
        """
        step_id, at = parts(key)
        level = len(self.at) - 1
        inside = next((one for one in self.repeats if repeats[level : level + 1] == (one.id,)), None)
        if inside is None or len(at) <= level or at[:level] != self.at[:level]:
            return key
        gone = self.at[level]
        if step_id == inside.id:  # entries there are anyway are not asked for
            gone = max(gone, inside.least + 1)
        if at[level] == gone:
            return None
        return slot(step_id, (*at[:level], at[level] - 1, *at[level + 1 :])) if at[level] > gone else key


def alongside(flow: Flow, repeat: Repeat) -> tuple[Repeat, ...]:
    """This repeat and the others that are counted by the same, or by the number of its entries: three children have
    three names here and three schools there, and who goes, goes from both.
    """
    found = [repeat]
    for other in flow.repeats.values():
        if other not in found and other.repeats == repeat.repeats and any(_follows(other, one) for one in found):
            found.append(other)
    return tuple(found)


def follows(flow: Flow, repeat: Repeat) -> bool:
    """Does another repeat's number of entries decide how many this one has?"""
    return any(_counts(repeat, other) for other in flow.repeats.values())


def _follows(repeat: Repeat, other: Repeat) -> bool:
    same = repeat.count is not None and other.count is not None and repeat.count.tree == other.count.tree
    return same or _counts(repeat, other)


def _counts(repeat: Repeat, other: Repeat) -> bool:
    node = repeat.count.tree if repeat.count is not None else None
    return isinstance(node, tree.Over) and node.body is None and node.repeat == other.id
