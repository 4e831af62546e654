"""What the event log tells about a flow: where people take long, are not understood, and leave.

The log holds types and ids, never what was said. A question counts by the id of its step, whatever the entry of a
repeat. People who leave a question are counted against those who saw *that* question, not against all who began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from flows.slots import step_of

#: A longer gap is a pause, not thinking: its time is not counted.
PAUSE_MS = 30 * 60 * 1000
#: Fewer than this and a figure could point at a person.
FEW = 5
#: Ends of a conversation: whoever got there has not left.
ENDS = frozenset({"submitted", "refused", "jugendamt", "ended", "erased"})
#: Taken back by the person, not by what followed from another answer.
BY_HAND = frozenset({"back", "edit"})

#: One entry of the log: type of the event, step or status, and for what was taken back how.
Entry = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Logged:
    """One turn of a conversation. `at`: epoch milliseconds."""

    at: int
    entries: Sequence[Entry]


@dataclass(slots=True)
class Question:
    """`people` saw it, `views` times in all. `seconds`: from question to answer, pauses left out."""

    step: str
    people: int = 0
    views: int = 0
    answered: int = 0
    skipped: int = 0
    taken_back: int = 0
    misunderstood: int = 0
    left: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def drop_off(self) -> float:
        """Share of those who saw it and left there."""
        return self.left / self.people if self.people else 0.0

    @property
    def median_s(self) -> float | None:
        return median(self.seconds) if self.seconds else None

    @property
    def p90_s(self) -> float | None:
        if len(self.seconds) < 2:
            return self.median_s
        return quantiles(self.seconds, n=10, method="inclusive")[-1]


@dataclass(slots=True)
class Report:
    conversations: int = 0
    finished: int = 0
    abandoned: int = 0
    questions: dict[str, Question] = field(default_factory=dict)

    def question(self, step: str) -> Question:
        return self.questions.setdefault(step, Question(step))


def report(conversations: Iterable[Sequence[Logged]], now: int, abandoned_after: int) -> Report:
    """Figures over conversations, each its turns in order. `now` and `abandoned_after` in milliseconds: whoever has
    said nothing for so long, and was asked something, has left.
    """
    found = Report()
    for turns in conversations:
        if turns:
            _Reading(found).conversation(turns, now, abandoned_after)
    return found


class _Reading:
    """One conversation read from its log."""

    def __init__(self, found: Report) -> None:
        self._found = found
        self._seen: set[str] = set()
        self._slot: str | None = None  # the question before the person
        self._since = 0
        self._over = False

    def conversation(self, turns: Sequence[Logged], now: int, abandoned_after: int) -> None:
        for turn in turns:
            for entry in turn.entries:
                self._entry(entry, turn.at)
        found = self._found
        found.conversations += 1
        found.finished += self._over
        if not self._over and self._slot is not None and now - turns[-1].at > abandoned_after:
            found.abandoned += 1
            found.question(step_of(self._slot)).left += 1

    def _entry(self, entry: Entry, at: int) -> None:
        kind, about = entry[0], entry[1] or ""
        if kind == "Ask":
            self._asked(about, at)
        elif kind in ("Answered", "Skipped"):
            self._replied(about, at, skipped=kind == "Skipped")
        elif kind == "Withdrawn" and len(entry) > 2 and entry[2] in BY_HAND:
            self._found.question(step_of(about)).taken_back += 1
        elif kind == "Misfit":
            self._found.question(step_of(about)).misunderstood += 1
        elif kind == "StatusChanged":
            self._over = about in ENDS

    def _asked(self, slot: str, at: int) -> None:
        """A dialog of the engine waits before the question; the same question shown again is no new view."""
        if slot.startswith("!") or slot == self._slot:
            return
        step = step_of(slot)
        question = self._found.question(step)
        question.views += 1
        if step not in self._seen:
            self._seen.add(step)
            question.people += 1
        self._slot, self._since = slot, at

    def _replied(self, slot: str, at: int, *, skipped: bool) -> None:
        question = self._found.question(step_of(slot))
        question.skipped += skipped
        question.answered += not skipped
        if slot != self._slot:
            return
        if at - self._since <= PAUSE_MS:
            question.seconds.append((at - self._since) / 1000)
        self._slot = None
