"""Buttons of the whole flow in every language: what they carry, what comes back, how they fit a phone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.progress import Progress
from flows.engine.reading import ALL, ALTERNATIVE, DONE, KEEP, UNTICK
from flows.events import Ask
from flows.inputs import COMMANDS, Command, Tap
from flows.kinds import KINDS
from flows.protocol import BUTTON_LIMIT, Button
from flows.rendering import menu, parse_button, render
from flows.rendering.buttons import ROW_BUTTONS, base36, in_rows, tap_data
from locales.languages import OFFERED
from tests.support.walking import Walker, intake, lookup

LANGUAGES = list(OFFERED)
ASKED = 36**3  # more questions than anybody answers


def every_button(lang: str) -> list[Button]:
    """Of every question of the flow, with all ticks set and none, and of the menu."""
    walker = Walker()
    state = walker.state.with_(lang=lang, asked=ASKED, nonce="zzzz")
    found = []
    for step in intake().steps.values():
        for draft in ((), tuple(choice.value for choice in step.choices)):
            ask = Ask(step=step.id, asked=ASKED, draft=draft)
            view = replace(walker.view(), state=state)
            found += [button for row in render(view, [ask], "1")[0].rows for button in row]
            found += menu(view)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_fits_and_comes_back_as_it_was_meant(lang: str) -> None:
    """faults: B (64 bytes of callback data)"""
    buttons = every_button(lang)
    assert len(buttons) > 300
    for button in buttons:
        assert button.data is not None
        assert len(button.data.encode()) <= BUTTON_LIMIT
        meant = parse_button(button.data)
        assert isinstance(meant, Command) or (isinstance(meant, Tap) and meant.step in intake().steps)
        assert button.label.strip()


def test_every_choice_of_the_flow_fits_in_a_button() -> None:
    """Also those that are not offered at the moment, ticked, with a long conversation behind them."""
    state = Walker().state.with_(nonce="zzzzzzzz")
    for step in intake().steps.values():
        for choice in step.choices:
            tap = parse_button(tap_data(state, ASKED, step.id, f"{UNTICK}{choice.value}"))
            assert tap == Tap("zzzzzzzz", ASKED, step.id, f"{UNTICK}{choice.value}")


@pytest.mark.parametrize("value", [DONE, KEEP, ALL, f"{ALTERNATIVE}0"])
def test_marks_of_the_engine_are_no_choice_values(value: str) -> None:
    """A choice called like a mark could never be chosen."""
    assert value not in {choice.value for step in intake().steps.values() for choice in step.choices}


def test_a_button_that_would_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="residence"):
        tap_data(Walker().state, 1, "residence", "x" * 60)


@given(st.text(max_size=80))
def test_any_text_is_read_as_a_button_or_as_none(data: str) -> None:
    """faults: B (forged callback data)"""
    assert isinstance(parse_button(data), Tap | Command | None)


@given(
    nonce=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    asked=st.integers(0, 36**4 - 1),
    step=st.from_regex(r"!?[a-z][a-z0-9_]{0,23}", fullmatch=True),
    value=st.from_regex(r"[a-z0-9+~_-]{1,20}", fullmatch=True),
)
def test_what_a_button_carries_comes_back(nonce: str, asked: int, step: str, value: str) -> None:
    state = Walker().state.with_(nonce=nonce)
    assert parse_button(tap_data(state, asked, step, value)) == Tap(nonce, asked, step, value)


@pytest.mark.parametrize("forged", ["a1.1..format_disk", "a1.1..", "....", "a1.-1.of_age.yes", "A1.1.of_age.yes"])
def test_forged_buttons_mean_nothing(forged: str) -> None:
    """faults: B (forged callback data)"""
    assert parse_button(forged) is None


def test_every_command_has_a_button() -> None:
    for name in COMMANDS:
        assert parse_button(f"0.0..{name}") == Command(name)
    assert parse_button("ab12.z..language:uk") == Command("language", "uk", "ab12", 35)


@given(st.integers(0, 10**6))
def test_base36(number: int) -> None:
    assert int(base36(number), 36) == number


@given(st.lists(st.integers(1, 60), max_size=20))
def test_rows_keep_the_order_and_are_never_too_full(lengths: list[int]) -> None:
    buttons = [Button(label="x" * length, data=str(number)) for number, length in enumerate(lengths)]
    rows = in_rows(buttons)
    assert [button for row in rows for button in row] == buttons
    assert all(1 <= len(row) <= ROW_BUTTONS for row in rows)


def test_every_kind_is_in_the_flow_or_never_rendered() -> None:
    """The buttons above are those of every kind there is."""
    assert {step.kind for step in intake().steps.values()} | {"language"} == set(KINDS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("minutes", [1, 2, 3, 5, 11, 22])
def test_progress_is_said_in_the_right_plural(lang: str, minutes: int) -> None:
    progress = Progress(section=2, sections=8, minutes=minutes)
    said = lookup().texts.plural(lang, "progress.label", progress.minutes, section=2, sections=8)
    assert str(minutes) in said or minutes in (1, 2)  # Arabic says one and two minutes in words
