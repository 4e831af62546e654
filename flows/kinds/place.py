"""Where somebody lives: decides which municipality is responsible, so it is never guessed."""

from __future__ import annotations

from typing import Any, ClassVar

from flows.kinds.base import Ambiguous, Context, Kind, Misfit, Parsed, Reading, register
from flows.model import Step
from flows.places.model import Place as Spot
from flows.places.model import PlaceResult

CHOICES = 12  # buttons that still help


@register
class Place(Kind):
    name: ClassVar[str] = "place"
    summary: ClassVar[str] = "A German PLZ or town, in any script; gives PLZ, AGS and name."
    example: ClassVar[str] = """\
- id: residence
  kind: place
  prompt: Wo wohnen Sie? Bitte schreiben Sie Ihre Postleitzahl oder den Namen Ihrer Stadt.
"""
    value_type: ClassVar[str] = "place"
    seconds: ClassVar[float] = 8.0
    max_length: ClassVar[int] = 100

    def read(self, step: Step, text: str, ctx: Context) -> Reading:
        result = ctx.places.find(text)
        if result.status == "choices":
            return _asked_back(result.places)
        if not result.places:
            return _not_found(result)
        place = result.places[0]
        return Parsed(place.as_value(), ("answer.place.echo", {"place": _line(place.name, place.plz)}))

    def take(self, step: Step, value: str, ctx: Context) -> Reading:
        return Misfit("answer.place.unknown_name")

    def display(self, step: Step, value: Any, ctx: Context) -> str:
        return _line(value["name"], value["plz"])


def _asked_back(places: tuple[Spot, ...]) -> Reading:
    if len(places) > CHOICES:
        return Misfit("answer.place.unknown_name")
    return Ambiguous(tuple(place.as_value() for place in places), "answer.place.choices")


def _not_found(result: PlaceResult) -> Misfit:
    if result.plz is None:
        return Misfit("answer.place.unknown_name")
    return Misfit(f"answer.place.{result.status}", {"plz": result.plz})


def _line(name: str, plz: str | None) -> str:
    return f"{name} ({plz})" if plz else name
