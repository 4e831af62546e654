"""The engine's own questions as messages: language, list of answers, delete, withdraw, hand-over."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from flows.engine.changing import PAGE
from flows.engine.commands import STOP
from flows.engine.dialogs import MORE
from flows.engine.entries import REMOVE
from flows.events import Ask
from flows.protocol import Button, Message
from flows.rendering.answers import value_text
from flows.rendering.buttons import in_rows
from flows.rendering.entries import entry_heading, entry_name
from flows.rendering.messages import Rendering, command_button, commands, plain, shorten, tap
from locales.languages import language
from locales.texts import isolate

ASKED_IN = 4  # languages in which somebody is asked for theirs
SAID = 24  # characters of an answer in a button that repeats it with its question


def dialog(view: Rendering, event: Ask, message_id: str) -> Message:
    return _DIALOGS.get(event.step, _remove)(view, event, message_id)


def _dialog(view: Rendering, message_id: str, text: str, rows: list[list[Button]], event: Ask) -> Message:
    message = plain(view, message_id, "question", text, rows)
    return message.model_copy(update={"step": event.step, "replaces": event.replaces})


def _language(view: Rendering, event: Ask, message_id: str) -> Message:
    """Names in their own script, that of the phone first; before a language is known, the question in several."""
    first = view.state.lang_hint
    codes = sorted(map(str, event.options), key=lambda code: (code != first, list(event.options).index(code)))
    prompt = view.text("dialog.language.prompt") if view.state.lang else _in_several(view, codes)
    buttons = [tap(view, event, code, language(code).name) for code in codes]
    return _dialog(view, message_id, prompt, in_rows(buttons), event)


def _in_several(view: Rendering, codes: list[str]) -> str:
    """The question in the first of the languages: in all of them it would be a wall of text above the names."""
    texts = view.lookup.texts
    asked = (texts.raw(code, "dialog.language.prompt") for code in codes)
    return "\n".join(islice(dict.fromkeys(asked), ASKED_IN))


def _edit(view: Rendering, event: Ask, message_id: str) -> Message:
    options = [option for option in event.options if option in view.flow.steps or option.startswith(REMOVE)]
    shown = options[event.page * PAGE : (event.page + 1) * PAGE]
    rows = [[_editing(view, event, option)] for option in shown]
    if (event.page + 1) * PAGE < len(options):
        rows.append([tap(view, event, f"{MORE}{event.page + 1}", view.text("command.more"), role="command")])
    rows.append([command_button(view, "back")])
    return _dialog(view, message_id, view.text("dialog.edit.prompt"), rows, event)


def _editing(view: Rendering, event: Ask, option: str) -> Button:
    if not option.startswith(REMOVE):
        return tap(view, event, option, _edit_label(view, option))
    label = view.text("remove.button", entry=entry_name(view, option.removeprefix(REMOVE)))
    return tap(view, event, option, shorten(label))


def _edit_label(view: Rendering, step_id: str) -> str:
    step, answer = view.flow.steps[step_id], view.state.answers.get(step_id)
    said = view.text("answer.skipped") if answer is None else value_text(view, step, answer)
    asked = view.text(f"consent.{step.options['purpose']}") if step.kind == "consent" else view.said(step.prompt, step)
    heading = view.heading(step)
    return shorten(f"{isolate(shorten(said, SAID))} · {heading}{': ' if heading else ''}{asked}")


def _delete(view: Rendering, event: Ask, message_id: str) -> Message:
    rows = [[tap(view, event, "yes", view.text("delete.yes"))], [tap(view, event, "no", view.text("delete.no"))]]
    return _dialog(view, message_id, view.text("dialog.delete.prompt"), rows, event)


def _remove(view: Rendering, event: Ask, message_id: str) -> Message:
    """The entry by name, for as long as this is the question: later its number may be that of another one."""
    entry = event.step.removeprefix("!")
    name = entry_name(view, entry) if view.state.question == event.step else entry_heading(view, entry)
    rows = [[tap(view, event, "yes", view.text("remove.yes"))], [tap(view, event, "no", view.text("remove.no"))]]
    return _dialog(view, message_id, view.text("dialog.remove.prompt", entry=name), rows, event)


def _withdraw(view: Rendering, event: Ask, message_id: str) -> Message:
    rows = [[tap(view, event, str(purpose), view.text(f"consent.{purpose}"))] for purpose in event.options]
    rows.append([tap(view, event, "no", view.text("withdraw.no"))])
    return _dialog(view, message_id, view.text("dialog.withdraw.prompt"), rows, event)


def _stop(view: Rendering, event: Ask, message_id: str) -> Message:
    rows = [[tap(view, event, str(way), view.text(f"command.{way}"))] for way in event.options]
    return _dialog(view, message_id, view.text("dialog.stop.prompt"), rows, event)


def _handover(view: Rendering, event: Ask, message_id: str) -> Message:
    step = view.flow.steps.get(str(event.options[0]))
    rows = [] if view.link is None else [[Button(label=view.text("handover.open"), url=view.link, role="link")]]
    rows.append(commands(view, step) if step is not None else [command_button(view, "menu")])
    return _dialog(view, message_id, view.text("dialog.handover.prompt"), rows, event)


_DIALOGS: dict[str, Callable[[Rendering, Ask, str], Message]] = {
    "!language": _language,
    "!edit": _edit,
    "!delete": _delete,
    "!withdraw": _withdraw,
    STOP: _stop,
    "!handover": _handover,
}
