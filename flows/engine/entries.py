"""Removing one entry of a repeat, and taking that back.

The answers of the entries behind it move up by one, everything that looks over the entries follows by itself, and
where the entries are counted the count is lowered: nothing that was said of another entry is lost or asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.engine.changing import editable, reopen
from flows.engine.meaning import repeats_in
from flows.engine.settling import settle_all, still_fits, unconfirmed, vanish
from flows.engine.turn import Turn
from flows.events import Withdrawn
from flows.expressions import tree
from flows.model import Repeat, asks_for_entry
from flows.slots import parts, slot, step_of
from flows.state import Answer, Undo
from flows.unrolling import shape_of
from flows.unrolling.binding import At
from flows.unrolling.removing import Removal, alongside, follows
from flows.unrolling.shape import entries

#: Before the key of an entry in the list of answers: what is removed.
REMOVE = "-"


def removable(turn: Turn) -> tuple[str, ...]:
    """The entries that may be removed now (`children#2`), in flow order: those of which something was said."""
    if not turn.base.repeats:
        return ()
    told = {(around, step.at[: level + 1]) for step in _told(turn) for level, around in enumerate(step.repeats)}
    return tuple(
        slot(repeat.id, at)
        for repeat in turn.base.repeats.values()
        for at in _entries(turn, repeat)
        if (repeat.id, at) in told and _may_go(turn, repeat, at)
    )


def _told(turn: Turn) -> Iterator[Any]:
    steps = turn.flow.steps
    return (steps[key] for key in turn.state.answers if key in steps and not asks_for_entry(steps[key]))


def _entries(turn: Turn, repeat: Repeat) -> Iterator[At]:
    return entries(turn.base, (*repeat.repeats, repeat.id), shape_of(turn.base, turn.env()))


def _may_go(turn: Turn, repeat: Repeat, at: At) -> bool:
    """Are there more than there have to be, and is it known why there are so many?"""
    group, shape = alongside(turn.base, repeat), shape_of(turn.base, turn.env())
    if any(shape.get(slot(one.id, at[:-1]), 0) <= one.least for one in group) or follows(turn.base, repeat):
        return False
    key = _counted_by(repeat, at)
    if _counts_others(turn, group, {one.id for one in group} | ({step_of(key)} if key is not None else set())):
        return False
    return repeat.asked or (key is not None and _one_fewer(turn, key) is not None)


def _counts_others(turn: Turn, group: tuple[Repeat, ...], names: set[str]) -> bool:
    """Would one fewer take an entry from a repeat that has nothing to do with the one removed?"""
    others = (repeat for repeat in turn.base.repeats.values() if repeat not in group)
    return any(other.count is not None and names & other.count.names for other in others)


def _counted_by(repeat: Repeat, at: At) -> str | None:
    """The key of the answer that is the number of entries; None where that is worked out of something."""
    node = repeat.count.tree if repeat.count is not None else None
    return slot(node.name, at[: node.depth]) if isinstance(node, tree.Name) else None


def _one_fewer(turn: Turn, key: str) -> Answer | None:
    """The count without one; None where the question does not allow so few."""
    step, said = turn.flow.steps.get(key), turn.state.answers.get(key)
    if step is None or said is None or not isinstance(said.value, int | float) or said.value < 1:
        return None
    fewer = Answer(said.value - 1, turn.now.isoformat(), turn.lang)
    return fewer if still_fits(turn, step, fewer.value) else None


def changeable(turn: Turn) -> tuple[str, ...]:
    """What the list of answers offers: each answer, and behind the last of an entry its removal (`-children#2`)."""
    found = list(editable(turn))
    for entry in sorted(removable(turn), key=lambda entry: -len(parts(entry)[1])):  # inner ones stand before outer ones
        last = max(number for number, option in enumerate(found) if _is_inside(turn, option, entry))
        found.insert(last + 1, f"{REMOVE}{entry}")
    return tuple(found)


def _is_inside(turn: Turn, option: str, entry: str) -> bool:
    repeat, at = parts(entry)
    key = option.removeprefix(REMOVE)
    step = turn.flow.steps.get(key)
    around = step.repeats if step is not None else (*(inner := turn.base.repeats[step_of(key)]).repeats, inner.id)
    return around[len(at) - 1 : len(at)] == (repeat,) and parts(key)[1][: len(at)] == at


# --- removing, and back -----------------------------------------------------------------------------------------------


def remove(turn: Turn, entry: str) -> bool:
    """Remove it; False when it may not be removed (any more)."""
    if entry not in removable(turn):
        return False
    reopen(turn)
    vanish(turn)
    turn.set(answers=unconfirmed(turn))
    before, (repeat_id, at) = turn.state, parts(entry)
    repeat = turn.base.repeats[repeat_id]
    _lower(turn, repeat, at)
    removal = Removal(alongside(turn.base, repeat), at)
    moved = {kept: _moved(turn, removal, getattr(turn.state, kept)) for kept in ("answers", "aside", "held")}
    turn.set(**moved, draft=(), alternatives=(), tries=0, question=None, renumbered=True)
    turn.set(undo=Undo(entry, dict(before.answers), dict(before.aside), dict(before.held)))
    turn.emit(Withdrawn(entry, "removed"))
    vanish(turn)
    settle_all(turn)
    return True


def _lower(turn: Turn, repeat: Repeat, at: At) -> None:
    key = _counted_by(repeat, at)
    fewer = _one_fewer(turn, key) if key is not None else None
    if key is not None and fewer is not None:
        turn.set(answers={**turn.state.answers, key: fewer})


def _moved(turn: Turn, removal: Removal, kept: dict[str, Answer]) -> dict[str, Answer]:
    found = ((removal.after(key, _around(turn, key, answer)), key, answer) for key, answer in kept.items())
    asking = {repeat.id for repeat in removal.repeats}
    return {
        after: _unsaid(after, answer) if after != key and step_of(key) in asking else answer
        for after, key, answer in found
        if after is not None
    }


def _around(turn: Turn, key: str, answer: Answer) -> tuple[str, ...]:
    """The repeats around an answer's step, in the meaning in which it was given."""
    step = turn.base.steps.get(step_of(key))
    return repeats_in(answer.meant) if answer.meant or step is None else step.repeats


def _unsaid(key: str, answer: Answer) -> Answer:
    """Words that answered "another one?" do not answer "is there a first one?"."""
    return msgspec.structs.replace(answer, raw=None) if parts(key)[1][-1] == 1 else answer


def put_back(turn: Turn) -> None:
    """The entry that was removed just now is there again, and everything is as it was before."""
    undo = turn.state.undo
    assert undo is not None
    kept = {"answers": undo.answers, "aside": undo.aside, "held": undo.held}
    turn.set(**kept, draft=(), alternatives=(), tries=0, question=None, undo=None)
    turn.emit(Withdrawn(undo.entry, "undone"))
    vanish(turn)
    settle_all(turn)
