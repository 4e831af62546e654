"""The shape of a flow once it has been loaded and checked.

Why frozen: a published revision never changes, a conversation may rely on it for months, and the engine shares
one instance between all conversations. Texts are not in here: a step carries text *ids*; `locales` knows the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    why: str | None = None  # text id: "Why do you ask?"
    desk: str | None = None  # text id: German line shown to the case manager instead of the prompt
    relevant: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    choices: tuple[Choice, ...] = ()
    required: bool = True  # False: may be skipped
    needs: str | None = None  # consent purpose without which this is neither asked nor stored
    sensitive: bool = False  # a jurisdiction may keep it out of messengers
    before_consent: bool = False  # may be asked before the first consent
    ends: str | None = None  # a `say` that ends the conversation: "refused", "jugendamt", "done"
    urgent: Expression | None = None  # true -> the case is marked urgent and emergency help is shown
    seconds: float = 10.0  # estimated reading and answering time in German
    options: Mapping[str, Any] = field(default_factory=dict)  # what only this kind knows (purpose, min, max, …)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str  # text id
    steps: tuple[str, ...]


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
