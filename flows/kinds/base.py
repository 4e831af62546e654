"""What every kind of step must know: how to ask, how to read an answer, how to say it back.

One kind, one file; each registers itself and carries an example, from which manual and tests are built. A kind is pure:
everything it needs to know about the world comes in through `Context`.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from flows.hearing import Hearing, Offered, deaf
from flows.model import Choice, Step
from flows.parsing.normalise import key
from flows.protocol import InputMode

if TYPE_CHECKING:
    from flows.places import Places


class Context(msgspec.Struct, frozen=True):
    """What a kind may know. `text(id)` speaks the person's language; `everywhere(id)` every language (people
    mix), one's own believed first. This and what follows are structs for the reason `flows.state` gives."""

    lang: str
    today: date
    text: Callable[[str], str]
    everywhere: Callable[[str], tuple[str, ...]]
    places: Places
    values: Mapping[str, Any] = msgspec.field(default_factory=dict)  # answers so far, for choice filters
    choices: tuple[Choice, ...] = ()  # the choices offered now (already filtered)
    hearing: Hearing = deaf

    def hear(self, kind: str, text: str, choices: Offered | None = None) -> tuple[Any, ...]:
        """What a richer reader understands, in the person's language: see `flows.hearing.Hearing`."""
        return self.hearing(kind, text, self.lang, self.today, choices or {})


class Parsed(msgspec.Struct, frozen=True):
    """Understood. `echo`: text id and params said back at once ("Lünen (44532)"), so that it can be corrected."""

    value: Any
    echo: tuple[str, Mapping[str, Any]] | None = None


class Ambiguous(msgspec.Struct, frozen=True):
    """More than one meaning: asked back with a button each, never guessed. Values as `Parsed.value`."""

    alternatives: tuple[Any, ...]
    message: str = "ask.ambiguous"  # text id
    heard: bool = True  # False: nothing of the answer was heard, all there is to choose is offered


class Misfit(msgspec.Struct, frozen=True):
    """Not an answer to this question. `message`: text id of a sentence that says what to write instead. `beyond`: the
    value that was meant, past all that can be one; a constraint it does not meet says more than `message`."""

    message: str
    params: Mapping[str, Any] = msgspec.field(default_factory=dict)
    beyond: Any = None


Reading = Parsed | Ambiguous | Misfit


class Option(msgspec.Struct, frozen=True):
    """One button. Exactly one of `label` (text id) and `literal` (a name that needs no catalogue) is set."""

    value: str
    label: str | None = None
    literal: str | None = None
    icon: str | None = None  # pictogram


class Kind(ABC):
    """Base of all kinds. Subclasses set the class variables and override what differs."""

    name: ClassVar[str]
    summary: ClassVar[str]  # one English sentence for the manual
    example: ClassVar[str]  # a YAML step that loads
    value_type: ClassVar[str]  # type in expressions: bool text number date choice choices place country language none
    seconds: ClassVar[float] = 8.0  # time to answer once the prompt is read
    inputmode: ClassVar[InputMode] = "text"
    max_length: ClassVar[int] = 200
    multiple: ClassVar[bool] = False  # several choices: buttons tick, "done" answers
    skippable: ClassVar[bool] = True
    options: ClassVar[Mapping[str, Any]] = {}  # JSON Schema `properties` of what only this kind accepts in YAML

    def offers(self, step: Step, ctx: Context) -> tuple[Option, ...]:
        """The buttons shown, in order. Empty: nothing to tap, the person writes."""
        return ()

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        """What a written answer means. `text` is normalised and not blank."""
        raise NotImplementedError

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        """What a tapped button means. `value` comes back from a button, so it may be forged: check it."""
        raise NotImplementedError

    def calls(self, step: Step, text: str, ctx: Context, *, own: bool) -> bool:
        """Is this, letter for letter, what one of the answers to choose from is called? `own`: in the language spoken,
        not in any. For words that are a command as well."""
        return False

    def is_plain(self, step: Step, text: str, ctx: Context) -> bool:
        """Would anybody take this for an answer to the question, even days after it: nothing but figures, or what the
        answer is called? "Hallo" is near to the town of Halle, and "in two weeks" holds a number."""
        reading = self.read(step, text, msgspec.structs.replace(ctx, hearing=deaf))
        if not isinstance(reading, Parsed):
            return False
        return not any(map(str.isalpha, text)) or self.echoes(step, reading.value, text, ctx)

    def echoes(self, step: Step, value: Any, text: str, ctx: Context) -> bool:
        """Are these the words with which the answer is said back, or the beginning of them?"""
        return key(self.display(step, value, ctx)).startswith(key(text))

    def allows(self, step: Step, value: Any) -> bool:
        """Does a stored value still meet what `step` asks of this kind (its `options`, exclusive choices)?"""
        return True

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        """A stored value in `ctx.lang`, for summaries, alternatives and the desk."""
        return str(value)


KINDS: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Class decorator: makes the kind known under its name. Raises ValueError for a name taken twice."""
    if kind.name in KINDS:
        raise ValueError(f"step kind {kind.name} is registered twice")
    KINDS[kind.name] = kind()
    return kind
