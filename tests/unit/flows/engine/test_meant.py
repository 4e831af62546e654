"""Words that are no answer may mean something; an answer always wins, and what is kept rests on a consent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.events import Ask, Say, Show, Urgent
from flows.inputs import COMMANDS, Known, Meant, Text
from tests.support.walking import Walker

NEED = Meant(need="school_place", field="childcare", purpose="intake")
PREGNANT = Meant(need="pregnancy", field="health", purpose="special")
SENTENCE = "mein Kind hat keinen Schulplatz"


def said(walker: Walker) -> list[str]:
    return [event.text for event in walker.events if isinstance(event, Say)]


def asked(walker: Walker) -> Ask:
    return next(event for event in reversed(walker.events) if isinstance(event, Ask))


def test_a_need_is_kept_with_its_sentence_and_ticked_in_its_place() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text(SENTENCE, beside=Known(NEED)))
    assert said(walker)[0] == "need.noted"
    assert walker.state.question == "birth"
    [need] = walker.state.needs
    assert (need.need, need.field, need.text, need.lang) == ("school_place", "childcare", SENTENCE, "de")
    walker.until("fields")
    assert asked(walker).draft == ("childcare",)


@pytest.mark.parametrize("meant", [NEED, Meant(command="help"), Meant(said="thank")])
def test_too_long_a_text_is_told_so_whatever_it_means(meant: Meant) -> None:
    walker = Walker().begin().until("wish")
    walker.do(Text(SENTENCE * 100, beside=Known(meant)))
    assert said(walker) == ["answer.text.long"]
    assert (walker.state.question, walker.state.needs) == ("wish", ())


def test_an_answer_wins_over_what_the_words_might_mean() -> None:
    walker = Walker().begin().until("wish")
    walker.do(Text(SENTENCE, beside=Known(NEED)))
    assert walker.values["wish"] == SENTENCE
    assert walker.state.needs == ()


def test_before_the_consent_nothing_is_kept() -> None:
    walker = Walker().begin().until("consent_intake")
    walker.do(Text(SENTENCE, beside=Known(NEED)))
    assert said(walker)[0] == "need.later"
    assert walker.state.needs == ()


def test_health_needs_its_own_consent() -> None:
    walker = Walker().begin().until("consent_special")
    walker.tap("no")
    walker.until("birth")
    walker.do(Text("ich bin schwanger", beside=Known(PREGNANT)))
    assert said(walker)[0] == "need.later"
    assert walker.state.needs == ()


def test_a_refused_consent_takes_the_sentence_with_it() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("ich bin schwanger", beside=Known(PREGNANT)))
    walker.do(Text(SENTENCE, beside=Known(NEED)))
    assert [need.need for need in walker.state.needs] == ["pregnancy", "school_place"]
    walker.command("withdraw")
    walker.tap("special")
    assert [need.need for need in walker.state.needs] == ["school_place"]


def test_said_twice_it_is_kept_once_and_many_are_not_kept_for_ever() -> None:
    walker = Walker().begin().until("birth")
    for number in range(30):
        walker.do(
            Text(
                f"{SENTENCE} {number % 15}", beside=Known(Meant(need=f"n{number % 15}", field="work", purpose="intake"))
            )
        )
    assert len(walker.state.needs) == 12
    assert len({need.need for need in walker.state.needs}) == 12


def test_what_was_said_is_told_to_who_asks_what_is_stored() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text(SENTENCE, beside=Known(NEED)))
    walker.command("data")
    assert SENTENCE in walker.said


def test_emergency_by_a_model_shows_help_and_marks_nothing() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("irgendwas", beside=Known(Meant(command="emergency"))))
    assert any(isinstance(event, Show) and event.what == "emergency" for event in walker.events)
    assert not any(isinstance(event, Urgent) for event in walker.events)
    assert not walker.state.urgent


@pytest.mark.parametrize("command", ["delete", "withdraw"])
def test_deleting_and_withdrawing_ask_first(command: str) -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("irgendwas", beside=Known(Meant(command=command))))
    assert walker.state.status == "running"
    assert walker.state.question == f"!{command}"
    assert all(walker.state.consents.values())


@pytest.mark.parametrize("what", ["greet", "thank", "bot"])
def test_kindness_is_answered_and_the_question_asked_again(what: str) -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("irgendwas", beside=Known(Meant(said=what))))
    assert said(walker)[0] == f"said.{what}"
    assert asked(walker).step == "birth"


MEANINGS = st.one_of(
    st.sampled_from(COMMANDS).map(lambda name: Meant(command=name)),
    st.sampled_from(["greet", "thank", "bot"]).map(lambda what: Meant(said=what)),
    st.sampled_from([NEED, PREGNANT]),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["xyzzy", "30", "ja"]), MEANINGS), max_size=6), st.integers(0, 25))
def test_whatever_is_meant_is_answered(turns: list[tuple[str, Meant]], steps: int) -> None:
    walker = Walker().begin()
    for _ in range(steps):
        walker.forward()
    for text, meaning in turns:
        walker.do(Text(text, beside=Known(meaning)))
        assert walker.messages
