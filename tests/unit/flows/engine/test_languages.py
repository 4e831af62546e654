"""Writing in another language leads to a question once, in both; never to a switch, and never past an answer."""

from __future__ import annotations

import pytest

from flows.events import Ask, Show
from flows.inputs import Command, Known, Text
from tests.support.walking import Walker


def offered(walker: Walker) -> list[str]:
    return [event.params["lang"] for event in walker.events if isinstance(event, Show) and event.what == "language"]


def test_the_switch_is_offered_and_the_question_asked_again() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("لا أعرف ماذا أكتب", beside=Known(written_in="ar")))
    assert offered(walker) == ["ar"]
    assert walker.state.lang == "de"
    assert isinstance(walker.events[-1], Ask)
    assert walker.state.question == "birth"


def test_it_is_offered_once() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("لا أعرف ماذا أكتب", beside=Known(written_in="ar")))
    walker.do(Text("لا أفهم هذا السؤال", beside=Known(written_in="ar")))
    assert offered(walker) == []
    walker.do(Text("я не понимаю вопрос", beside=Known(written_in="uk")))
    assert offered(walker) == ["uk"]


def test_an_answer_in_another_language_is_kept_and_the_switch_offered_beside_it() -> None:
    walker = Walker().begin().until("wish")
    walker.do(Text("أريد أن أتعلم الألمانية", beside=Known(written_in="ar")))
    assert walker.values["wish"] == "أريد أن أتعلم الألمانية"
    assert offered(walker) == ["ar"]
    assert walker.state.question != "wish"


@pytest.mark.parametrize(("step", "name", "code"), [("birth", "العربية", "ar"), ("residence", "English!", "en")])
def test_the_name_of_a_language_alone_asks_for_it_as_often_as_it_is_written(step: str, name: str, code: str) -> None:
    walker = Walker().begin().until(step)
    for _ in range(2):
        walker.do(Text(name))
        assert offered(walker) == [code]
        assert (walker.state.lang, walker.state.question) == ("de", step)


@pytest.mark.parametrize(("step", "name"), [("best_language", "English"), ("fields", "Deutsch"), ("birth", "Deutsch")])
def test_the_name_of_a_language_that_is_an_answer_or_spoken_already_asks_for_nothing(step: str, name: str) -> None:
    walker = Walker().begin().until(step)
    walker.do(Text(name))
    assert offered(walker) == []


def test_switching_asks_nothing_again() -> None:
    walker = Walker().begin().until("birth")
    before = walker.values
    walker.do(Text("لا أعرف ماذا أكتب", beside=Known(written_in="ar")))
    walker.do(Command("language", "ar"))
    assert walker.state.lang == "ar"
    assert walker.values == before
    assert walker.state.question == "birth"


def test_before_a_language_is_chosen_the_one_written_in_comes_first() -> None:
    walker = Walker()
    walker.do(Text("لا أعرف ماذا أكتب", beside=Known(written_in="ar")))
    assert (walker.state.lang, walker.state.lang_hint) == (None, "ar")
    assert walker.state.question == "!language"
    assert offered(walker) == []


def test_help_in_danger_comes_before_any_question_of_language() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("زوجي يريد قتلي الآن", danger=True, beside=Known(written_in="ar")))
    assert offered(walker) == []


def test_a_language_that_is_not_offered_is_not_named() -> None:
    walker = Walker().begin().until("birth")
    walker.do(Text("bugün vaktim yok benim", beside=Known(written_in="xx")))
    assert offered(walker) == []
    assert walker.state.spoken == ()


def test_a_language_somebody_does_not_speak_is_not_chosen_for_them() -> None:
    walker = Walker()
    walker.do(Text("السلام عليكم ورحمة الله"))
    walker.do(Text("لا أتكلم الألمانية جيداً", beside=Known(written_in="ar")))
    assert (walker.state.lang, walker.state.lang_hint) == (None, "ar")
    assert walker.state.question == "!language"
