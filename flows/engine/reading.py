"""What a written or tapped answer does to the question being asked."""

from __future__ import annotations

from typing import Any

from flows.engine.answers import held_value, put
from flows.engine.asking import ask_again, go_on, show
from flows.engine.commands import edit
from flows.engine.derive import is_required, offered
from flows.engine.meant import act_on
from flows.engine.settling import check
from flows.engine.turn import Turn
from flows.events import StatusChanged, Submitted
from flows.inputs import NOTHING, Beside
from flows.kinds import KINDS
from flows.kinds.base import Ambiguous, Misfit, Parsed, Reading
from flows.model import Choice, Step
from flows.parsing.normalise import key
from flows.parsing.terms import word_keys
from flows.state import State

DONE, KEEP, ALL, ALTERNATIVE = "+done", "+keep", "+all", "~"
#: Before a choice's value: take the tick away. A button says what it does, so tapped twice at once it does it once.
UNTICK = "-"
#: Kinds whose words are kept as they are, or which ask once more themselves.
UNHEARD = frozenset({"text", "summary", "submit"})
#: After so many answers nobody understood, the ways out are offered.
PATIENCE = 2


def read_text(turn: Turn, step: Step, text: str, beside: Beside = NOTHING) -> None:
    """`beside`: what the words mean where they are no answer."""
    choices = offered(step, turn.env())
    reading = KINDS[step.kind].read(step, text, turn.context(choices))
    unheard = isinstance(reading, Misfit) or (isinstance(reading, Ambiguous) and not reading.heard)
    # with ticks, "nothing else" ends the choice; without any it is the answer that there is nothing
    may_be_a_button = unheard or turn.state.draft or step.kind == "text"  # a text is never unheard
    button = _button_said(turn, step, text, choices) if may_be_a_button else None
    if button is not None:
        read_tap(turn, step, button)
    elif unheard and step.kind != "text" and (meant := beside.meant) is not None:  # too long a text is told so
        act_on(turn, meant, text)
    elif _may_leave_it(turn, step, text):
        _ask_back(turn, step, (held_value(turn, step),), "ask.ambiguous", "notice")
    else:
        _take_in(turn, step, reading, raw=text)


def _button_said(turn: Turn, step: Step, text: str, choices: tuple[Choice, ...]) -> str | None:
    """The button that ends a choice of several answers, or keeps the former answer, in words; never for a consent."""
    many = KINDS[step.kind].multiple
    if not many and (step.kind == "consent" or step.id not in turn.state.held):
        return None
    everywhere = turn.context(choices).everywhere
    said = ("command.done", "command.done.words") if many else ("command.keep.words",)
    words = frozenset[str]().union(*(word_keys(everywhere(text_id)) for text_id in said))
    return (DONE if many else KEEP) if key(text) in words else None


def _may_leave_it(turn: Turn, step: Step, text: str) -> bool:
    """Is it "go on" instead of a former text? That may stay; but the words may be the text ("Hadi" is a name, too). Who
    says so again, asked back, means it. They are on no button: "next" there would look like going on."""
    former = held_value(turn, step)
    if step.kind != "text" or former in (None, text) or turn.state.alternatives == (former,):
        return False
    return goes_on(turn, text)


def goes_on(turn: Turn, text: str) -> bool:
    """Is it "go on", in any language?"""
    everywhere = turn.context().everywhere
    return key(text) in word_keys(everywhere("command.continue")) | word_keys(everywhere("command.continue.words"))


def ask_whether(turn: Turn, command: str, value: Any) -> None:
    """An answer that is a command as well: the answer is one button, the command another."""
    assert turn.step is not None
    turn.beside = command
    _ask_back(turn, turn.step, (value,), "ask.ambiguous", "notice")


def names_choice(turn: Turn, step: Step, text: str) -> bool:
    """Do these words, whatever else is in them, name one of the choices offered?"""
    choices = offered(step, turn.env())
    return bool(choices) and isinstance(KINDS[step.kind].read(step, text, turn.context(choices)), Parsed)


def read_tap(turn: Turn, step: Step, value: str) -> None:
    choices = offered(step, turn.env())
    if value == KEEP:
        _keep(turn, step)
    elif value == ALL:
        turn.set(alternatives=())
        show(turn, step, replaces=True)
    elif value.startswith(ALTERNATIVE):
        _choose_alternative(turn, step, value.removeprefix(ALTERNATIVE))
    elif not KINDS[step.kind].multiple:
        _take_in(turn, step, KINDS[step.kind].take(step, value, turn.context(choices)), raw=None)
    elif value == DONE:
        read_values(turn, step, turn.state.draft)
    else:
        _tick(turn, step, value, choices)


def read_form(turn: Turn, step: Step, values: tuple[str, ...]) -> None:
    """A whole form at once. Its boxes carry their buttons' values, ticked or not."""
    if KINDS[step.kind].multiple:
        read_values(turn, step, tuple(value.removeprefix(UNTICK) for value in values))
    elif len(values) == 1:
        read_tap(turn, step, values[0])
    else:
        ask_again(turn)


def read_values(turn: Turn, step: Step, values: tuple[str, ...]) -> None:
    """All ticks at once. Nothing ticked is no answer: say so rather than store an empty one."""
    choices = {choice.value: choice for choice in offered(step, turn.env())}
    ticked = tuple(dict.fromkeys(value for value in values if value in choices))
    exclusive = [value for value in ticked if choices[value].exclusive]
    if not ticked:
        _misfit(turn, step, Misfit("ask.nothing_ticked"))
    elif exclusive and len(ticked) > 1:
        _misfit(turn, step, Misfit("ask.exclusive"))
    elif len(ticked) > (limit := int(step.options.get("max", len(ticked)))):
        _misfit(turn, step, Misfit("answer.many.max", {"max": limit}))
    else:
        _take_in(turn, step, Parsed(list(ticked)), raw=None)


def _take_in(turn: Turn, step: Step, reading: Reading, raw: str | None) -> None:
    if isinstance(reading, Misfit):
        unmet = None if reading.beyond is None else check(turn, step, reading.beyond)
        _misfit(turn, step, unmet or reading)
    elif isinstance(reading, Ambiguous):
        _ask_back(turn, step, reading.alternatives, reading.message, "notice")
    elif (misfit := check(turn, step, reading.value)) is not None:
        _misfit(turn, step, misfit)
    else:
        _accept(turn, step, reading, raw)


def _accept(turn: Turn, step: Step, reading: Parsed, raw: str | None) -> None:
    if step.kind == "summary" and reading.value == "correct":
        edit(turn, None)
        return
    put(turn, step, reading.value, raw)
    echo = reading.echo or _heard(turn, step, reading.value, raw)
    if echo is not None:
        turn.say(echo[0], role="notice", **echo[1])
    if step.kind == "submit":
        turn.set(status="submitted")
        turn.emit(Submitted(), StatusChanged("submitted"))
    go_on(turn)


def _heard(turn: Turn, step: Step, value: Any, raw: str | None) -> tuple[str, dict[str, str]] | None:
    """Words understood as something else than the words themselves are said back, so that a mistake is noticed."""
    if raw is None or step.kind in UNHEARD:
        return None
    kind, ctx = KINDS[step.kind], turn.context(step.choices)
    if kind.echoes(step, value, raw, ctx) and not turn.says_back:
        return None
    return "answer.echo", {"answer": kind.display(step, value, ctx)}


def _misfit(turn: Turn, step: Step, misfit: Misfit) -> None:
    _ask_back(turn, step, (), misfit.message, "error", **misfit.params)


def is_stuck(state: State) -> bool:
    """Has the present question been answered so often in a way nobody understood that help is offered?"""
    return state.tries > PATIENCE


def _ask_back(turn: Turn, step: Step, alternatives: tuple[Any, ...], message: str, role: str, **params: Any) -> None:
    stuck = turn.state.tries >= PATIENCE and alternatives in ((), turn.state.alternatives)
    turn.set(tries=turn.state.tries + 1, alternatives=alternatives)
    turn.say(message, role=role, step=step.id, **params)
    if stuck:
        turn.say("ask.stuck" if is_required(step, turn.env()) else "ask.stuck_optional", role="notice")
    show(turn, step)


def _keep(turn: Turn, step: Step) -> None:
    former, value = turn.state.held.get(step.id), held_value(turn, step)
    if value is None:
        ask_again(turn)
        return
    put(turn, step, value, former.raw if former is not None else None)
    go_on(turn)


def _choose_alternative(turn: Turn, step: Step, number: str) -> None:
    if not number.isdecimal() or int(number) >= len(turn.state.alternatives):
        ask_again(turn)
        return
    value = turn.state.alternatives[int(number)]
    _take_in(turn, step, Parsed(value), raw=None)


def _tick(turn: Turn, step: Step, value: str, choices: tuple[Choice, ...]) -> None:
    by_value = {choice.value: choice for choice in choices}
    if value.removeprefix(UNTICK) not in by_value:
        ask_again(turn)
        return
    turn.set(draft=ticked(turn.state.draft, value, by_value))
    show(turn, step, replaces=True)


def ticked(draft: tuple[str, ...], value: str, choices: dict[str, Choice]) -> tuple[str, ...]:
    """The ticks after tapping `value`: an exclusive choice clears the others, another choice clears it."""
    chosen = value.removeprefix(UNTICK)
    others = tuple(found for found in draft if found in choices and found != chosen)
    if value.startswith(UNTICK):
        return others
    if choices[chosen].exclusive:
        return (chosen,)
    return (*(found for found in others if not choices[found].exclusive), chosen)
