"""What a person may do at every moment: one small function per command, found by name."""

from __future__ import annotations

from collections.abc import Callable

from flows.engine.answers import put
from flows.engine.asking import HANDOVER, ask_again, ask_dialog, go_on
from flows.engine.changing import behind_link, change, last_asked, may_skip, skip_behind_link
from flows.engine.ending import FINAL, begin_again, help_afterwards, over, say_anew
from flows.engine.entries import REMOVE, changeable, put_back
from flows.engine.settling import vanish
from flows.engine.turn import Turn
from flows.events import HumanWanted, LanguageChanged, Show, StatusChanged, Urgent
from flows.inputs import COMMANDS
from locales.languages import MACHINE_DRAFTED
from locales.languages import language as known_language

STOP = "!stop"
#: What "stop" may have meant; each is a command of its own.
WAYS_TO_STOP = ("pause", "delete", "resume")

Handler = Callable[[Turn, str | None], None]
_HANDLERS: dict[str, Handler] = {}


def command(name: str) -> Callable[[Handler], Handler]:
    """Register a command. Raises ValueError for a name that is not in `flows.inputs.COMMANDS`."""
    if name not in COMMANDS:
        raise ValueError(f"unknown command {name}")

    def keep(handler: Handler) -> Handler:
        _HANDLERS[name] = handler
        return handler

    return keep


def run_command(turn: Turn, name: str, arg: str | None) -> None:
    handler = _HANDLERS.get(name)
    if handler is None:
        turn.say("notice.unknown_command", role="notice")
        ask_again(turn)
        return
    handler(turn, arg)


@command("start")
def start(turn: Turn, arg: str | None) -> None:
    if turn.state.status in ("refused", "ended", "jugendamt"):
        begin_again(turn)
    elif turn.state.status == "submitted":
        over(turn)
        return
    elif turn.state.lang is not None:
        turn.say("notice.welcome_back", role="notice")
    ask_again(turn)


@command("back")
def back(turn: Turn, arg: str | None) -> None:
    if turn.in_dialog and turn.state.question != HANDOVER and turn.state.lang is not None:
        turn.set(question=None)
        ask_again(turn)
    elif turn.state.undo is not None:
        put_back(turn)
        turn.say("remove.undone", role="notice")
        go_on(turn)
    elif (last := last_asked(turn)) is not None:
        change(turn, last, "back")
    else:
        turn.say("notice.nothing_back", role="notice")
        ask_again(turn)


@command("edit")
def edit(turn: Turn, arg: str | None) -> None:
    options = changeable(turn)
    if arg in options:
        change_or_remove(turn, str(arg))
    elif not options:
        turn.say("notice.nothing_to_change", role="notice")
        ask_again(turn)
    else:
        ask_dialog(turn, "!edit", options)


def change_or_remove(turn: Turn, option: str) -> None:
    """One of `changeable`: ask that question again, or whether the entry shall really go."""
    if not option.startswith(REMOVE):
        change(turn, option, "edit")
        return
    entry = option.removeprefix(REMOVE)
    ask_dialog(turn, f"!{entry}", (entry,))


@command("skip")
def skip(turn: Turn, arg: str | None) -> None:
    step = turn.step or behind_link(turn)
    if step is None or not may_skip(step, turn.env()):
        own = step.required_message if step is not None else None
        turn.say(own or "notice.cannot_skip", role="notice", step=step.id if step is not None else "")
        ask_again(turn)
        return
    if turn.step is not None:
        put(turn, step, None, None)
    else:
        skip_behind_link(turn)
    go_on(turn)


@command("why")
def why(turn: Turn, arg: str | None) -> None:
    step = turn.step or behind_link(turn)
    if step is not None and step.why is not None:
        turn.say(step.why, role="notice", step=step.id)
    else:
        turn.say("why.none", role="notice")
    ask_again(turn)


@command("help")
def help_(turn: Turn, arg: str | None) -> None:
    if turn.state.status in FINAL:
        help_afterwards(turn)
        return
    turn.say("help.text", role="notice")
    ask_again(turn)


@command("repeat")
def repeat(turn: Turn, arg: str | None) -> None:
    ask_again(turn)


@command("menu")
def menu(turn: Turn, arg: str | None) -> None:
    turn.emit(Show("menu"))


@command("pause")
def pause(turn: Turn, arg: str | None) -> None:
    turn.set(status="paused")
    turn.emit(StatusChanged("paused"))
    turn.say("pause.text", role="notice")


@command("stop")
def stop(turn: Turn, arg: str | None) -> None:
    """Whoever says it may want a pause, or everything gone: ask, and take a second "stop" for a pause."""
    if turn.state.question == STOP:
        pause(turn, None)
    else:
        ask_dialog(turn, STOP, WAYS_TO_STOP)


@command("resume")
def resume(turn: Turn, arg: str | None) -> None:
    ask_again(turn)


@command("language")
def language(turn: Turn, arg: str | None) -> None:
    if arg in turn.lookup.texts.languages:
        set_language(turn, str(arg))
    else:
        ask_dialog(turn, "!language", turn.lookup.texts.languages)


def set_language(turn: Turn, lang: str) -> None:
    """Switch; nothing is asked again, because answers are values, not words."""
    first = turn.state.lang is None
    turn.set(lang=lang, lang_hint=lang, question=None if turn.state.question == "!language" else turn.state.question)
    if turn.state.status not in FINAL:
        vanish(turn)  # how many entries there are may hang on the language
    turn.emit(LanguageChanged(lang))
    if turn.lookup.texts.common_language(lang) != lang:
        turn.say("notice.common_language", role="notice", language=known_language(lang).name)
    elif not first:
        turn.say("notice.language_changed", role="notice")
    if known_language(lang).review == MACHINE_DRAFTED:
        turn.say("notice.drafted", role="notice")
    if not first:
        say_anew(turn)
    ask_again(turn)


@command("human")
def human(turn: Turn, arg: str | None) -> None:
    turn.set(human=True)
    turn.emit(HumanWanted(), Show("human"))
    ask_again(turn)


@command("data")
def data(turn: Turn, arg: str | None) -> None:
    turn.emit(Show("data"))
    ask_again(turn)


@command("delete")
def delete(turn: Turn, arg: str | None) -> None:
    ask_dialog(turn, "!delete", ("yes", "no"))


@command("withdraw")
def withdraw(turn: Turn, arg: str | None) -> None:
    granted = tuple(purpose for purpose, given in turn.state.consents.items() if given)
    if not granted:
        turn.say("notice.no_consents", role="notice")
        ask_again(turn)
        return
    ask_dialog(turn, "!withdraw", granted)


@command("emergency")
def emergency(turn: Turn, arg: str | None) -> None:
    alarm(turn, "button")
    ask_again(turn)


def alarm(turn: Turn, reason: str) -> None:
    """Emergency help at once, from any step; the case is urgent from now on."""
    turn.set(urgent=True)
    turn.emit(Urgent(reason), Show("emergency"))
