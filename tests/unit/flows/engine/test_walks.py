"""Random walks through the real intake: whatever somebody does, in whatever order, these things hold."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flows.engine.derive import env_of, kept_out, relevance
from flows.engine.openness import Openness
from flows.engine.settling import still_fits
from flows.engine.table import table_of
from flows.engine.turn import Turn
from flows.events import Ask
from flows.inputs import COMMANDS, Command, Correction, Media, Tap, Text, Values
from flows.protocol import BUTTON_LIMIT
from tests.support.walking import FINAL, PRESSED, Walker, intake, lookup

SAID = st.sampled_from([
    "Ja", "nein", "Lünen", "Bielefeld", "Leverkusen", "40472", "00000", "1990", "2012", "31.12.2099", "heute", "0", "3",
    "99999999999999999999", "Syrien", "Arabisch", "українська", "A2", "Duldung", "Wohnen, Geld und Arbeit", "nichts",
    "a@example.org", "0171 1234567", "🙂", "مرحبا", "vielleicht", "x" * 4096, "weiter", "alles", "Fertig", "~1",
    "+done",
])  # fmt: skip
LANGUAGES = st.sampled_from(["de", "en", "ar", "uk", "xx"])
PICK = st.integers(0, 40)


def remembered_is_found(walker: Walker) -> None:
    state, today = walker.state, walker.now.date()
    anew = Openness(intake(), state.with_(open=""), today)
    anew.next(state, lambda: env_of(state, today))
    assert state.open in ("", anew.line(state))
    if state.status == "running" and not str(state.question).startswith("!"):
        assert state.open, "nothing is remembered where a question is asked"


class Walk(RuleBasedStateMachine):
    """Anything a person can do, through the codec and the rendering, as in the backend."""

    @initialize(
        channel=st.sampled_from(["web", "telegram"]),
        lang=st.sampled_from(["de", "ar"]),
        picks=st.lists(PICK, max_size=60),
    )
    def begin(self, channel: str, lang: str, picks: list[int]) -> None:
        """Somewhere in the conversation: the consents were given, or nobody would get far."""
        self.walker = Walker(channel=channel)
        self.walker.begin(lang)
        self.section, self.minutes = 0, 10_000
        self.look()
        for pick in picks:
            self.answers(0 if self._at_the_gate() else pick)

    def _at_the_gate(self) -> bool:
        step = intake().steps.get(str(self.walker.state.question))
        return step is not None and (step.kind == "consent" or step.id == "of_age")

    def look(self) -> None:
        """What is true of every reply."""
        for event in self.walker.events:
            if isinstance(event, Ask) and not event.step.startswith("!"):
                assert event.section >= self.section, "progress ran backwards"
                assert event.minutes <= self.minutes, "progress ran backwards"
                self.section, self.minutes = event.section, event.minutes
                asked = intake().steps[event.step]
                assert not kept_out(asked, self.walker.state), "a sensitive question in a messenger"
        assert all(len((button.data or "").encode()) <= BUTTON_LIMIT for button in self.walker.buttons)

    @rule(pick=PICK)
    def answers(self, pick: int) -> None:
        if self.walker.state.status not in FINAL:
            self.walker.forward(pick)
            self.look()

    @rule(pick=PICK, then=PICK)
    def changes_an_answer(self, pick: int, then: int) -> None:
        answered = list(self.walker.state.answers)
        if answered and self.walker.state.status == "running":
            self.walker.command("edit", answered[pick % len(answered)])
            self.look()
            self.answers(then)

    @rule(times=st.integers(1, 15))
    def goes_on(self, times: int) -> None:
        for _ in range(times):
            self.answers(0)

    @rule(pick=PICK)
    def presses(self, pick: int) -> None:
        live = [button for button in self.walker.buttons if button.role in PRESSED]
        self.walker.press(live[pick % len(live)])
        self.look()

    @rule(pick=PICK)
    def presses_an_old_button(self, pick: int) -> None:
        if self.walker.older:
            self.walker.press(self.walker.older[pick % len(self.walker.older)])
            self.look()

    @rule(text=SAID, danger=st.booleans())
    def writes(self, text: str, danger: bool) -> None:
        self.walker.do(Text(text, danger=danger))
        self.look()

    @rule(name=st.sampled_from([*COMMANDS, "unknown"]), lang=LANGUAGES, pick=PICK)
    def commands(self, name: str, lang: str, pick: int) -> None:
        steps = list(intake().steps)
        self.walker.do(Command(name, {"language": lang, "edit": steps[pick % len(steps)]}.get(name)))
        self.look()

    @rule(pick=PICK, text=SAID)
    def edits_a_message(self, pick: int, text: str) -> None:
        steps = [*intake().steps, "", "gone"]
        self.walker.do(Correction(steps[pick % len(steps)], text))
        self.look()

    @rule(values=st.lists(st.sampled_from(["law", "-law", "none", "yes", "+done", "housing", "x"]), max_size=4))
    def sends_a_form(self, values: list[str]) -> None:
        state = self.walker.state
        self.walker.do(Values(state.nonce, state.asked, state.question or "", tuple(values)))
        self.look()

    @rule(value=st.sampled_from(["+done", "+keep", "+all", "+more1", "+more", "~0", "~9", "~²", "-", "", "x", "yes"]))
    def forges_a_tap(self, value: str) -> None:
        state = self.walker.state
        self.walker.do(Tap(state.nonce, state.asked, state.question or "", value))
        self.look()

    @rule(media=st.sampled_from(["photo", "voice", "flood", "too_long", "empty", "hologram"]))
    def sends_something_else(self, media: str) -> None:
        self.walker.do(Media(media))
        self.look()

    @rule(channel=st.sampled_from(["web", "telegram"]))
    def changes_the_channel(self, channel: str) -> None:
        self.walker.state = self.walker.state.with_(channel=channel)
        self.walker.command("repeat")
        self.look()

    @invariant()
    def only_relevant_answers_count(self) -> None:
        state = self.walker.state
        env = env_of(state, self.walker.now.date())
        for step_id in state.answers:
            step = intake().steps[step_id]
            assert step.kind == "say" or relevance(step, env) is True, f"{step_id} would be submitted"

    @invariant()
    def answers_that_hang_on_nothing_are_right(self) -> None:
        """Nobody looks at them again while anything is agreed to, so they must fit however the walk went on."""
        turn = Turn(intake(), self.walker.state, self.walker.now, lookup())
        if any(turn.state.consents.values()):
            for step_id in turn.state.answers.keys() - {*table_of(intake()).unsure}:
                step, value = intake().steps[step_id], turn.state.answers[step_id].value
                assert relevance(step, turn.env()) is True
                assert still_fits(turn, step, value)

    @invariant()
    def what_is_remembered_is_what_looking_at_everything_finds(self) -> None:
        remembered_is_found(self.walker)

    @invariant()
    def nothing_is_kept_without_its_consent(self) -> None:
        state = self.walker.state
        for step_id in {*state.answers, *state.aside, *state.held}:
            needed = intake().steps[step_id].needs
            refused = needed is not None and state.consents.get(needed) is False
            assert not refused, f"{step_id} is kept without consent"

    @invariant()
    def consents_are_what_was_answered(self) -> None:
        state = self.walker.state
        for step_id, answer in state.answers.items():
            step = intake().steps[step_id]
            if step.kind == "consent":
                assert state.consents[step.options["purpose"]] is answer.value

    @invariant()
    def the_question_is_open(self) -> None:
        state = self.walker.state
        assert state.question not in state.answers
        if state.status in ("running", "paused"):
            assert state.question is not None

    def teardown(self) -> None:
        """From wherever the walk has led, who answers on comes to an end."""
        if hasattr(self, "walker"):
            self.walker.finish()


TestWalks = Walk.TestCase
TestWalks.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@settings(max_examples=80, deadline=None)
@given(picks=st.lists(PICK, max_size=45))
def test_forward_asks_each_question_once(picks: list[int]) -> None:
    """Who only answers is asked nothing twice and comes to an end."""
    walker = Walker().begin()
    asked: list[str] = []
    for pick in [*picks, *[0] * 80]:
        if walker.state.status in FINAL:
            break
        asked.append(str(walker.state.question))
        walker.forward(pick)
    assert walker.state.status in FINAL
    assert len(asked) == len(set(asked))


@settings(max_examples=80, deadline=None)
@given(steps=st.integers(0, 60), lang=st.sampled_from(["ar", "uk", "en"]), pick=PICK)
def test_language_never_changes_answers(steps: int, lang: str, pick: int) -> None:
    """Answers are values: another language asks the same question and keeps every answer, tick and consent."""
    walker = Walker().begin()
    for _ in range(steps):
        if walker.state.status in FINAL:
            return
        walker.forward(pick)
    if walker.state.status in FINAL or not walker.state.consents:
        return
    before = walker.state
    walker.command("language")
    walker.tap(lang)
    after = walker.state
    assert (after.answers, after.aside, after.consents, after.draft) == (
        before.answers, before.aside, before.consents, before.draft
    )  # fmt: skip
    assert after.question == before.question


@settings(max_examples=80, deadline=None)
@given(steps=st.integers(1, 60), pick=PICK)
def test_back_and_the_same_answer_change_nothing(steps: int, pick: int) -> None:
    """Going back and saying the same again leads to the same question with the same answers."""
    walker = Walker().begin()
    for _ in range(steps):
        walker.forward(pick)
        if walker.state.status in FINAL:
            return
    before, values = walker.state, walker.values
    walker.command("back")
    if walker.state.question == before.question:
        return  # nothing to go back to
    again = values[str(walker.state.question)]
    asked = intake().steps[str(walker.state.question)]
    walker.do(_same(walker, asked.kind, again))
    assert walker.state.question == before.question
    assert {**walker.values} == {**values}
    assert set(walker.state.aside) == set(before.aside)
    assert walker.state.consents == before.consents


def _same(walker: Walker, kind: str, value: object) -> Tap | Values | Command:
    state = walker.state
    if value is None:
        return Command("skip")
    if isinstance(value, list):
        return Values(state.nonce, state.asked, str(state.question), tuple(value))
    if kind in ("yes_no", "consent"):
        return Tap(state.nonce, state.asked, str(state.question), "yes" if value else "no")
    tap = "continue" if kind == "summary" else "+keep" if kind != "one" else str(value)
    return Tap(state.nonce, state.asked, str(state.question), tap)


def test_the_walker_speaks_every_language() -> None:
    """The walks above are worth something only if there are several languages to walk in."""
    assert {"de", "en", "ar", "uk"} <= set(lookup().texts.languages)


@settings(max_examples=60, deadline=None)
@given(picks=st.lists(PICK, max_size=30), days=st.integers(0, 800), then=st.lists(PICK, max_size=5))
def test_what_is_remembered_on_one_day_is_found_again_on_another(picks: list[int], days: int, then: list[int]) -> None:
    walker = Walker().begin()
    for pick in picks:
        walker.forward(pick)
    walker.now += timedelta(days=days)
    walker.command("repeat")
    remembered_is_found(walker)
    for pick in then:
        walker.forward(pick)
        remembered_is_found(walker)
