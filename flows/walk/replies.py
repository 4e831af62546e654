"""What can be answered to a question: by tapping what is offered, and by words that fit its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.reading import ALTERNATIVE, DONE, UNTICK
from flows.kinds import KINDS
from flows.model import Flow, Step
from flows.places import Places
from flows.walk.dice import Dice
from flows.walk.mentioned import Mentioned, mentioned
from flows.walk.player import Player

YEARS = 90  # how far back a date goes
MOST_TICKS = 4
#: What is written where nothing in the flow says what would make a difference.
WORDS: Mapping[str, tuple[str, ...]] = {
    "text": ("Hallo zusammen",),
    "place": ("Lünen", "80331 München"),
    "phone": ("0231 1234567",),
    "email": ("a@example.org",),
    "country": ("Syrien", "Ukraine"),
    "language": ("Arabisch", "Ukrainisch"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """`taps` or `words`. `levels`: the choices that are made with it, for pairs."""

    taps: tuple[str, ...] = ()
    words: str | None = None
    levels: tuple[str, ...] = ()

    def give(self, player: Player) -> None:
        """Ticks that stand there from before are taken away first; of several meanings the first is meant."""
        for ticked in player.state.draft:
            if self.taps and ticked not in self.taps:
                player.tap(f"{UNTICK}{ticked}")
        for value in self.taps:
            player.tap(value)
        if self.words is not None:
            player.say(self.words)
            if player.state.alternatives:
                player.tap(f"{ALTERNATIVE}0")


class Replies:
    """The replies to the questions of one flow."""

    def __init__(self, flow: Flow, places: Places) -> None:
        self._towns = _towns(mentioned(flow), places)
        self._texts = mentioned(flow).texts

    def some(self, asked: Step, player: Player, dice: Dice) -> list[Reply]:
        """A few replies to choose from; all of them where they can be counted."""
        offered = [option.value for option in player.offers(asked)]
        if KINDS[asked.kind].multiple:
            return [self._ticks(asked, offered, dice) for _ in range(4)] if offered else []
        if asked.choices or KINDS[asked.kind].value_type in ("bool", "none"):
            return [tapped(value) for value in offered]
        return [Reply(words=self._words(asked, player, dice))]

    def _ticks(self, asked: Step, offered: list[str], dice: Dice) -> Reply:
        alone = {choice.value for choice in asked.choices if choice.exclusive}
        ticked = dice.some(offered, min(MOST_TICKS, int(asked.options.get("max", MOST_TICKS))))
        exclusive = [value for value in ticked if value in alone]
        return ticks(exclusive[:1] or ticked)

    def _words(self, asked: Step, player: Player, dice: Dice) -> str:
        if asked.kind == "date":
            return str(player.now.year - dice.number(YEARS))
        if asked.kind == "number":
            low = int(asked.options.get("min", 0))
            return str(low + dice.number(int(asked.options.get("max", low + 6)) - low + 1))
        if asked.kind == "place":
            return dice.pick((*self._towns, *WORDS["place"]))
        if asked.kind == "text" and self._texts and dice.coin():
            return dice.pick(self._texts)
        return dice.pick(WORDS.get(asked.kind, ("Hallo",)))


def tapped(value: str) -> Reply:
    return Reply(taps=(value,), levels=(value,))


def ticks(values: list[str]) -> Reply:
    return Reply(taps=(*values, DONE), levels=tuple(values))


def exactly(asked: Step, value: Any, places: Places) -> Reply | None:
    """The reply that gives a stored value; None for what cannot be written that way."""
    if value is True or value is False:
        return tapped("yes" if value else "no") if KINDS[asked.kind].value_type == "bool" else None
    if isinstance(value, list):
        return ticks(value)
    if KINDS[asked.kind].value_type in ("choice", "country", "language"):
        return tapped(str(value))
    if isinstance(value, Mapping):
        return Reply(words=_dated(value) if "precision" in value else _placed(value, places))
    return Reply(words=str(value))


def _dated(value: Mapping[str, Any]) -> str:
    year, month, day = str(value["date"]).split("-")
    return {"day": f"{day}.{month}.{year}", "month": f"{month}/{year}"}.get(str(value["precision"]), year)


def _placed(value: Mapping[str, Any], places: Places) -> str:
    town = places.municipalities.get(str(value["ags"]))
    name = town.name if town else str(value["name"])
    return f"{value['plz']} {name}" if value.get("plz") else name


def _towns(named: Mentioned, places: Places) -> tuple[str, ...]:
    """A town for every AGS and Kreis the flow asks about, and every PLZ."""
    wanted = (*named.ags, *named.kreise)
    towns = [town.name for key in wanted for ags, town in places.municipalities.items() if ags == _first(key, places)]
    return (*towns, *named.plz)


def _first(key: str, places: Places) -> str | None:
    """The first municipality of a Kreis, or the municipality itself."""
    return next((ags for ags in places.municipalities if ags.startswith(key)), None)
