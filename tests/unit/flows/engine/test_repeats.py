"""Entries of repeats: asked one after the other, set aside and brought back, and nothing asked twice.

The flow is `tests/flows/household.yaml`: children by count, their schools and earlier jobs by "another one?".
"""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flows.engine.derive import relevance
from flows.engine.entries import removable
from flows.engine.turn import Turn
from flows.events import Ask
from flows.inputs import COMMANDS, Command, Tap, Text
from flows.protocol import BUTTON_LIMIT
from flows.state import Answer
from locales.texts import isolate
from tests.support.household import Guest
from tests.support.walking import FINAL

PICK = st.integers(0, 12)
TWO = {"town": "luenen", "has_children": "yes", "children_count": "2"}


def asked_in(guest: Guest) -> list[str]:
    return [event.step for event in guest.events if isinstance(event, Ask)]


def test_each_counted_entry_is_asked_in_turn() -> None:
    guest = Guest().begin().give(**TWO)
    order = []
    while guest.state.question != "jobs#1":
        order.append(str(guest.state.question))
        guest.forward(1 if str(guest.state.question).startswith("schools") else 0)
    assert order == [
        "child_name#1", "child_birth#1", "daycare#1", "child_name#2", "child_birth#2", "daycare#2",
    ]  # fmt: skip


def test_another_one_is_asked_until_no() -> None:
    guest = Guest().begin().give(jobs__1="yes", job__1="Koch", job_years__1="3", job_paper__1="no", jobs__2="no")
    assert guest.state.question == "check"
    assert guest.values["jobs#2"] is False


def test_there_are_never_more_than_most() -> None:
    guest = Guest().begin()
    while guest.state.status not in FINAL:
        guest.forward(0)
    assert [key for key in guest.values if key.startswith("jobs#")] == ["jobs#1", "jobs#2", "jobs#3", "jobs#4"]


def test_a_question_says_which_entry_it_is_about() -> None:
    guest = Guest().begin().give(**TWO, child_name__1="Ivan")
    assert "Ivan" in guest.said
    assert guest.said.startswith(f"Kind {isolate('1')}")


def test_no_at_an_earlier_entry_sets_the_later_ones_aside_and_yes_brings_them_back() -> None:
    guest = Guest().begin().give(
        jobs__1="yes", job__1="Koch", job_years__1="3", job_paper__1="no",
        jobs__2="yes", job__2="Maler", job_years__2="4", job_paper__2="no", jobs__3="no",
    )  # fmt: skip
    before = {key: value for key, value in guest.values.items() if "#" in key}
    guest.command("edit", "jobs#2")
    guest.tap("no")
    assert not {key for key in guest.values if key.endswith(("#3",)) or key == "job#2"}
    assert "job#2" in guest.state.aside
    guest.command("edit", "jobs#2")
    guest.tap("yes")
    assert {key: value for key, value in guest.values.items() if "#" in key} == before


def test_a_smaller_count_sets_aside_and_a_larger_one_asks_only_what_is_new() -> None:
    guest = Guest().begin().give(**TWO).until("jobs#1")
    guest.command("edit", "children_count")
    guest.say("1")
    assert "child_name#2" in guest.state.aside
    assert guest.state.question == "jobs#1"
    guest.command("edit", "children_count")
    guest.say("3")
    assert "child_name#2" in guest.values
    assert guest.state.question == "child_name#3"


def test_a_group_that_is_not_relevant_takes_its_entries_with_it() -> None:
    guest = Guest().begin().give(**TWO).until("jobs#1")
    guest.command("edit", "has_children")
    guest.tap("no")
    assert not {key for key in guest.values if key.startswith(("child", "school", "daycare"))}
    assert guest.state.question == "jobs#1"


def test_a_sum_over_entries_decides_what_is_asked_later() -> None:
    guest = Guest().begin().give(jobs__1="yes", job__1="Koch", job_years__1="3", job_paper__1="yes", jobs__2="no")
    assert guest.state.question == "check", "three years are fewer than five"
    guest.command("edit", "job_years#1")
    guest.say("7")
    assert guest.state.question == "certificate"
    assert "7 " in guest.said.replace("\u2068", "").replace("\u2069", "")


def test_required_on_a_condition_says_why() -> None:
    guest = Guest().begin().give(jobs__1="yes", job__1="Koch", job_years__1="9", job_paper__1="yes", jobs__2="no")
    guest.command("skip")
    assert guest.state.question == "certificate"
    assert "Sie haben ein Zeugnis genannt" in guest.said
    guest.command("edit", "job_paper#1")
    guest.tap("no")
    guest.until("certificate")
    guest.command("skip")
    assert guest.values["certificate"] is None


def test_a_district_of_another_town_is_asked_again() -> None:
    guest = Guest().begin().give(town="luenen", district="gahmen", heating="gas").until("rooms")
    guest.command("edit", "town")
    guest.tap("kamen")
    assert guest.state.question == "district"
    offered = {button.label for button in guest.buttons if button.role == "choice"}
    assert offered == {"Methler", "Heeren-Werve"}
    guest.tap("methler")
    assert guest.state.question == "rooms"


def test_own_words_are_asked_only_behind_their_choice() -> None:
    guest = Guest().begin().give(town="luenen", heating="anything")
    assert guest.state.question == "heating_other"
    guest.say("Mit Holz")
    guest.command("edit", "heating")
    guest.tap("gas")
    assert "heating_other" not in guest.values
    assert guest.state.question == "rooms"


def test_a_default_needs_only_to_be_kept() -> None:
    guest = Guest().begin().until("rooms")
    guest.tap("+keep")
    assert guest.values["rooms"] == 2


# --- whatever somebody does -------------------------------------------------------------------------------------------


def afresh(guest: Guest) -> Guest:
    """Somebody who gives the same answers in the order in which they are asked."""
    other = Guest(now=guest.now).begin()
    for _ in range(300):
        key = str(other.state.question)
        if other.state.status in FINAL or key not in guest.state.answers:
            return other
        _same(other, guest.state.answers[key])
        assert str(other.state.question) != key, f"not taken again: {key}"
    raise AssertionError("does not end")


def _same(guest: Guest, answer: Answer) -> None:
    kind = guest.written.steps[str(guest.state.question)].kind
    if kind in ("summary", "submit"):
        guest.forward()
    elif answer.value is None:
        guest.command("skip")
    elif kind in ("text", "number", "date"):
        guest.say(str(answer.raw or answer.value))
    elif kind == "yes_no":
        guest.tap("yes" if answer.value else "no")
    else:
        guest.tap(str(answer.value))


class Walk(RuleBasedStateMachine):
    """Answers, changes, goes back, presses old buttons, writes nonsense."""

    @initialize(picks=st.lists(PICK, max_size=50))
    def begin(self, picks: list[int]) -> None:
        self.section, self.minutes = 0, 10_000
        self.guest = Guest().begin()
        self.look()
        for pick in picks:
            self.answers(pick)

    def look(self) -> None:
        for event in self.guest.events:
            if isinstance(event, Ask) and not event.step.startswith("!"):
                assert event.section >= self.section, "progress ran backwards"
                assert event.minutes <= self.minutes, "progress ran backwards"
                self.section, self.minutes = event.section, event.minutes
                assert event.step in self.guest.written.steps
        assert all(len((button.data or "").encode()) <= BUTTON_LIMIT for button in self.guest.buttons)

    @rule(pick=PICK)
    def answers(self, pick: int) -> None:
        if self.guest.state.status not in FINAL:
            self.guest.forward(pick)
            self.look()

    @rule(times=st.integers(1, 15), pick=PICK)
    def goes_on(self, times: int, pick: int) -> None:
        for _ in range(times):
            self.answers(pick)

    @rule(pick=PICK, then=PICK)
    def changes_an_answer(self, pick: int, then: int) -> None:
        answered = list(self.guest.state.answers)
        if answered and self.guest.state.status == "running":
            self.guest.command("edit", answered[pick % len(answered)])
            self.look()
            self.answers(then)

    @rule(pick=PICK, sure=st.sampled_from(["yes", "no"]))
    def removes_an_entry(self, pick: int, sure: str) -> None:
        found = removable(Turn(self.guest.flow, self.guest.state, self.guest.now, self.guest.lookup))
        if found and self.guest.state.status == "running":
            self.guest.command("edit", f"-{found[pick % len(found)]}")
            self.look()
            self.guest.tap(sure)
            self.look()

    @rule()
    def goes_back(self) -> None:
        self.guest.command("back")
        self.look()

    @rule(pick=PICK)
    def presses_an_old_button(self, pick: int) -> None:
        if self.guest.older:
            self.guest.press(self.guest.older[pick % len(self.guest.older)])
            self.look()

    @rule(text=st.sampled_from(["ja", "nein", "0", "3", "6", "99", "2012", "Lünen", "🙂", "x" * 4096, "weiter"]))
    def writes(self, text: str) -> None:
        self.guest.do(Text(text))
        self.look()

    @rule(name=st.sampled_from([name for name in COMMANDS if name not in ("delete", "language")]))
    def commands(self, name: str) -> None:
        self.guest.do(Command(name, "children#2" if name == "edit" else None))
        self.look()

    @rule(step=st.sampled_from(["child_name#9", "jobs#0", "jobs#-1", "jobs", "schools#1", "x#²", "#", "jobs#1-1-1-1"]))
    def forges_an_entry(self, step: str) -> None:
        self.guest.do(Tap(self.guest.state.nonce, self.guest.state.asked, step, "yes"))
        self.guest.do(Command("edit", step))
        self.look()

    @invariant()
    def only_relevant_answers_of_entries_there_are_count(self) -> None:
        turn = Turn(self.guest.flow, self.guest.state, self.guest.now, self.guest.lookup)
        for key in self.guest.state.answers:
            step = turn.flow.steps[key]
            assert step.kind == "say" or relevance(step, turn.env()) is True, f"{key} would be submitted"

    @invariant()
    def the_question_is_open(self) -> None:
        state = self.guest.state
        assert state.question not in state.answers

    def teardown(self) -> None:
        """Who answers on comes to an end, and stands where somebody stands who said the same from the beginning."""
        if not hasattr(self, "guest"):
            return
        self.guest.finish()
        if self.guest.state.status != "submitted":
            return
        other = afresh(self.guest)
        mine = {key: value for key, value in self.guest.values.items() if key != "hello"}
        assert {key: value for key, value in other.values.items() if key != "hello"} == mine


TestWalks = Walk.TestCase
TestWalks.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(picks=st.lists(PICK, max_size=60))
def test_forward_asks_each_question_once(picks: list[int]) -> None:
    guest = Guest().begin()
    asked: list[str] = []
    for pick in [*picks, *[0] * 150]:
        if guest.state.status in FINAL:
            break
        asked.append(str(guest.state.question))
        guest.forward(pick)
    assert guest.state.status in FINAL
    assert len(asked) == len(set(asked))
