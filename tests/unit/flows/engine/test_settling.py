"""A consent counts while its answer stands, an answer while somebody asks for it: whatever changes, on any day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from flows.engine import Lookup
from flows.engine.derive import relevance
from flows.engine.turn import Turn
from flows.events import Ask, Consent, Withdrawn
from flows.loader import load_flow
from flows.model import Flow
from flows.places import load_places
from locales.package_texts import PackageTexts
from locales.texts import load_texts
from tests.support.walking import Walker

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = """
format: 2
id: standing
title: Stehen
sections:
  - id: all
    title: Alles
    steps:
      - {id: agree, kind: consent, before_consent: true, purpose: intake, prompt: Ja?, version: 1}
      - {id: help, kind: yes_no, prompt: Brauchen Sie Hilfe?}
      - {id: private, kind: consent, purpose: special, relevant: help, prompt: Privates?, version: 3}
      - {id: ill, kind: yes_no, needs: special, prompt: Krank?}
      - {id: since, kind: text, needs: special, relevant: ill, prompt: Seit wann?}
      - {id: other, kind: yes_no, prompt: Anderes?}
      - {id: born, kind: date, prompt: Geboren?}
      - {id: guardian, kind: text, relevant: age(born) < 18, prompt: Wer sorgt für Sie?}
      - {id: school, kind: yes_no, relevant: answered(guardian), prompt: Schule?}
      - {id: appointment, kind: date, prompt: Termin?, constraints: [{test: it >= today, message: Zu spät.}]}
      - {id: job, kind: yes_no, relevant: age(born) >= 18, prompt: Arbeit?}
      - {id: check, kind: summary, prompt: Stimmt das?}
      - {id: send, kind: submit, prompt: Senden?}
"""


@cache
def flow() -> Flow:
    return load_flow(SOURCE)


class Somebody(Walker):
    def answer(self, *said: str) -> Somebody:
        for one in said:
            step = flow().steps[str(self.state.question)]
            self.say(one) if step.kind in ("text", "date") else self.tap(one)
        return self

    @property
    def asked(self) -> str:
        return [event.step for event in self.events if isinstance(event, Ask)][-1]

    def consents(self) -> list[tuple[str, bool, bool]]:
        return [(event.purpose, event.granted, event.resting) for event in self.events if isinstance(event, Consent)]


def somebody(*said: str) -> Somebody:
    lookup = Lookup(PackageTexts(load_texts(), flow().source, {}, "de"), load_places())
    walker = Somebody(flow=flow(), lookup=lookup, now=NOW)
    walker.command("start")
    walker.tap("de")
    return walker.answer(*said)


CONSENTING = ("yes", "yes", "yes", "yes", "2020")  # agree, help, private, ill, since

# --- consents ---------------------------------------------------------------------------------------------------------


def test_a_consent_counts_only_while_its_question_is_asked() -> None:
    person = somebody(*CONSENTING)
    assert person.state.consents == {"intake": True, "special": True}
    person.command("edit", "help")
    person.tap("no")
    assert person.state.consents == {"intake": True}
    assert not {"private", "ill", "since"} & person.state.answers.keys()
    assert person.asked == "other"


def test_the_host_is_told_that_it_rests_and_that_it_is_back() -> None:
    person = somebody(*CONSENTING)
    person.command("edit", "help")
    assert person.consents() == [("special", False, True)], "while it is being changed nobody agrees to anything"
    person.tap("no")
    assert person.consents() == []
    person.command("edit", "help")
    person.tap("yes")
    assert person.consents() == [("special", True, False)]


def test_what_was_said_with_it_comes_back_with_it() -> None:
    person = somebody(*CONSENTING)
    before = person.values
    person.command("edit", "help")
    person.tap("no")
    person.command("edit", "help")
    person.tap("yes")
    assert person.values == before
    assert person.state.consents == {"intake": True, "special": True}
    assert person.asked == "other", "nothing is asked twice"


def test_a_refused_consent_that_rests_is_asked_for_by_nobody() -> None:
    person = somebody("yes", "yes", "no")
    person.command("edit", "help")
    person.tap("no")
    assert person.state.consents == {"intake": True}
    assert person.consents() == []


def test_afterwards_it_can_still_be_refused() -> None:
    person = somebody(*CONSENTING)
    person.command("edit", "help")
    person.tap("yes")
    person.command("edit", "private")
    person.tap("no")
    assert person.state.consents == {"intake": True, "special": False}
    assert not {"ill", "since"} & {*person.state.answers, *person.state.aside, *person.state.held}
    assert ("special", False, False) in person.consents()


# --- days -------------------------------------------------------------------------------------------------------------

MINOR = ("yes", "no", "no", "03.03.2008", "Tante", "yes", "02.03.2026")  # 18 tomorrow


def tomorrow(person: Somebody, *said: str) -> Somebody:
    person.now = NOW + timedelta(days=1)
    return person.answer(*said)


def test_on_a_later_day_what_nobody_asks_for_any_more_is_set_aside() -> None:
    person = somebody(*MINOR)
    assert (person.asked, person.values["guardian"], person.values["school"]) == ("check", "Tante", True)
    person.now = NOW + timedelta(days=1)
    person.command("repeat")
    assert not {"guardian", "school"} & person.values.keys()
    assert person.state.aside["guardian"].value == "Tante"
    assert [event.step for event in person.events if isinstance(event, Withdrawn)] == ["guardian", "school"]
    assert person.asked == "job", "what the day brings is asked"


def test_what_was_right_when_it_was_said_stays() -> None:
    person = tomorrow(somebody(*MINOR))
    person.command("repeat")
    assert person.values["appointment"] == {"date": "2026-03-02", "precision": "day", "about": False}


def test_the_question_of_yesterday_is_not_answered_today() -> None:
    person = somebody(*MINOR[:4])
    assert person.asked == "guardian"
    person.now = NOW + timedelta(days=1)
    person.say("Tante")
    assert "guardian" not in person.values
    assert person.asked == "appointment"


def test_the_summary_is_seen_again_before_anything_else_is_sent() -> None:
    person = somebody(*MINOR, "continue")
    assert person.asked == "send"
    old = next(button for button in person.buttons if button.role == "choice")
    person.now = NOW + timedelta(days=1)
    person.press(old)
    assert person.state.status == "running"
    person.answer("yes")
    assert person.asked == "check"


def test_what_was_sent_stays_as_it_was_sent() -> None:
    person = somebody(*MINOR, "continue").answer("send")
    assert person.state.status == "submitted"
    person.now = NOW + timedelta(days=1)
    person.command("help")
    assert person.values["guardian"] == "Tante"


@pytest.mark.parametrize("days", [0, 1, 400])
def test_only_what_is_asked_is_ever_stored(days: int) -> None:
    person = somebody(*MINOR)
    person.now = NOW + timedelta(days=days)
    person.command("data")
    turn = Turn(person.flow, person.state, person.now, person.lookup)
    stored: dict[str, Any] = {key: relevance(flow().steps[key], turn.env()) for key in person.state.answers}
    assert set(stored.values()) == {True}
