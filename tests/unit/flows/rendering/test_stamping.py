"""A question put together once for everybody reads the same as one put together for each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.events import Ask
from flows.kinds import KINDS
from flows.protocol import BUTTON_LIMIT, Button, Entry, Message, Progress, TurnReply
from flows.rendering import questions
from flows.rendering.fresh import fresh
from flows.rendering.stamping import Layouts
from tests.support.walking import Walker, intake


def test_stamped_rows_are_those_built_anew() -> None:
    """In each language, with and without ticks, asked twice with another nonce and number."""
    walker, compared = Walker().begin().until("moved_here"), 0
    for lang in ("de", "ar"):
        for nonce, asked in (("ab12", 5), ("cd34", 1500)):
            view = replace(walker.view(), state=walker.state.with_(lang=lang, nonce=nonce, asked=asked))
            for step in intake().steps.values():
                for draft in ((), tuple(choice.value for choice in step.choices)[:2]):
                    event = Ask(step=step.id, asked=asked, draft=draft)
                    kind = KINDS[step.kind]
                    assert questions._shown(view, step, kind, event) == questions._rows(view, step, kind, event)
                    compared += 1
    assert compared > 300


def test_what_back_and_filters_depend_on_is_seen() -> None:
    """The first question has no "back", a later one has; both are the same layout otherwise."""
    walker = Walker().begin()
    step = next(found for found in intake().steps.values() if found.kind == "yes_no")
    event = Ask(step=step.id, asked=1)
    before = questions._shown(walker.view(), step, KINDS[step.kind], event)
    later = walker.until("moved_here")
    after = questions._shown(later.view(), step, KINDS[step.kind], event)
    assert [button.label for row in before for button in row] != [button.label for row in after for button in row]


def test_layouts_are_bounded() -> None:
    layouts, state = Layouts(most=3), Walker().state
    for number in range(10):
        layouts.rows(number, state, 1, "a", lambda: [[Button(label="x", data="ab12.1.a.v")]])
        assert len(layouts._known) <= 3


def test_data_over_the_limit_is_refused() -> None:
    state = Walker().state
    value = "v" * (BUTTON_LIMIT - len("ab12.1.a."))
    rows = [[Button(label="x", data=f"ab12.1.a.{value}")]]
    assert Layouts().rows(1, state, 1, "a", lambda: rows) == rows
    with pytest.raises(ValueError, match="over"):
        Layouts().rows(1, state, 1, "a", lambda: [[Button(label="x", data=f"ab12.1.a.{value}v")]])


def test_a_fresh_object_is_what_validation_makes() -> None:
    made = [
        (fresh(Button, label="a", data="b"), Button(label="a", data="b")),
        (
            fresh(Progress, section=1, sections=2, minutes=3, label="x"),
            Progress(section=1, sections=2, minutes=3, label="x"),
        ),
        (fresh(Entry, kind="text"), Entry(kind="text")),
        (
            fresh(Message, id="1", role="say", text="t", lang="de", dir="ltr", rows=[]),
            Message(id="1", role="say", text="t", lang="de", dir="ltr"),
        ),
        (
            fresh(TurnReply, conversation="c", status="running", lang="de", dir="ltr", messages=[], menu=[]),
            TurnReply(conversation="c", status="running", lang="de", dir="ltr"),
        ),
    ]
    for one, other in made:
        assert one == other
        assert one.model_dump_json() == other.model_dump_json()
        assert type(one).model_validate_json(one.model_dump_json()) == one
        assert one.model_copy(update={}) == other


def test_two_fresh_objects_share_no_list() -> None:
    given = {"id": "1", "role": "say", "text": "t", "lang": "de", "dir": "ltr"}
    fresh(Message, **given).rows.append([])
    assert fresh(Message, **given).rows == []
