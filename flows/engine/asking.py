"""Going on: say what is to be said, then ask the next question, or end."""

from __future__ import annotations

from typing import Any

from flows.engine.answers import held_value
from flows.engine.derive import kept_out, offered
from flows.engine.progress import Progress, measure
from flows.engine.turn import Turn
from flows.events import Ask, HandBack, HandOver, Say, Show, StatusChanged
from flows.model import Step
from flows.state import Answer

HANDOVER = "!handover"


def go_on(turn: Turn) -> None:
    """Say every relevant `say` on the way and ask the next question; with none left, the conversation has ended."""
    while (step := turn.next()) is not None:
        if step.kind != "say":
            ask(turn, step)
            return
        _say_step(turn, step)
        if step.ends is not None:
            return
    finish(turn, "submitted" if turn.state.status == "submitted" else "ended")


def _say_step(turn: Turn, step: Step) -> None:
    said = Answer(value=True, at=turn.now.isoformat(), lang=turn.lang)
    turn.say(step.prompt, step=step.id)
    turn.set(answers={**turn.state.answers, step.id: said})
    if step.ends is not None:
        finish(turn, "submitted" if step.ends == "done" else step.ends)
        offer_beginning(turn)


def offer_beginning(turn: Turn) -> None:
    """Where nothing was sent there is a way back, within reach: people change their minds, and fingers slip."""
    if turn.state.status != "submitted":
        turn.emit(Show("over", {"text": "after.ended", "button": "start"}))


def finish(turn: Turn, status: str) -> None:
    if turn.state.status != status:
        turn.set(status=status)
        turn.emit(StatusChanged(status))
    turn.set(question=None, draft=(), alternatives=())


def ask(turn: Turn, step: Step) -> None:
    """Ask a question of the flow, or hand over to a channel where it may be asked."""
    if kept_out(step, turn.state):
        _hand_over(turn, step)
        return
    _hand_back(turn, step)
    if turn.state.question != step.id:
        turn.set(question=step.id, asked=turn.state.asked + 1, draft=_ticks(turn, step), tries=0)
    show(turn, step)


def _ticks(turn: Turn, step: Step) -> tuple[str, ...]:
    """What is ticked when a question is asked: what was before a dialog came between, or the former answer."""
    between = turn.state.question is None or turn.state.question.startswith("!")
    if turn.state.draft and between:
        return turn.state.draft
    former = held_value(turn, step)
    if former is None and step.options.get("heard"):
        return _heard(turn, step)
    return tuple(former) if isinstance(former, list) else ()


def _heard(turn: Turn, step: Step) -> tuple[str, ...]:
    """Choices somebody has spoken of already are ticked; they say themselves whether that is right."""
    said = {need.field for need in turn.state.needs}
    return tuple(choice.value for choice in offered(step, turn.env()) if choice.value in said)


def show(turn: Turn, step: Step, *, replaces: bool = False) -> None:
    """Show the present question again, with what is ticked and offered now."""
    progress = _progress(turn, step, again=replaces)
    held = held_value(turn, step)
    turn.emit(
        Ask(
            step=step.id,
            asked=turn.state.asked,
            draft=turn.state.draft,
            alternatives=turn.state.alternatives,
            held=held,
            proposed=held is not None and step.id not in turn.state.held,
            section=progress.section,
            sections=progress.sections,
            minutes=progress.minutes,
            replaces=replaces,
            speaks=turn.speaks,
            beside=turn.beside,
        )
    )


def _progress(turn: Turn, step: Step, *, again: bool) -> Progress:
    """Measured when a question is asked; a tick more or less in it changes nothing."""
    state = turn.state
    if again and state.best_minutes is not None:
        return Progress(state.best_section, len(turn.flow.sections), state.best_minutes)
    progress = measure(turn.flow, state, turn.seconds_left(), step.section)
    if (progress.section, progress.minutes) != (state.best_section, state.best_minutes):
        turn.set(best_section=progress.section, best_minutes=progress.minutes)
    return progress


def _hand_over(turn: Turn, step: Step) -> None:
    if turn.state.question != HANDOVER:
        turn.set(question=HANDOVER, asked=turn.state.asked + 1)
    turn.set(options={**turn.state.options, "came_from": turn.state.channel})
    turn.emit(HandOver(step.id), Ask(step=HANDOVER, asked=turn.state.asked, options=(step.id,)))


def _hand_back(turn: Turn, step: Step) -> None:
    """Once nothing sensitive is next, the person may go on where they came from."""
    came_from = turn.state.options.get("came_from")
    if came_from is None or came_from == turn.state.channel or step.sensitive:
        return
    options = {name: value for name, value in turn.state.options.items() if name != "came_from"}
    turn.set(options=options)
    turn.emit(HandBack(), Say("handover.back", role="notice"))


def ask_dialog(turn: Turn, name: str, options: tuple[Any, ...] = (), page: int = 0) -> None:
    """Ask one of the engine's own questions (language, edit, delete, …); the flow's question waits."""
    turn.set(question=name, asked=turn.state.asked + 1)
    turn.emit(Ask(step=name, asked=turn.state.asked, options=options, page=page))


def ask_again(turn: Turn) -> None:
    """Show the present question once more, whatever it is; after a dialog, the flow's question."""
    if turn.state.status != "running":
        return
    if turn.state.lang is None:
        ask_dialog(turn, "!language", turn.lookup.texts.languages)
    elif turn.step is not None and turn.step.id not in turn.state.answers:
        show(turn, turn.step)
    else:
        turn.set(question=None)
        go_on(turn)
