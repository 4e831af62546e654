"""A question as a message: prompt, hint, buttons, keypad, progress; and the engine's own questions likewise."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from flows.engine.commands import PAGE
from flows.engine.reading import ALL, ALTERNATIVE, DONE, KEEP, UNTICK
from flows.events import Ask
from flows.kinds import KINDS
from flows.kinds.base import Kind, Option, Parsed
from flows.model import Step
from flows.protocol import Button, Entry, Message, Progress, Role
from flows.rendering.answers import answer_lines, value_text
from flows.rendering.buttons import in_rows, tap_data
from flows.rendering.messages import Rendering, command_button, plain
from locales.languages import LANGUAGES, direction
from locales.texts import Texts

LABEL, SAID = 60, 24  # characters of a button that repeats a question and its answer, and of the answer in it


def question(view: Rendering, event: Ask, message_id: str) -> Message:
    if event.step.startswith("!"):
        return _DIALOGS[event.step](view, event, message_id)
    step = view.flow.steps[event.step]
    kind = KINDS[step.kind]
    return Message(
        id=message_id,
        role="question",
        text=_prompt(view, step),
        lang=view.lang,
        dir=direction(view.lang),
        step=step.id,
        hint=view.text(step.hint) if step.hint else None,
        rows=_rows(view, step, kind, event),
        entry=_entry(kind, int(step.options.get("max_length", kind.max_length))),
        progress=_progress(view.lookup.texts, view.lang, event.section, event.sections, event.minutes),
        replaces=event.replaces,
    )


def _prompt(view: Rendering, step: Step) -> str:
    prompt = view.text(step.prompt)
    return prompt if step.kind != "summary" else "\n\n".join([prompt, *answer_lines(view)])


@cache
def _entry(kind: Kind, max_length: int) -> Entry:
    return Entry(kind=kind.name, inputmode=kind.inputmode, max_length=max_length, multiple=kind.multiple)


@lru_cache(maxsize=4096)
def _progress(texts: Texts, lang: str, section: int, sections: int, minutes: int) -> Progress:
    """The same few hundred lines for everybody: put together once."""
    label = texts.plural(lang, "progress.label", minutes, section=section, sections=sections)
    return Progress(section=section, sections=sections, minutes=minutes, label=label)


def _rows(view: Rendering, step: Step, kind: Kind, event: Ask) -> list[list[Button]]:
    if event.alternatives:
        return [*_alternatives(view, step, kind, event), _commands(view, step)]
    rows = in_rows([_choice(view, step, event, option) for option in _options(view, step, kind)])
    if kind.multiple:
        rows.append([_tap(view, event, DONE, view.text("command.done"), role="done")])
    if _keepable(view, step, kind, event):
        rows.append([_keep(view, step, kind, event)])
    return [*rows, _commands(view, step)]


def _keepable(view: Rendering, step: Step, kind: Kind, event: Ask) -> bool:
    """Is there a former answer that no other button gives?"""
    if event.held is None or kind.multiple:
        return False
    ctx = view.context(view.choices(step.id))
    return all(kind.take(step, option.value, ctx) != Parsed(event.held) for option in kind.offers(step, ctx))


def _options(view: Rendering, step: Step, kind: Kind) -> tuple[Option, ...]:
    return kind.offers(step, view.context(view.choices(step.id)))


def _tap(view: Rendering, event: Ask, value: str, label: str, role: Role = "choice", selected: bool = False) -> Button:
    data = tap_data(view.state, event.asked, event.step, value)
    return Button(label=label, data=data, role=role, selected=selected)


def _choice(view: Rendering, step: Step, event: Ask, option: Option) -> Button:
    label = option.literal if option.label is None else view.text(option.label)
    ticked = option.value in event.draft
    return _tap(view, event, f"{UNTICK}{option.value}" if ticked else option.value, str(label), selected=ticked)


def _display(view: Rendering, step: Step, kind: Kind, value: object) -> str:
    return kind.display(step, value, view.context(step.choices))


def _keep(view: Rendering, step: Step, kind: Kind, event: Ask) -> Button:
    label = view.text("command.keep", answer=_display(view, step, kind, event.held))
    return _tap(view, event, KEEP, shorten(label), role="keep")


def _alternatives(view: Rendering, step: Step, kind: Kind, event: Ask) -> list[list[Button]]:
    rows = [
        [_tap(view, event, f"{ALTERNATIVE}{number}", _display(view, step, kind, value))]
        for number, value in enumerate(event.alternatives)
    ]
    if len(_options(view, step, kind)) > len(event.alternatives):
        rows.append([_tap(view, event, ALL, view.text("command.more"), role="command")])
    return rows


def _commands(view: Rendering, step: Step) -> list[Button]:
    behind = ["back"] if any(view.flow.steps[done].kind != "say" for done in view.state.answers) else []
    names = [*behind, *([] if step.required else ["skip"]), *(["why"] if step.why else []), "menu"]
    return [command_button(view, name) for name in names]


def shorten(label: str, limit: int = LABEL) -> str:
    return label if len(label) <= limit else label[: limit - 1].rstrip() + "…"


# --- the engine's own questions --------------------------------------------------------------------------------------


def _dialog(view: Rendering, message_id: str, text: str, rows: list[list[Button]], event: Ask) -> Message:
    message = plain(view, message_id, "question", text, rows)
    return message.model_copy(update={"step": event.step, "replaces": event.replaces})


def _language(view: Rendering, event: Ask, message_id: str) -> Message:
    """Names in their own script; before a language is known, the question stands there in all of them."""
    everywhere = "\n".join(view.lookup.texts.everywhere("dialog.language.prompt"))
    prompt = view.text("dialog.language.prompt") if view.state.lang else everywhere
    first = view.state.lang_hint
    codes = sorted(map(str, event.options), key=lambda code: (code != first, list(event.options).index(code)))
    buttons = [_tap(view, event, code, LANGUAGES[code].name) for code in codes]
    return _dialog(view, message_id, prompt, in_rows(buttons), event)


def _edit(view: Rendering, event: Ask, message_id: str) -> Message:
    from flows.engine.dialogs import MORE

    options = [step_id for step_id in event.options if step_id in view.flow.steps]
    shown = options[event.page * PAGE : (event.page + 1) * PAGE]
    rows = [[_tap(view, event, step_id, _edit_label(view, step_id))] for step_id in shown]
    if (event.page + 1) * PAGE < len(options):
        rows.append([_tap(view, event, f"{MORE}{event.page + 1}", view.text("command.more"), role="command")])
    rows.append([command_button(view, "back")])
    return _dialog(view, message_id, view.text("dialog.edit.prompt"), rows, event)


def _edit_label(view: Rendering, step_id: str) -> str:
    step, answer = view.flow.steps[step_id], view.state.answers.get(step_id)
    said = view.text("answer.skipped") if answer is None else value_text(view, step, answer)
    asked = view.text(f"consent.{step.options['purpose']}" if step.kind == "consent" else step.prompt)
    return shorten(f"{shorten(said, SAID)} · {asked}")


def _delete(view: Rendering, event: Ask, message_id: str) -> Message:
    rows = [[_tap(view, event, "yes", view.text("delete.yes"))], [_tap(view, event, "no", view.text("delete.no"))]]
    return _dialog(view, message_id, view.text("dialog.delete.prompt"), rows, event)


def _withdraw(view: Rendering, event: Ask, message_id: str) -> Message:
    rows = [[_tap(view, event, str(purpose), view.text(f"consent.{purpose}"))] for purpose in event.options]
    rows.append([_tap(view, event, "no", view.text("withdraw.no"))])
    return _dialog(view, message_id, view.text("dialog.withdraw.prompt"), rows, event)


def _handover(view: Rendering, event: Ask, message_id: str) -> Message:
    step = view.flow.steps.get(str(event.options[0]))
    rows = [] if view.link is None else [[Button(label=view.text("handover.open"), url=view.link, role="link")]]
    rows.append(_commands(view, step) if step is not None else [command_button(view, "menu")])
    return _dialog(view, message_id, view.text("dialog.handover.prompt"), rows, event)


_DIALOGS: dict[str, Callable[[Rendering, Ask, str], Message]] = {
    "!language": _language,
    "!edit": _edit,
    "!delete": _delete,
    "!withdraw": _withdraw,
    "!handover": _handover,
}
