"""What a person may do at every moment: one small function per command, found by name."""

from __future__ import annotations

from collections.abc import Callable

from flows.engine.answers import held_value, put, take_back
from flows.engine.asking import HANDOVER, ask, ask_again, ask_dialog, go_on, offer_beginning
from flows.engine.derive import kept_out
from flows.engine.turn import Turn
from flows.events import HumanWanted, LanguageChanged, Show, StatusChanged, Urgent
from flows.inputs import COMMANDS
from flows.kinds import KINDS
from flows.model import Step
from flows.state import State

#: How many earlier answers one page of the list shows: as many as a phone holds.
PAGE = 8
FINAL = frozenset({"submitted", "refused", "ended", "jugendamt", "erased"})
#: What may still be done once the conversation is over.
AFTERWARDS = frozenset({"start", "edit", "language", "human", "data", "delete", "emergency", "withdraw", "menu"})

#: Kinds nobody goes back to: what was only said, and what sent everything.
UNASKED = frozenset({"say", "submit"})

#: The purpose without whose consent nobody at a desk reads anything.
HANDED = "handover"

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


def editable(turn: Turn) -> tuple[str, ...]:
    """Questions answered so far, in flow order, consents last: what can be changed."""
    answered = turn.state.answers
    found = [
        step
        for step_id, step in turn.flow.steps.items()
        if step_id in answered and step.kind not in ("summary", *UNASKED)
    ]
    return tuple(step.id for step in sorted(found, key=lambda step: step.kind == "consent"))


@command("start")
def start(turn: Turn, arg: str | None) -> None:
    if turn.state.status in ("refused", "ended", "jugendamt"):
        _begin_again(turn)
    elif turn.state.status == "submitted":
        over(turn)
        return
    elif turn.state.lang is not None:
        turn.say("notice.welcome_back", role="notice")
    ask_again(turn)


def _begin_again(turn: Turn) -> None:
    """Somebody who refused or was sent elsewhere comes back: ask again what led there, keep the rest."""
    turn.set(question=None)
    _reopen(turn)
    _say_anew(turn)
    if (last := _last_asked(turn)) is not None:
        take_back(turn, last, "back")


def _last_asked(turn: Turn) -> str | None:
    """The question answered last."""
    steps = turn.flow.steps
    return next((step_id for step_id in reversed(list(turn.state.answers)) if steps[step_id].kind not in UNASKED), None)


def _reopen(turn: Turn) -> None:
    if turn.state.status != "running":
        turn.set(status="running")
        turn.emit(StatusChanged("running"))


def over(turn: Turn) -> None:
    """What is left to do once a conversation is over, with the button that does it."""
    turn.set(question=None)
    if turn.state.status == "submitted":
        turn.emit(_sent(turn))
        return
    for step_id in turn.state.answers if turn.state.status == "jugendamt" else ():
        if turn.flow.steps[step_id].ends is not None:
            turn.say(turn.flow.steps[step_id].prompt)
    offer_beginning(turn)


def _sent(turn: Turn) -> Show:
    if handed_over(turn.state):
        return Show("over", {"text": "after.submitted", "button": "edit"})
    consent = next((found for found in turn.flow.steps.values() if found.options.get("purpose") == HANDED), None)
    return Show("over", {"text": "after.kept", "button": "edit", "arg": consent.id if consent else None})


def handed_over(state: State) -> bool:
    """May anybody at a desk read what was said?"""
    return bool(state.consents.get(HANDED))


@command("back")
def back(turn: Turn, arg: str | None) -> None:
    in_dialog = (turn.state.question or "").startswith("!") and turn.state.question != HANDOVER
    if in_dialog and turn.state.lang is not None:
        turn.set(question=None)
        ask_again(turn)
    elif (last := _last_asked(turn)) is not None:
        change(turn, last, "back")
    else:
        turn.say("notice.nothing_back", role="notice")
        ask_again(turn)


def change(turn: Turn, step_id: str, how: str) -> None:
    """Take an answer back and ask that question: deriving the next question leads there by itself."""
    _reopen(turn)
    take_back(turn, step_id, how)
    turn.set(question=None)
    ask(turn, turn.flow.steps[step_id])


@command("edit")
def edit(turn: Turn, arg: str | None) -> None:
    options = editable(turn)
    if arg in options:
        change(turn, str(arg), "edit")
    elif not options:
        turn.say("notice.nothing_to_change", role="notice")
        ask_again(turn)
    else:
        ask_dialog(turn, "!edit", options)


@command("skip")
def skip(turn: Turn, arg: str | None) -> None:
    step = turn.step or _behind_link(turn)
    if step is None or not _may_skip(step):
        turn.say("notice.cannot_skip", role="notice")
        ask_again(turn)
        return
    if turn.step is not None:
        put(turn, step, None, None)
    else:
        _skip_behind_link(turn)
    go_on(turn)


def _may_skip(step: Step) -> bool:
    return not step.required and KINDS[step.kind].skippable


def _skip_behind_link(turn: Turn) -> None:
    """Who does not want to open the link is not asked to for each question; what was answered there before stays."""
    while (step := _behind_link(turn)) is not None and _may_skip(step):
        former = turn.state.held.get(step.id)
        put(turn, step, held_value(turn, step), former.raw if former is not None else None)


def _behind_link(turn: Turn) -> Step | None:
    """The question that waits behind a hand-over link."""
    step = turn.next() if turn.state.question == HANDOVER else None
    return step if step is not None and kept_out(step, turn.state) else None


@command("why")
def why(turn: Turn, arg: str | None) -> None:
    step = turn.step or _behind_link(turn)
    turn.say(step.why if step is not None and step.why is not None else "why.none", role="notice")
    ask_again(turn)


@command("help")
def help_(turn: Turn, arg: str | None) -> None:
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
    turn.emit(LanguageChanged(lang))
    if not first:
        turn.say("notice.language_changed", role="notice")
        _say_anew(turn)
    ask_again(turn)


def _say_anew(turn: Turn) -> None:
    """Nobody can agree to what they could not read: until the first consent, all that was said is said anew."""
    if turn.state.status != "running" or any(turn.state.consents.values()):
        return
    steps = turn.flow.steps
    asked = {step_id: answer for step_id, answer in turn.state.answers.items() if steps[step_id].kind != "say"}
    if len(asked) < len(turn.state.answers):
        turn.set(answers=asked, question=None)


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
