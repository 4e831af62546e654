"""Changing answers: what depends follows, nothing else does; what a consent carried is gone with it."""

from __future__ import annotations

from flows.engine import Lookup
from flows.events import Ask, Consent, Show, Submitted, Urgent, Withdrawn
from flows.loader import load_flow
from flows.places import load_places
from flows.walk.player import Player
from tests.support.german_texts import german_texts
from tests.support.walking import Walker


def asked(walker: Walker) -> list[str]:
    return [event.step for event in walker.events if isinstance(event, Ask)]


def withdrawn(walker: Walker, how: str) -> set[str]:
    return {event.step for event in walker.events if isinstance(event, Withdrawn) and event.how == how}


def at_the_needs(*fields: str) -> Walker:
    """Somebody who ticked these fields of action and answered what followed from them."""
    walker = Walker().begin().until("fields")
    for value in fields:
        walker.tap(value)
    walker.tap("+done")
    return walker.until("urgent_today")


def test_the_same_answer_again_restores_what_depends_on_it() -> None:
    walker = at_the_needs("work", "housing")
    before = walker.values
    walker.command("edit", "fields")
    assert {"work_now", "work_wish", "housing_now", "housing_wish"} == withdrawn(walker, "aside")
    walker.tap("+done")
    assert walker.values == before
    assert asked(walker) == ["urgent_today"]


def test_a_changed_answer_asks_only_what_is_new() -> None:
    walker = at_the_needs("work", "housing")
    walker.command("edit", "fields")
    walker.tap("-work")
    walker.tap("money")
    walker.tap("+done")
    assert asked(walker) == ["money_now"]
    assert "work_now" in walker.state.aside
    assert "work_now" not in walker.values
    assert walker.values["housing_now"] == "nowhere"


def test_what_was_set_aside_comes_back_with_its_reason() -> None:
    walker = at_the_needs("work")
    walker.command("edit", "fields")
    walker.tap("-work")
    walker.tap("social")
    walker.tap("+done")
    walker.until("urgent_today")
    walker.command("edit", "fields")
    walker.tap("work")
    walker.tap("+done")
    assert withdrawn(walker, "restored") == {"work_now", "work_wish", "social_wish"}
    assert asked(walker) == ["urgent_today"]


def test_another_town_asks_for_its_district_only() -> None:
    walker = Walker().begin().until("residence")
    walker.say("Leverkusen")
    walker.tap("opladen")
    walker.until("adults")
    walker.command("edit", "residence")
    walker.say("Bielefeld")
    assert asked(walker) == ["district"]
    assert walker.events[-1].held is None  # type: ignore[attr-defined]
    walker.tap("mitte")
    assert asked(walker) == ["adults"]


def test_a_former_answer_that_no_longer_fits_is_not_offered() -> None:
    """Held from before the town changed: neither shown as "keep" nor taken when its button is forged."""
    walker = Walker().begin().until("residence")
    walker.say("Leverkusen")
    walker.tap("opladen")
    walker.command("back")
    walker.command("back")
    walker.say("Bielefeld")
    assert walker.state.question == "district"
    assert "+keep" not in {(button.data or "").rsplit(".", 1)[-1] for button in walker.buttons}
    walker.tap("+keep")
    assert walker.state.question == "district"
    assert "district" not in walker.values


def test_refusing_special_answers_later_deletes_them() -> None:
    """By the list of answers as well as by withdrawing: gone, not set aside."""
    for refuse in (_by_list, _by_withdrawing):
        walker = Walker().begin().until("name")
        assert "status" in walker.values
        refuse(walker)
        everything = {*walker.state.answers, *walker.state.aside, *walker.state.held}
        assert not everything & {"origin", "status", "status_since", "health_talk"}
        assert walker.state.consents["special"] is False
        assert walker.state.question == "name"


def _by_list(walker: Walker) -> None:
    walker.command("edit", "consent_special")
    walker.tap("no")


def _by_withdrawing(walker: Walker) -> None:
    walker.command("withdraw")
    walker.tap("special")


def test_refusing_the_first_consent_later_deletes_everything_since() -> None:
    """Every other consent falls with it, and that is said to the host one by one."""
    walker = Walker().begin().until("adults")
    walker.command("edit", "consent_intake")
    walker.tap("no")
    told = {(event.purpose, event.granted) for event in walker.events if isinstance(event, Consent)}
    assert told == {("intake", False), ("handover", False), ("special", False)}
    assert walker.state.status == "refused"
    assert walker.state.consents == {"intake": False}
    assert not {"residence", "birth"} & {*walker.state.answers, *walker.state.aside, *walker.state.held}


def test_a_change_after_the_summary_shows_the_summary_again() -> None:
    walker = Walker().begin().until("submit")
    walker.command("edit", "name")
    walker.say("Anna")
    assert asked(walker) == ["summary"]


def test_sent_answers_can_be_changed_and_sent_again() -> None:
    walker = Walker().begin().until("submit")
    walker.tap("send")
    assert walker.state.status == "submitted"
    walker.command("edit", "name")
    assert walker.state.status == "running"
    walker.say("Anna")
    walker.tap("continue")
    walker.tap("send")
    assert any(isinstance(event, Submitted) for event in walker.events)
    assert "goodbye" in walker.values


def test_goodbye_is_said_again_when_it_applies_again() -> None:
    """Withdrawn, given again: what is said follows, though it was said before."""
    walker = Walker().begin().finish()
    walker.command("withdraw")
    walker.tap("handover")
    walker.command("edit", "consent_handover")
    walker.tap("yes")
    walker.finish()
    assert "Vielen Dank" in walker.said


def test_no_place_to_sleep_is_an_emergency_told_once() -> None:
    walker = Walker().begin().until("fields")
    walker.tap("housing")
    walker.tap("+done")
    walker.tap("nowhere")
    assert walker.state.urgent
    assert [event.reason for event in walker.events if isinstance(event, Urgent)] == ["answer:housing_now"]
    assert walker.events.count(Show("emergency")) == 1


def test_an_answer_under_a_constraint_is_checked_against_the_others() -> None:
    """Older than 16 at the start, born yesterday: the birth date is not taken."""
    walker = Walker().begin().until("birth")
    walker.say("2020")
    assert "birth" not in walker.values
    assert [message.role for message in walker.messages] == ["error", "question"]


PARTS = """
format: 2
id: parts
title: Ortsteile
sections:
  - id: all
    title: Alles
    steps:
      - id: town
        kind: one
        before_consent: true
        prompt: Wo wohnen Sie?
        choices: [{value: unna, label: Unna}, {value: kamen, label: Kamen}]
      - id: part
        kind: one
        before_consent: true
        prompt: In welchem Ortsteil?
        choices:
          - {value: massen, label: Massen, relevant: town == 'unna'}
          - {value: methler, label: Methler, relevant: town == 'kamen'}
          - {value: unknown, label: Weiß ich nicht}
      - {id: send, kind: submit, before_consent: true, prompt: Senden?}
"""


def at_the_end(town: str, part: str) -> Player:
    flow = load_flow(PARTS)
    player = Player(flow, Lookup(german_texts(flow.source), load_places()))
    player.command("start")
    for value in ("de", town, part):
        player.tap(value)
    assert player.state.question == "send"
    player.command("edit", "town")
    return player


def test_a_choice_comes_back_with_what_its_filter_reads() -> None:
    """While the town is being asked again nobody knows which parts there are: the answer waits, it is not lost."""
    player = at_the_end("kamen", "methler")
    player.tap("kamen")
    assert player.values == {"town": "kamen", "part": "methler"}
    assert player.state.question == "send"


def test_a_choice_that_is_no_longer_offered_is_asked_anew_and_then_forgotten() -> None:
    player = at_the_end("kamen", "methler")
    player.tap("unna")
    assert player.state.question == "part"
    player.tap("massen")
    assert player.values == {"town": "unna", "part": "massen"}
    assert "part" not in player.state.aside
