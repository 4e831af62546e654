"""What holds for every kind: it is registered, its example loads, nothing a person writes breaks it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.kinds import KINDS, Kind
from flows.kinds.base import Ambiguous, Misfit, Parsed, Reading, register
from flows.loader import load_flow
from flows.model import Choice, Step
from flows.parsing.normalise import normalise
from flows.protocol import BUTTON_LIMIT
from locales.languages import OFFERED
from tests.support.answer_words import GERMAN, context, step_of

NAMES = {
    *("say", "consent", "yes_no", "one", "many", "text", "number", "date", "place", "country", "language"),
    *("phone", "email", "summary", "submit"),
}
CHOICES = (
    Choice("work", "c.work", words="c.work.words"),
    Choice("housing", "c.housing"),
    Choice("none", "c.none", exclusive=True),
)
OWN = {"de": {"c.work": "Arbeit", "c.work.words": "Job | Beruf", "c.housing": "Wohnen", "c.none": "Nichts davon"}}
WRITTEN = st.text(max_size=80) | st.sampled_from(
    [
        "ja nein",
        "1",
        "٣",
        "9" * 300,
        "und, und",
        ",",
        "a@" * 30,
        "+" * 50,
        "{x}",
        "%s",
        "‏نعم",
        "👍👎",
        "1e9",
        "NaN",
        "²",
        "½",
    ]
)


def asked(name: str) -> Step:
    return step_of(name, CHOICES if name in ("one", "many") else ())


def test_every_kind_is_registered_and_has_its_file() -> None:
    assert set(KINDS) == NAMES
    modules = {file.name.removesuffix(".py") for file in files("flows.kinds").iterdir() if file.name.endswith(".py")}
    assert modules - {"__init__", "base"} == NAMES


def test_a_name_taken_twice_is_refused() -> None:
    class Again(Kind):
        name = "one"

    with pytest.raises(ValueError, match="registered twice"):
        register(Again)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_example_of_each_kind_loads(name: str) -> None:
    example = "".join(f"      {line}\n" for line in KINDS[name].example.splitlines())
    flow = load_flow(
        "format: 2\nid: example\ntitle: Beispiel\nsections:\n  - id: only\n    title: Teil\n    steps:\n"
        + (CONSENT if name not in ("consent", "say") else "")
        + example
        + (CONSENT if name == "say" else "")
    )
    assert name in {step.kind for step in flow.steps.values()}


CONSENT = """\
      - {id: agree, kind: consent, purpose: intake, version: 1, before_consent: true, prompt: Einverstanden?}
"""


@pytest.mark.parametrize("name", sorted(NAMES))
@settings(deadline=None)  # the first of each kind reads its tables
@given(text=WRITTEN)
def test_any_text_gets_a_reading_that_can_be_stored_and_shown(name: str, text: str) -> None:
    """faults: B. Never raises; values are JSON; every sentence has a German source."""
    ctx = context("de", OWN, asked(name))
    clean = normalise(text)
    _holds(name, KINDS[name].read(asked(name), clean, ctx))
    _holds(name, KINDS[name].take(asked(name), clean, ctx))


def _holds(name: str, reading: Reading) -> None:
    if isinstance(reading, Misfit):
        assert reading.message == "ask.exclusive" or GERMAN[reading.message].format(**reading.params)
        return
    values = reading.alternatives if isinstance(reading, Ambiguous) else (reading.value,)
    assert values
    for value in values:
        assert json.loads(json.dumps(value)) == value
        for lang in OFFERED:
            assert isinstance(KINDS[name].display(asked(name), value, context(lang, OWN, asked(name))), str)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_button_is_understood_and_fits(name: str) -> None:
    """What a button carries comes back as an answer, and stays far below Telegram's 64 bytes."""
    step, ctx = asked(name), context("de", OWN, asked(name))
    for option in KINDS[name].offers(step, ctx):
        assert (option.label is None) != (option.literal is None)
        assert isinstance(KINDS[name].take(step, option.value, ctx), Parsed)
        assert len(option.value.encode()) <= 24 < BUTTON_LIMIT


@pytest.mark.parametrize("name", ["yes_no", "consent", "one", "summary", "submit"])
def test_the_words_on_a_button_can_be_written_instead(name: str) -> None:
    step, ctx = asked(name), context("de", OWN, asked(name))
    for option in KINDS[name].offers(step, ctx):
        written = KINDS[name].read(step, ctx.text(str(option.label)), ctx)
        assert written == KINDS[name].take(step, option.value, ctx)
