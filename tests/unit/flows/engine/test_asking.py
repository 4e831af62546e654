"""What a question may have beside its words: choices that follow another answer, own words, a proposal, a sentence for
those who skip it, and what was said before in its text."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from flows.engine import Lookup
from flows.engine.answers import held_value
from flows.package import Package, load_package
from flows.places import load_places
from flows.rendering import render
from flows.walk.player import Player

SOURCE = """
format: 2
id: asking
title: Fragen
lists:
  towns:
    - {value: luenen, label: Lünen, kreis: unna, people: 86000}
    - {value: werne, label: Werne, kreis: unna, people: 30000}
    - {value: hamm, label: Hamm, kreis: hamm, people: 179000}
    - {value: abroad, label: Im Ausland}
sections:
  - id: all
    title: Alles
    steps:
      - id: kreis
        kind: one
        prompt: Welcher Kreis?
        choices: [{value: unna, label: Unna}, {value: hamm, label: Hamm}]
      - {id: town, kind: one, prompt: Welche Stadt?, list: towns, filter: choice.kreis == kreis}
      - {id: large, kind: many, prompt: Wo noch?, list: towns, filter: choice.people > 50000, required: false}
      - id: language
        kind: one
        prompt: Welche Sprache?
        other_prompt: Welche andere?
        choices: [{value: de, label: Deutsch}, {value: other, label: Eine andere, other: true}]
      - {id: called, kind: text, prompt: Ihr Name?, required_message: Ohne Namen geht es nicht.}
      - {id: greeting, kind: say, prompt: "Guten Tag, {called} aus {town}. {{Klammern}} bleiben."}
      - {id: rooms, kind: number, prompt: Zimmer?, default: 1 + 1}
      - {id: since, kind: date, prompt: Seit wann?, default: "date('2020-02-29')"}
      - {id: pet, kind: yes_no, prompt: Ein Tier?, default: rooms > 1}
      - {id: again, kind: one, prompt: Noch einmal die Stadt?, list: towns, default: town}
      - {id: several, kind: many, prompt: Alle?, list: towns, default: "{'luenen', 'hamm'}"}
      - {id: note, kind: text, prompt: Wie?, default: "concat(called, '!')"}
      - {id: never, kind: number, prompt: Zahl?, default: 100, max: 10}
"""


@cache
def package() -> Package:
    return load_package({"flow.yaml": SOURCE.encode()})


@pytest.fixture
def player() -> Player:
    player = Player(package().flow, Lookup(package().texts, load_places()))
    player.command("start")
    if player.state.question == "!language":
        player.tap("de")
    return player


def shown(player: Player) -> str:
    """Without the marks that keep an answer's direction of writing apart."""
    said = "\n".join(message.text for message in render(player.view(), player.events, "t"))
    return said.replace("\u2068", "").replace("\u2069", "")


def answer(player: Player, *said: str) -> Player:
    """Taps where there are buttons, else writes."""
    for one in said:
        step = player.question
        assert step is not None
        if step.kind == "many":
            player.tap(one)
            player.tap("+done")
        else:
            player.tap(one) if step.choices or step.kind == "yes_no" else player.say(one)
    return player


def offered(player: Player) -> list[str]:
    assert player.question is not None
    return [option.value for option in player.offers(player.question)]


def test_only_the_choices_that_fit_an_earlier_answer_are_offered_and_taken(player: Player) -> None:
    answer(player, "unna")
    assert offered(player) == ["luenen", "werne"]
    player.say("Hamm")
    assert player.state.question == "town"
    answer(player, "werne")
    assert player.values["town"] == "werne"


def test_an_answer_whose_choice_is_gone_is_asked_again_and_comes_back_with_it(player: Player) -> None:
    answer(player, "unna", "werne")
    player.command("edit", "kreis")
    answer(player, "hamm")
    assert player.state.question == "town"
    assert "town" not in player.values
    answer(player, "hamm")
    player.command("edit", "kreis")
    answer(player, "hamm")
    assert player.values["town"] == "hamm"


def test_a_choice_that_does_not_say_what_a_filter_asks_is_not_offered(player: Player) -> None:
    answer(player, "unna", "werne")
    assert offered(player) == ["luenen", "hamm"]


def test_own_words_are_asked_for_after_the_choice_that_is_none_of_the_others(player: Player) -> None:
    answer(player, "unna", "werne", "hamm", "other")
    assert player.state.question == "language_other"
    assert "Welche andere?" in shown(player)
    player.say("Tigrinya")
    assert player.values["language_other"] == "Tigrinya"
    player.command("edit", "language")
    answer(player, "de")
    assert "language_other" not in player.values
    assert player.state.question == "called"


def test_who_skips_what_is_required_is_told_why_not(player: Player) -> None:
    answer(player, "unna", "werne", "hamm", "de")
    player.command("skip")
    assert "Ohne Namen geht es nicht." in shown(player)
    assert player.state.question == "called"


def test_a_text_speaks_of_answers_in_words_and_keeps_its_braces(player: Player) -> None:
    answer(player, "unna", "werne", "hamm", "de", "{Ada} {town}")
    assert "Guten Tag, {Ada} {town} aus Werne. {Klammern} bleiben." in shown(player)


@pytest.mark.parametrize(
    ("step", "proposed"),
    [
        ("rooms", 2),
        ("since", {"date": "2020-02-29", "precision": "day"}),
        ("pet", True),
        ("again", "werne"),
        ("several", ["luenen", "hamm"]),
        ("note", "Ada!"),
        ("never", None),
    ],
)
def test_each_kind_is_proposed_what_its_default_says_when_that_fits(player: Player, step: str, proposed: Any) -> None:
    answer(player, "unna", "werne", "hamm", "de", "Ada", "2")
    turn = player.turn()
    found = held_value(turn, turn.flow.steps[step])
    assert (sorted(found) if isinstance(found, list) else found) == (
        sorted(proposed) if isinstance(proposed, list) else proposed
    )


def test_a_proposal_becomes_an_answer_only_when_it_is_kept(player: Player) -> None:
    answer(player, "unna", "werne", "hamm", "de", "Ada")
    assert player.state.question == "rooms"
    assert "rooms" not in player.values
    player.tap("+keep")
    assert player.values["rooms"] == 2
