"""The shape of a flow once it has been loaded and checked.

Why frozen: a published revision never changes, a conversation may rely on it for months, and the engine shares
one instance between all conversations. Texts are not in here: a step carries text *ids*; `locales` knows the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.slots import step_of

if TYPE_CHECKING:
    from flows.expressions import Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice is one object: stable value, label, match words and the German line for the desk."""

    value: str
    label: str  # text id
    words: str | None = None  # text id of a `|`-separated list of words a person may write instead
    desk: str | None = None  # text id of the German line a case manager reads; default: the label
    exclusive: bool = False  # "none of these": clears all others
    relevant: Expression | None = None  # choice filter
    name: str | None = None  # in exports, where it is not the value
    icon: str | None = None  # its pictogram, one of flows.pictograms; channels that have none leave it away
    attributes: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)  # what a filter may ask of it


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition the answer must meet (`it` is the answer) and the sentence said when it does not."""

    test: Expression
    message: str  # text id


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow. `kind` names the file in `flows/kinds/` that knows how to ask and to read the answer."""

    id: str
    kind: str
    section: str
    prompt: str  # text id
    hint: str | None = None  # text id
    alt: str | None = None  # text id: what its picture shows, for those who do not see it
    why: str | None = None  # text id: "Why do you ask?"
    desk: str | None = None  # text id: German line shown to the case manager instead of the prompt
    relevant: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool | Expression = True  # False: may be skipped
    required_message: str | None = None  # text id: said when somebody skips it all the same
    needs: str | None = None  # consent purpose without which this is neither asked nor stored
    sensitive: bool = False  # a jurisdiction may keep it out of messengers
    before_consent: bool = False  # may be asked before the first consent
    ends: str | None = None  # a `say` that ends the conversation: "refused", "jugendamt", "done"
    urgent: Expression | None = None  # true -> the case is marked urgent and emergency help is shown
    seconds: float = 10.0  # estimated reading and answering time in German
    options: Mapping[str, Any] = field(default_factory=dict)  # what only this kind knows (purpose, min, max, …)
    default: Expression | None = None  # offered as an answer that needs only to be kept
    media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # image|audio|video -> language or "*" -> file
    staff_hint: str | None = None  # text id: German line for the case manager under the answer
    version: int = 1  # of what the question means: who answered an older one is asked again
    name: str | None = None  # in exports, where it is not the id
    groups: tuple[str, ...] = ()  # ids of the groups around it, outermost first
    repeats: tuple[str, ...] = ()  # ids of the repeats around it, outermost first
    at: tuple[int, ...] = ()  # written out for this entry of each of `repeats`; () in the flow itself
    headings: tuple[str | None, ...] = ()  # text ids of what the entries around it are called ("Kind {n}")
    names: Mapping[str, str] = field(default_factory=dict)  # {placeholder} in its texts -> answer or computed value


def asks_for_entry(step: Step) -> bool:
    """Is this the question that begins an entry of a repeat? It has the repeat's id."""
    return bool(step.repeats) and step_of(step.id) == step.repeats[-1]


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is worked out and never asked. `desk`: German line of the case manager, who then reads it too."""

    id: str
    value: Expression
    section: str
    desk: str | None = None  # text id
    name: str | None = None
    repeats: tuple[str, ...] = ()
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions asked for each entry: as many as `count` says, or as often as somebody says "another one".

    Where it is asked, `id` is also the id of that yes/no step (`children#1`: is there a first?), with `more` in place
    of its prompt from the second on. `least` entries are there anyway; there are never more than `most`.
    """

    id: str
    section: str
    items: tuple[str, ...]  # ids of steps, computed values and repeats inside, in order
    label: str | None = None  # text id of an entry's name, with {n}
    title: str | None = None  # text id
    more: str | None = None  # text id; None: not asked but counted
    count: Expression | None = None
    relevant: Expression | None = None
    least: int = 0
    most: int = 20
    name: str | None = None
    repeats: tuple[str, ...] = ()  # the repeats around it, outermost first

    @property
    def asked(self) -> bool:
        return self.count is None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str  # text id
    steps: tuple[str, ...]  # ids of all its steps, also those inside repeats
    items: tuple[str, ...] = ()  # ids of steps, computed values and repeats, in order; () where it is written out


@dataclass(frozen=True, slots=True)
class Flow:
    """A checked flow. `source` maps each text id to its German source; `revision` is the content hash."""

    id: str
    revision: str
    format: int
    title: str  # text id
    sections: tuple[Section, ...]
    steps: Mapping[str, Step]  # in asking order
    source: Mapping[str, str]
    dependents: Mapping[str, tuple[str, ...]]  # step id -> ids of steps whose expressions read it, transitively
    lang: str = "de"  # of the source texts
    repeats: Mapping[str, Repeat] = field(default_factory=dict)  # outer before inner, in order
    computed: Mapping[str, Computed] = field(default_factory=dict)
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)  # step or repeat id -> ids it reads
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # text id -> {placeholders} in it
