"""What a person did, as the engine sees it. Channels and interpreters turn taps and words into these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

#: What a person may do at every moment. `arg`: language code for `language`, step id for `edit`.
COMMANDS = (
    "start",
    "back",
    "edit",
    "skip",
    "why",
    "help",
    "repeat",
    "pause",
    "stop",
    "resume",
    "language",
    "human",
    "data",
    "delete",
    "emergency",
    "withdraw",
    "menu",
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What an interpreter takes words for that are no answer. One of `command`, `said` and `need` is set.

    `said`: greet | thank | bot. `need`: its intent, `field`: its field of action, `purpose`: the consent it rests on.
    """

    command: str | None = None
    arg: str | None = None
    said: str | None = None
    need: str | None = None
    field: str = ""
    purpose: str = ""


class Beside(Protocol):
    """What words tell beside the answer they are. Looked at where it counts, and only then worked out: most words are
    simply the answer.
    """

    @property
    def meant(self) -> Meant | None:
        """Counts only where the question finds no answer in the words."""

    @property
    def written_in(self) -> str | None:
        """The language they are surely in, where that is not the one of the conversation."""


@dataclass(frozen=True, slots=True)
class Known:
    """See `Beside`: worked out already."""

    meant: Meant | None = None
    written_in: str | None = None


#: Words that tell nothing but what they say.
NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Text:
    """Written words, already normalised (NFC, no control or bidi characters, at most 4096 characters).

    `step`: the question they were written under, where the channel knows; "" where it does not.
    """

    text: str
    danger: bool = False  # the interpreter heard a danger word in it
    beside: Beside = NOTHING
    step: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A button. `asked`/`nonce` tell whether it belongs to the present question; `value`: choice or command."""

    nonce: str
    asked: int
    step: str
    value: str


@dataclass(frozen=True, slots=True)
class Values:
    """A whole form at once (web chat without JavaScript): the ticked choices of a many-choices question."""

    nonce: str
    asked: int
    step: str
    values: tuple[str, ...]


class Nearness(Enum):
    """How near the words of a command are to who says them."""

    OWN = "own"  # words of the language of the conversation, or several words of any
    SHARED = "shared"  # one word, German or English, or a given name as well
    FOREIGN = "foreign"  # one word of any other language


@dataclass(frozen=True, slots=True)
class Said:
    """The words a command was said in, as in `Text`: they may be an answer after all, to the question `step`."""

    text: str
    nearness: Nearness = Nearness.OWN
    step: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command by button, slash command or word. `asked` None: not bound to a question (typed). `said`: by words."""

    name: str
    arg: str | None = None
    nonce: str | None = None
    asked: int | None = None
    said: Said | None = None


#: The kind of message that are so many that nobody listened to them.
UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class Media:
    """Something we cannot read: photo, voice, …, or words that are none (`empty`) or too many (`too_long`, `flood`,
    `UNHEARD`)."""

    media: str
    danger: bool = False  # a danger word was heard in its caption, or in the words that are too many


@dataclass(frozen=True, slots=True)
class Correction:
    """A message that answered `step` was edited to say `text`."""

    step: str
    text: str
    danger: bool = False


Input = Text | Tap | Values | Command | Media | Correction
