"""When a conversation is over: what can still be done, and how somebody begins again."""

from __future__ import annotations

from flows.engine.answers import take_back
from flows.engine.asking import offer_beginning
from flows.engine.changing import last_asked, reopen
from flows.engine.turn import Turn
from flows.events import Show
from flows.state import State

FINAL = frozenset({"submitted", "refused", "ended", "jugendamt", "erased"})
#: What may still be done once the conversation is over.
AFTERWARDS = frozenset(
    {"start", "edit", "help", "language", "human", "data", "delete", "emergency", "withdraw", "menu"}
)
#: The purpose without whose consent nobody at a desk reads anything.
HANDED = "handover"


def begin_again(turn: Turn) -> None:
    """Somebody who refused or was sent elsewhere comes back: ask again what led there, keep the rest."""
    turn.set(question=None)
    reopen(turn)
    say_anew(turn)
    if (last := last_asked(turn)) is not None:
        take_back(turn, last, "back")


def over(turn: Turn) -> None:
    """What is left to do once a conversation is over, with the button that does it."""
    turn.set(question=None)
    if turn.state.status == "submitted":
        turn.emit(_sent(turn))
        return
    for step_id in turn.state.answers if turn.state.status == "jugendamt" else ():
        if turn.flow.steps[step_id].ends is not None:
            turn.say(turn.flow.steps[step_id].prompt, step=step_id)
    offer_beginning(turn)


def help_afterwards(turn: Turn) -> None:
    """The help for questions helps nobody now: what is left, and where a human is. The Jugendamt is named already."""
    over(turn)
    if turn.state.status != "jugendamt":
        turn.emit(Show("contact"))


def _sent(turn: Turn) -> Show:
    if handed_over(turn.state):
        return Show("over", {"text": "after.submitted", "button": "edit"})
    consent = next((found for found in turn.flow.steps.values() if found.options.get("purpose") == HANDED), None)
    return Show("over", {"text": "after.kept", "button": "edit", "arg": consent.id if consent else None})


def handed_over(state: State) -> bool:
    """May anybody at a desk read what was said?"""
    return bool(state.consents.get(HANDED))


def say_anew(turn: Turn) -> None:
    """Nobody can agree to what they could not read: until the first consent, all that was said is said anew."""
    if turn.state.status != "running" or any(turn.state.consents.values()):
        return
    steps = turn.flow.steps
    asked = {step_id: answer for step_id, answer in turn.state.answers.items() if steps[step_id].kind != "say"}
    if len(asked) < len(turn.state.answers):
        turn.set(answers=asked, question=None)
