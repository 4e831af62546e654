"""Every text that comes up, spoken in every language: nothing may be missing in any of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from flows.engine.derive import offered
from flows.events import Ask, Event, Say, Show
from flows.rendering import render
from flows.walk.broken import Broken
from flows.walk.player import Player
from locales.texts import MissingText


class Spoken:
    """Remembers what was heard, so that each thing is rendered once in each language.

    `lacking`: language -> ids of texts for which another language stands in.
    """

    def __init__(self, languages: tuple[str, ...], lacking: Mapping[str, frozenset[str]]) -> None:
        self.languages, self._lacking = languages, lacking
        self._heard: set[Hashable] = set()

    @property
    def count(self) -> int:
        return len(self._heard)

    def hear(self, player: Player) -> None:
        """Raises Broken for a text that a language does not have."""
        for event in player.events:
            key = _key(player, event)
            if key is not None and key not in self._heard:
                self._heard.add(key)
                for lang in self.languages:
                    self._speak(player, event, lang)

    def _speak(self, player: Player, event: Event, lang: str) -> None:
        step = event.step if isinstance(event, Ask) else None
        view = player.view(lang)
        own = tuple(_own(player, event))
        try:
            render(view, [event], "1")
            for text_id in own:
                view.text(text_id)
        except (MissingText, KeyError) as missing:
            raise Broken("languages", f"{lang}: {missing.args[0]}", step) from None
        for text_id in own:
            if text_id in self._lacking.get(lang, ()):
                raise Broken("languages", f"{lang}: {text_id} has no translation", step)


def _key(player: Player, event: Event) -> Hashable:
    if isinstance(event, Say):
        return event.text
    if isinstance(event, Show):
        return f"show.{event.what}"
    if not isinstance(event, Ask):
        return None
    step = player.steps.get(event.step)
    choices = () if step is None else tuple(choice.value for choice in offered(step, player.view().env))
    return (event.step, choices, len(event.alternatives), event.held is None)


def _own(player: Player, event: Event) -> Iterator[str]:
    """The flow's own texts in what is said, and those only said when somebody asks for them or answers wrongly."""
    if isinstance(event, Say) and event.text in player.flow.source:
        yield event.text
    step = player.steps.get(event.step) if isinstance(event, Ask) else None
    if step is None:
        return
    choices = offered(step, player.view().env)
    found = (step.prompt, step.hint, step.why, *(choice.label for choice in choices))
    yield from (text_id for text_id in found if text_id is not None)
    yield from (constraint.message for constraint in step.constraints)
