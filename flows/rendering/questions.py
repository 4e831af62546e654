"""A question as a message: prompt, hint, buttons, keypad, progress; and the engine's own questions likewise."""

from __future__ import annotations

from functools import cache, lru_cache

from flows.engine.reading import ALL, ALTERNATIVE, DONE, KEEP, UNTICK, is_stuck
from flows.events import Ask
from flows.kinds import KINDS
from flows.kinds.base import Kind, Option, Parsed, Reading
from flows.model import Step
from flows.protocol import Button, Entry, Message, Progress
from flows.rendering.answers import answer_lines
from flows.rendering.buttons import in_rows
from flows.rendering.dialogs import dialog
from flows.rendering.fresh import fresh
from flows.rendering.media import shown_media
from flows.rendering.messages import Rendering, command_button, command_names, commands, shorten, tap
from flows.rendering.stamping import Layouts
from locales.languages import direction, language
from locales.texts import Texts

#: A list longer than this is put together anew each time.
MOST_CHOICES = 60
_LAYOUTS = Layouts()


def question(view: Rendering, event: Ask, message_id: str) -> Message:
    if event.step.startswith("!"):
        return dialog(view, event, message_id)
    step = view.flow.steps[event.step]
    kind = KINDS[step.kind]
    return fresh(
        Message,
        id=message_id,
        role="question",
        text=_prompt(view, step),
        lang=view.lang,
        dir=direction(view.lang),
        step=step.id,
        hint=view.said(step.hint, step) if step.hint else None,
        media=shown_media(view, step) if step.media or view.recordings else [],
        rows=_shown(view, step, kind, event),
        entry=_entry(kind, int(step.options.get("max_length", kind.max_length))),
        progress=_progress(view.lookup.texts, view.lang, event.section, event.sections, event.minutes),
        replaces=event.replaces,
    )


def _prompt(view: Rendering, step: Step) -> str:
    prompt = view.said(step.prompt, step)
    if step.kind == "summary":
        return "\n\n".join([prompt, *answer_lines(view)])
    heading = view.heading(step)
    return f"{heading}\n{prompt}" if heading else prompt


@cache
def _entry(kind: Kind, max_length: int) -> Entry:
    return Entry(kind=kind.name, inputmode=kind.inputmode, max_length=max_length, multiple=kind.multiple)


@lru_cache(maxsize=4096)
def _progress(texts: Texts, lang: str, section: int, sections: int, minutes: int) -> Progress:
    """The same few hundred lines for everybody: put together once."""
    label = texts.plural(lang, "progress.label", minutes, section=section, sections=sections)
    return Progress(section=section, sections=sections, minutes=minutes, label=label)


def _shown(view: Rendering, step: Step, kind: Kind, event: Ask) -> list[list[Button]]:
    """The rows, from the layout of the same question asked before wherever no answer of this person is in them."""
    choices = view.choices(step.id)
    own = event.alternatives or event.held is not None or event.speaks
    if own or len(choices) > MOST_CHOICES or step.names:
        return _rows(view, step, kind, event)
    given = (choice.value for choice in choices)
    beside = (*command_names(view, step), *_offered(view))
    about = (view.lookup.texts, view.lang, view.flow.revision, step.id, *given, event.draft, *beside)
    return _LAYOUTS.rows(about, view.state, event.asked, event.step, lambda: _rows(view, step, kind, event))


def _rows(view: Rendering, step: Step, kind: Kind, event: Ask) -> list[list[Button]]:
    named = command_names(view, step)
    beside = dict.fromkeys((event.beside, *_offered(view)))
    help_ = in_rows([command_button(view, name) for name in beside if name and name not in named])
    return [*_answers(view, step, kind, event), *_other_language(view, event), *help_, commands(view, step)]


def _offered(view: Rendering) -> tuple[str, ...]:
    """What the words to who is stuck speak of, to be tapped there and not looked for in the menu."""
    return ("help", "human") if is_stuck(view.state) else ()


def _other_language(view: Rendering, event: Ask) -> list[list[Button]]:
    if not event.speaks:
        return []
    named = {"label": language(event.speaks).name, "role": "language"}
    return [[command_button(view, "language", event.speaks).model_copy(update=named)]]


def _answers(view: Rendering, step: Step, kind: Kind, event: Ask) -> list[list[Button]]:
    keepable = _keepable(view, step, kind, event)
    if event.alternatives:
        rows = _alternatives(view, step, kind, event, but=event.held if keepable else None)
    else:
        rows = in_rows([_choice(view, step, event, option) for option in _options(view, step, kind)])
        if kind.multiple:
            rows.append([tap(view, event, DONE, view.text("command.done"), role="done")])
    if keepable:
        rows.append([_keep(view, step, kind, event)])
    return rows


def _keepable(view: Rendering, step: Step, kind: Kind, event: Ask) -> bool:
    """Is there a former answer that no other button gives?"""
    if event.held is None or kind.multiple:
        return False
    ctx = view.context(view.choices(step.id))
    return all(kind.take(step, option.value, ctx) != Parsed(event.held) for option in kind.offers(step, ctx))


def _options(view: Rendering, step: Step, kind: Kind) -> tuple[Option, ...]:
    return kind.offers(step, view.context(view.choices(step.id)))


def _choice(view: Rendering, step: Step, event: Ask, option: Option) -> Button:
    label = option.literal if option.label is None else view.said(option.label, step)
    ticked = option.value in event.draft
    value = f"{UNTICK}{option.value}" if ticked else option.value
    return tap(view, event, value, str(label), selected=ticked, icon=option.icon)


def _display(view: Rendering, step: Step, kind: Kind, value: object) -> str:
    return kind.display(step, value, view.context(step.choices))


def _keep(view: Rendering, step: Step, kind: Kind, event: Ask) -> Button:
    said = "command.proposal" if event.proposed else "command.keep"
    label = view.text(said, answer=_display(view, step, kind, event.held))
    return tap(view, event, KEEP, shorten(label), role="keep")


def _alternatives(view: Rendering, step: Step, kind: Kind, event: Ask, but: object) -> list[list[Button]]:
    """`but`: the former answer, where a button of its own keeps it."""
    options, ctx = _options(view, step, kind), view.context(view.choices(step.id))
    icons = [(kind.take(step, option.value, ctx), option.icon) for option in options if option.icon]
    rows = [
        [tap(view, event, f"{ALTERNATIVE}{number}", _display(view, step, kind, value), icon=_icon(icons, value))]
        for number, value in enumerate(event.alternatives)
        if but is None or value != but
    ]
    if len(options) > len(event.alternatives):
        rows.append([tap(view, event, ALL, view.text("command.more"), role="command")])
    return rows


def _icon(icons: list[tuple[Reading, str]], value: object) -> str | None:
    """The pictogram of the button that would have meant the same."""
    return next((icon for reading, icon in icons if reading == Parsed(value)), None)
