"""The report counts people who left a question against those who saw it, and never reads a value."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.flow_report import PAUSE_MS, Entry, Logged, Report, report

DAY = 24 * 60 * 60 * 1000
STEPS = ("town", "birth#1", "birth#2", "!edit")


def talk(*turns: tuple[int, Sequence[Entry]]) -> list[Logged]:
    return [Logged(at, entries) for at, entries in turns]


def read(*conversations: list[Logged], now: int = 30 * DAY) -> Report:
    return report(conversations, now, 7 * DAY)


def test_time_runs_from_the_question_to_its_answer() -> None:
    found = read(
        talk((0, [["Ask", "town"]]), (4000, [["Answered", "town"], ["Ask", "name"]]), (9000, [["Skipped", "name"]]))
    )
    assert (found.questions["town"].seconds, found.questions["name"].seconds) == ([4.0], [5.0])
    assert (found.questions["town"].answered, found.questions["name"].skipped) == (1, 1)


def test_a_pause_is_not_thinking() -> None:
    found = read(talk((0, [["Ask", "town"]]), (PAUSE_MS + 1, [["Answered", "town"]])))
    assert found.questions["town"].seconds == []
    assert found.questions["town"].median_s is None


def test_who_leaves_counts_against_those_who_saw_that_question() -> None:
    answers = (1, [["Answered", "town"], ["Ask", "name"]])
    stays = talk((0, [["Ask", "town"]]), answers, (2, [["StatusChanged", "submitted"]]))
    leaves = talk((0, [["Ask", "town"]]), answers)
    early = talk((0, [["Ask", "town"]]))
    found = read(stays, leaves, early)
    assert (found.conversations, found.finished, found.abandoned) == (3, 1, 2)
    assert (found.questions["name"].people, found.questions["name"].drop_off) == (2, 0.5)
    assert (found.questions["town"].people, found.questions["town"].left) == (3, 1)


def test_who_may_still_answer_has_not_left() -> None:
    assert read(talk((0, [["Ask", "town"]])), now=7 * DAY).abandoned == 0
    assert read(talk((0, [["Ask", "town"]])), now=7 * DAY + 1).abandoned == 1


def test_the_same_question_shown_again_is_one_view_and_coming_back_is_another() -> None:
    found = read(talk(
        (0, [["Ask", "town"]]),
        (1, [["Misfit", "town"], ["Ask", "town"]]),
        (2, [["Ask", "!edit"]]),
        (3, [["Answered", "town"], ["Ask", "name"]]),
        (4, [["Withdrawn", "town", "back"], ["Ask", "town"]]),
        (5, [["Withdrawn", "name", "aside"]]),
    ))  # fmt: skip
    town = found.questions["town"]
    assert (town.views, town.people, town.misunderstood, town.taken_back) == (2, 1, 1, 1)
    assert found.questions["name"].taken_back == 0


def test_entries_of_a_repeat_are_one_question() -> None:
    found = read(talk((0, [["Ask", "birth#1"]]), (1, [["Answered", "birth#1"], ["Ask", "birth#2"]])))
    assert list(found.questions) == ["birth"]
    assert (found.questions["birth"].views, found.questions["birth"].people) == (2, 1)


def test_nobody_is_no_report() -> None:
    assert read([]) == Report()


entries = st.one_of(
    st.tuples(st.sampled_from(["Ask", "Answered", "Skipped", "Misfit"]), st.sampled_from(STEPS)),
    st.tuples(st.just("Withdrawn"), st.sampled_from(STEPS), st.sampled_from(["back", "edit", "aside"])),
    st.tuples(st.just("StatusChanged"), st.sampled_from(["submitted", "paused", "running"])),
    st.tuples(st.sampled_from(["Later"]), st.none()),
)
turns = st.lists(st.builds(Logged, st.integers(0, 60 * DAY), st.lists(entries, max_size=4)), max_size=12)


@given(st.lists(turns.map(lambda told: sorted(told, key=lambda turn: turn.at)), max_size=8), st.integers(0, 90 * DAY))
def test_figures_hold_together_for_any_log(conversations: list[list[Logged]], now: int) -> None:
    found = report(conversations, now, 7 * DAY)
    for question in found.questions.values():
        assert 0 <= question.left <= question.people <= question.views or question.views == 0
        assert 0 <= question.drop_off <= 1
        assert all(second >= 0 for second in question.seconds)
    assert sum(question.left for question in found.questions.values()) == found.abandoned
    assert found.finished + found.abandoned <= found.conversations
