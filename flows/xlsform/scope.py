"""What `${names}` mean while one cell is translated: which question, which type, and how far away in the repeats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flows.xlsform.code import ChoiceList, Code, Type, Untranslatable


@dataclass(frozen=True, slots=True)
class Known:
    """A question or computed value, as expressions see it. `repeats`: ids of those around it, outermost first."""

    id: str
    type: Type
    repeats: tuple[str, ...] = ()
    list: ChoiceList | None = None
    whole: bool = False
    total: bool = False  # a computed text or condition: never unknown
    sometimes: bool = False  # has a relevance inside its repeat
    shown: str = ""  # the id texts show for it, where that is another one
    why: str = ""  # why it has no value at all
    order: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """A repeat: its id, and those around it."""

    id: str
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of a choice list, as a filter reads it. `list`: it holds names of that list, as values of ours."""

    id: str
    type: Type
    list: ChoiceList | None = None


@dataclass(slots=True)
class Scope:
    """`own`: the question the cell belongs to. `it`: its answer is what is being checked. `groups`: groups between the
    question and its innermost repeat, for `position(..)`. `adapted` collects what was translated to something near."""

    known: Mapping[str, Known]
    repeats: Mapping[str, Around]
    own: Known | None = None
    here: tuple[str, ...] = ()
    it: bool = False
    groups: int = 0
    attributes: Mapping[str, Attribute] | None = None
    version: str = ""
    adapted: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def ref(self, name: str) -> Code:
        if name.startswith("last-saved#"):
            raise Untranslatable("answers of an earlier filled-in form (last-saved) are not kept")
        found = self.known.get(name)
        if found is None:
            raise Untranslatable(
                f"'${{{name}}}' is a {'repeat' if name in self.repeats else 'group'}, which has no value"
            )
        if self.it and self.own is not None and found.id == self.own.id:
            return self.answer()
        if found.type == "none":
            raise Untranslatable(f"'${{{name}}}' {found.why or 'has no answer'}")
        self.read.add(found.id)
        return self.code(found, self.beyond(found.repeats))

    def code(self, found: Known, over: tuple[str, ...]) -> Code:
        return Code(
            found.id, found.type, total=found.total, name="" if over else found.id, list=found.list, over=over,
            whole=found.whole, blankable=found.total and found.type == "text", sometimes=found.sometimes,
        )  # fmt: skip

    def answer(self) -> Code:
        """`.`"""
        if self.own is None:
            raise Untranslatable("'.' has no answer here")
        if not self.it:
            raise Untranslatable("a question cannot read its own answer here")
        return replace(self.code(self.own, ()), text="it", name="it")

    def beyond(self, repeats: tuple[str, ...]) -> tuple[str, ...]:
        """The repeats to go through from here to something in `repeats`."""
        shared = 0
        while shared < min(len(repeats), len(self.here)) and repeats[shared] == self.here[shared]:
            shared += 1
        return repeats[shared:]

    def inside(self, repeat: str) -> Scope:
        """The same cell, seen from within a repeat."""
        return replace(self, here=(*self.repeats_of(repeat), repeat))

    def repeats_of(self, repeat: str) -> tuple[str, ...]:
        return next((around.repeats for around in self.repeats.values() if around.id == repeat), ())
