"""From a transcript to what the templates show: bubbles, the present question's answers, the menu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.channels.webchat.markup import TITLE, rich, safe_url, sheet
from flows.engine.offers import OFFER
from flows.inputs import Command, Tap
from flows.protocol import TEXT_LIMIT, TYPED, Button, Entry, Media, Message, Progress, Transcript
from flows.rendering import parse_button

#: Kinds asked in words of one's own: a box of several lines.
LONG = frozenset({"text"})
#: HTML's `autocomplete`: lets the phone offer its owner's number instead of making them type it.
AUTOCOMPLETE = {"phone": "tel", "email": "email"}
#: What is said in these roles names 112 or 116 117 to be called, never as a mere figure.
NUMBERS = frozenset({"emergency", "say"})
ROLES = ("choice", "done", "keep", "language", "command")
#: In the address after an answer, which leads to the next question itself. Where it is not, the page has to.
ANSWERED = "answered"
OVER = frozenset({"submitted", "refused", "ended", "jugendamt", "erased"})


@dataclass(frozen=True, slots=True)
class Link:
    """Stands in its bubble for good: leads to `url`, or sends `data`, which holds whatever is asked by now."""

    label: str
    url: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `dir` is "auto" for what somebody typed: they may mix scripts, and the team writes German in an
    Arabic chat. `lang` None: the page's; "": nobody knows."""

    id: str
    role: str
    html: Markup
    sheet: Markup | None
    hint: Markup | None
    media: tuple[Media, ...]
    lang: str | None
    dir: str
    links: tuple[tuple[Link, ...], ...] = ()  # in rows, as the message has them

    @property
    def mine(self) -> bool:
        return self.role == "person"


@dataclass(frozen=True, slots=True)
class Answer:
    """The present question's ways to answer. `question`: id of its message, "" when nothing is asked."""

    question: str = ""
    step: str = ""
    lang: str = ""
    dir: str = "ltr"
    choices: tuple[Button, ...] = ()
    multiple: bool = False
    done: Button | None = None
    keep: tuple[Button, ...] = ()
    languages: tuple[Button, ...] = ()
    commands: tuple[Button, ...] = ()
    entry: Entry = field(default_factory=lambda: Entry(kind="text"))

    @property
    def long(self) -> bool:
        return self.entry.kind in LONG

    @property
    def limit(self) -> int:
        """Of what may be typed, whatever is asked: a call for help under a short question is not cut off."""
        return TEXT_LIMIT

    @property
    def autocomplete(self) -> str:
        return AUTOCOMPLETE.get(self.entry.kind, "off")

    @property
    def layout(self) -> str:
        """Two or three short answers in a row; a few as a list, read fastest; many names in two columns."""
        lengths = [len(choice.label) for choice in self.choices]
        if 1 < len(lengths) <= 3 and sum(lengths) <= 24:
            return "row"
        narrow = not any(choice.icon for choice in self.choices)  # two columns have no room for pictograms
        return "columns" if narrow and len(lengths) > 6 and max(lengths) <= 24 else "list"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything one page or fragment shows of a conversation."""

    status: str
    lang: str
    dir: str
    bubbles: tuple[Bubble, ...]
    answer: Answer
    progress: Progress | None
    menu: tuple[Button, ...]
    emergency: Button | None
    seen: str

    @property
    def here(self) -> str:
        """Where reading goes on: the first message after what the person said last."""
        mine = max((at for at, shown in enumerate(self.bubbles) if shown.mine), default=-1)
        return self.bubbles[min(mine + 1, len(self.bubbles) - 1)].id if self.bubbles else ""

    @property
    def over(self) -> bool:
        return self.status in OVER


def page_of(transcript: Transcript) -> Page:
    messages = _without_the_first_tap(transcript.messages)
    menu = transcript.menu
    return Page(
        status=transcript.status,
        lang=transcript.lang,
        dir=transcript.dir,
        bubbles=tuple(map(bubble, messages)),
        answer=answer_of(messages),
        progress=next((message.progress for message in reversed(messages) if message.progress), None),
        menu=tuple(button for button in menu if button.role != "emergency" and button.data),
        emergency=next((button for button in menu if button.role == "emergency" and button.data), None),
        seen=messages[-1].id if messages else "",
    )


def _without_the_first_tap(messages: Sequence[Message]) -> Sequence[Message]:
    """A conversation in the web chat begins with the choice of a language, which is nothing anybody said."""
    return messages[1:] if messages and messages[0].role == "person" else messages


def after(page: Page, seen: str) -> tuple[Bubble, ...] | None:
    """The bubbles that came after the one a page shows last; None when it does not show this conversation's end."""
    ids = [shown.id for shown in page.bubbles]
    return page.bubbles[ids.index(seen) + 1 :] if seen in ids else None


def bubble(message: Message) -> Bubble:
    mine, typed = message.role == "person", message.role in TYPED
    short = message.role in NUMBERS
    head, rest = _parts(message)
    return Bubble(
        id=message.id,
        role=message.role,
        html=Markup.escape(message.text) if mine else rich(head, short_numbers=short),
        sheet=sheet(rest) if rest else None,
        hint=rich(message.hint) if message.hint else None,
        media=tuple(message.media),
        lang=None if mine else "" if typed else message.lang,
        dir="auto" if typed else message.dir,
        links=tuple(filter(None, (tuple(_links(row)) for row in message.rows))),
    )


def _parts(message: Message) -> tuple[str, str]:
    """What is said, and the list of answers below it, if it has one."""
    text = re.sub(r"\n{3,}", "\n\n", message.text)
    at = text.find(f"\n{TITLE}") if message.role not in TYPED else -1
    return (text[:at].rstrip(), text[at + 1 :]) if at >= 0 else (text, "")


def _links(row: Iterable[Button]) -> Iterable[Link]:
    for button in row:
        if url := safe_url(button.url):
            yield Link(button.label, url=url)
        elif button.data and _stays(button):
            yield Link(button.label, data=button.data)


def _stays(button: Button) -> bool:
    """More about an offer is good at any time; every other button belongs to the question asked last."""
    tap = parse_button(button.data or "")
    return isinstance(tap, Tap) and tap.step == OFFER


def answer_of(messages: Sequence[Message]) -> Answer:
    """A word from the desk after the question does not take the question's buttons away."""
    last = next((message for message in reversed(messages) if message.role != "staff"), None)
    if last is None or not (last.rows or last.entry):
        return Answer()
    buttons = [button for row in last.rows for button in row if button.data and not _stays(button)]
    by_role = {role: tuple(b for b in buttons if b.role == role) for role in ROLES}
    return Answer(
        question=last.id,
        step=last.step or "",
        lang=last.lang,
        dir=last.dir,
        choices=by_role["choice"],
        multiple=bool(last.entry and last.entry.multiple and by_role["done"]),
        done=next(iter(by_role["done"]), None),
        keep=by_role["keep"],
        languages=by_role["language"],
        commands=tuple(button for button in by_role["command"] if not _is_menu(button)),
        entry=last.entry or Entry(kind="none"),
    )


def _is_menu(button: Button) -> bool:
    """The page has its own menu, always open to reach."""
    command = parse_button(button.data or "")
    return isinstance(command, Command) and command.name == "menu"
