"""The wire: what came later is absent where it says nothing, so that a backend from before takes all the rest."""

from __future__ import annotations

import json

import pytest

from flows.protocol import CommandIn, FloodIn, MediaIn, TextIn, TurnRequest, Widened, Wire


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (TextIn(text="ja"), {"type": "text", "text": "ja"}),
        (TextIn(text="ja", step="of_age"), {"type": "text", "text": "ja", "step": "of_age"}),
        (TextIn(text=""), {"type": "text", "text": ""}),
        (MediaIn(media="photo"), {"type": "media", "media": "photo"}),
        (MediaIn(media="photo", caption="x"), {"type": "media", "media": "photo", "caption": "x"}),
        (FloodIn(events=[]), {"type": "flood", "events": []}),
        (
            FloodIn(events=[], said=[CommandIn(name="help"), MediaIn(media="photo")]),
            {
                "type": "flood",
                "events": [],
                "said": [{"type": "command", "name": "help", "arg": None}, {"type": "media", "media": "photo"}],
            },
        ),
    ],
)
def test_later_fields_that_say_nothing_are_absent(given: Wire, told: dict[str, object]) -> None:
    request = TurnRequest(channel="web", chat="c", event_id="e", input=given)
    assert json.loads(request.model_dump_json())["input"] == told
    assert TurnRequest.model_validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        (TextIn(text="ja", step="of_age"), TextIn(text="ja")),
        (MediaIn(media="photo", caption="x"), MediaIn(media="photo")),
        (FloodIn(events=["e"], said=[TextIn(text="x")]), FloodIn(events=["e"])),
        (TextIn(text="ja"), None),
        (MediaIn(media="photo"), None),
        (FloodIn(events=["e"]), None),
    ],
)
def test_without_what_came_later_all_the_rest_is_there(given: Widened, bare: Widened | None) -> None:
    assert given.without_later() == bare
