"""The real intake keeps what it promises: its length, reasons, free choice, nothing clinical, nobody left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from flows.expressions import Env
from flows.library import builtin
from flows.model import Step

FLOW = builtin("kim-intake")
TODAY = date(2026, 11, 20)
QUESTIONS = [step for step in FLOW.steps.values() if step.kind != "say"]
FIELDS = ("law", "language", "work", "training", "childcare", "housing", "money", "family", "social")
ROOT = Path(__file__).parents[3]


def day(year: int) -> dict[str, Any]:
    return {"date": f"{year}-07-01", "precision": "year", "about": False}


def everything(**changes: Any) -> dict[str, Any]:
    """What somebody answers who ticks all there is; steps not named here take the answer of `_answer`."""
    return {
        "of_age": True,
        "residence": {"plz": "51379", "ags": "05316000", "name": "Leverkusen", "status": "ok"},
        "district": "opladen",
        "birth": day(1990),
        "children": 3,
        "fields": list(FIELDS),
        "urgent_today": ["law"],
        "status": "duldung",
        "health_talk": "soon",
        "contact_way": "call",
        **changes,
    }


def path(said: Mapping[str, Any]) -> list[Step]:
    """The steps a person sees, walked in asking order until one ends the conversation."""
    return list(_walk(said))


def _walk(said: Mapping[str, Any]) -> Iterator[Step]:
    values: dict[str, Any] = {}
    consents: dict[str, bool] = {}
    for step in FLOW.steps.values():
        env = Env(values, TODAY, consents=consents)
        if step.needs is not None and not consents.get(step.needs):
            continue
        if step.relevant is not None and step.relevant(env) is not True:
            continue
        values[step.id] = said.get(step.id, _answer(step, env))
        if step.kind == "consent":
            consents[step.options["purpose"]] = values[step.id]
        yield step
        if step.ends is not None:
            return


def _answer(step: Step, env: Env) -> Any:
    offered = [one.value for one in step.choices if one.relevant is None or one.relevant(env) is True]
    plain = {"consent": True, "yes_no": True, "say": True, "number": 1, "date": day(2020), "many": offered}
    return plain.get(step.kind, offered[0] if offered else "x")


def ids(said: Mapping[str, Any]) -> list[str]:
    return [step.id for step in path(said)]


def german(*fields: str) -> Iterator[tuple[str, str]]:
    return ((key, text) for key, text in FLOW.source.items() if not fields or key.rsplit(".", 1)[-1] in fields)


# --- size -------------------------------------------------------------------------------------------------------------


def test_between_35_and_50_questions_in_six_to_eight_sections() -> None:
    assert 35 <= len(QUESTIONS) <= 50
    assert 6 <= len(FLOW.sections) <= 8


LONGEST = [
    everything(of_age=of_age, guardian="here", birth=birth, consent_handover=handover, contact_way=way)
    for (of_age, birth), handover, way in product(
        ((True, day(1990)), (True, day(2009)), (False, day(2014))), (True, False), ("call", "email", "chat")
    )
]


def test_the_longest_path_takes_at_most_twelve_minutes() -> None:
    assert max(sum(step.seconds for step in path(said)) for said in LONGEST) <= 12 * 60


def test_the_longest_paths_really_ask_about_every_field() -> None:
    """Guards the test above: a persona that skips half the flow would prove nothing."""
    asked = {step_id for said in LONGEST for step_id in ids(said)}
    unseen = set(FLOW.steps) - asked
    assert unseen <= {"telegram_note", "jugendamt", "come_back", "refused"}


def test_somebody_with_two_fields_is_done_in_nine_minutes() -> None:
    said = everything(fields=["housing", "work"], urgent_today=["housing"], children=0)
    assert sum(step.seconds for step in path(said)) <= 9 * 60


# --- every question ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", QUESTIONS, ids=lambda step: step.id)
def test_every_question_says_why_and_has_a_german_line_for_the_desk(step: Step) -> None:
    assert step.why is not None
    assert step.desk is not None
    assert FLOW.source[step.why].endswith((".", "?"))


@pytest.mark.parametrize("step", QUESTIONS, ids=lambda step: step.id)
def test_prompts_are_short_and_sentences_are_plain(step: Step) -> None:
    """B1: a question has at most 16 words, no sentence of prompt, hint or reason more than 20."""
    assert len(FLOW.source[step.prompt].split()) <= 16
    texts = (FLOW.source[key] for key in (step.prompt, step.hint, step.why) if key)
    assert all(len(sentence.split()) <= 20 for text in texts for sentence in re.split(r"(?<=[.?!])\s", text))


def test_choices_fit_on_a_phone_button() -> None:
    long = {key: text for key, text in german("label") if len(text) > 30}
    labels = [FLOW.source[choice.label] for step in QUESTIONS for choice in step.choices]
    assert labels
    assert not long
    assert max(map(len, labels)) <= 30


def test_labels_within_a_question_differ() -> None:
    for step in QUESTIONS:
        labels = [FLOW.source[choice.label] for choice in step.choices]
        assert len(labels) == len(set(labels)), step.id


def test_only_what_routing_and_the_conversation_need_is_required() -> None:
    required = {step.id for step in QUESTIONS if step.required and step.kind != "consent"}
    flow_control = {"of_age", "guardian", "guardian_name", "minor_alone", "fields", "urgent_today", "urgent_week"}
    assert required == flow_control | {"residence", "birth", "name", "contact_way", "summary", "submit"}


def test_people_are_addressed_politely() -> None:
    informal = re.compile(r"\b(du|dich|dir|dein|deine|deinen|deiner|deinem)\b", re.IGNORECASE)
    assert not [key for key, text in german() if informal.search(text)]


# --- what is never said -----------------------------------------------------------------------------------------------

CLINICAL = re.compile(
    r"krankheit|diagnos|symptom|depress|trauma|medikament|schmerz|schlaf(?!platz)|angst|albtr|psych|therap|behinder",
    re.IGNORECASE,
)
DECISION = re.compile(r"anspruch|\bberechtigt|steht (Ihnen|dir) zu|dürfen Sie nicht|abgelehnt werden", re.IGNORECASE)


def test_no_clinical_question() -> None:
    assert not [key for key, text in german() if CLINICAL.search(text)]


def test_no_text_decides_a_claim() -> None:
    assert not [key for key, text in german() if DECISION.search(text)]


def test_nobody_has_to_say_that_they_have_no_papers() -> None:
    """Public bodies may be bound to report it (§ 87 AufenthG): never a choice, and the question may be skipped."""
    labels = " ".join(FLOW.source[choice.label] for choice in FLOW.steps["status"].choices).lower()
    assert not re.search(r"ohne papier|kein papier|illegal|ohne status|ohne aufenthalt", labels)
    assert not FLOW.steps["status"].required


# --- consent ----------------------------------------------------------------------------------------------------------


def test_each_purpose_is_asked_once_and_on_its_own() -> None:
    purposes = [step.options["purpose"] for step in QUESTIONS if step.kind == "consent"]
    assert sorted(purposes) == ["handover", "intake", "messenger", "special", "statistics"]


def test_before_consent_only_the_notice_the_age_gate_and_the_consent_itself() -> None:
    before = {step.id for step in QUESTIONS if step.before_consent}
    assert before == {"of_age", "guardian", "consent_intake"}


def test_the_notice_comes_before_the_first_question() -> None:
    order = list(FLOW.steps)
    assert max(map(order.index, ("privacy_what", "privacy_rights"))) < order.index(QUESTIONS[0].id)


@pytest.mark.parametrize(
    "word", ["freiwillig", "ansehen", "ändern", "mitnehmen", "löschen", "zurücknehmen", "Beschwerden"]
)
def test_the_notice_names_the_rights(word: str) -> None:
    assert word in FLOW.source[FLOW.steps["privacy_rights"].prompt]


def test_the_notice_says_who_is_responsible_and_how_to_reach_them() -> None:
    """The address itself is the jurisdiction's: `flows/rendering/controllers.py`."""
    naming = [step.id for step in FLOW.steps.values() if step.options.get("controller")]
    assert naming == ["privacy_what"]
    assert FLOW.steps["privacy_what"].before_consent


def test_refusing_the_intake_ends_kindly_with_addresses() -> None:
    steps = path(everything(consent_intake=False))
    assert steps[-1].id == "refused"
    assert steps[-1].ends == "refused"
    text = FLOW.source[steps[-1].prompt]
    assert "Hilfe bekommen Sie trotzdem" in text
    assert "mbeon.de" in text


@pytest.mark.parametrize("purpose", ["handover", "special", "messenger", "statistics"])
def test_no_other_refusal_ends_the_conversation(purpose: str) -> None:
    step = next(step.id for step in QUESTIONS if step.options.get("purpose") == purpose)
    assert path(everything(**{step: False}))[-1].ends == "done"


def test_without_the_consent_of_article_9_no_protected_step_is_asked() -> None:
    protected = {step.id for step in FLOW.steps.values() if step.sensitive}
    assert protected == {"origin", "status", "status_since", "health_talk", "health_note"}
    assert all(FLOW.steps[step_id].needs == "special" for step_id in protected)
    assert not protected & set(ids(everything(consent_special=False)))


def test_protected_steps_stand_together_so_that_a_hand_over_happens_once() -> None:
    order = [step.sensitive for step in FLOW.steps.values()]
    first = order.index(True)
    assert order[first:].index(False) == sum(order)


# --- minors -----------------------------------------------------------------------------------------------------------


def test_an_unaccompanied_child_is_sent_to_the_jugendamt_before_any_consent() -> None:
    steps = path(everything(of_age=False, guardian="alone"))
    assert steps[-1].ends == "jugendamt"
    assert not any(step.kind == "consent" for step in steps)
    assert all(number in FLOW.source[steps[-1].prompt] for number in ("110", "112", "116 111"))


def test_with_a_guardian_the_intake_goes_on_and_the_guardian_is_named() -> None:
    steps = ids(everything(of_age=False, guardian="here", birth=day(2014)))
    assert steps.index("guardian_note") < steps.index("consent_intake") < steps.index("guardian_name")
    assert steps[-1] == "goodbye"
    assert "minor_alone" not in steps


def test_a_child_whose_guardian_is_elsewhere_is_asked_back_and_nothing_is_stored() -> None:
    steps = path(everything(of_age=False, guardian="elsewhere"))
    assert steps[-1].id == "come_back"
    assert not any(step.kind == "consent" for step in steps)


def test_at_17_and_alone_the_jugendamt_is_named_and_the_case_is_urgent() -> None:
    steps = path(everything(birth=day(2009), minor_alone=True))
    assert "minor_note" in [step.id for step in steps]
    assert steps[-1].ends == "done"
    urgent = FLOW.steps["minor_alone"].urgent
    assert urgent is not None
    assert urgent(Env({"minor_alone": True}, TODAY)) is True


@pytest.mark.parametrize(
    ("born", "asked"),
    [
        (day(2010), True),
        (day(2008), True),
        (day(2007), False),
        ({"date": "2008-11-21", "precision": "day", "about": False}, True),
        ({"date": "2008-11-20", "precision": "day", "about": False}, False),
    ],
)
def test_who_may_still_be_17_is_asked_whether_they_are_alone(born: dict[str, Any], asked: bool) -> None:
    """Somebody born in 2008 is 17 or 18 in November 2026; whoever gave the day is one of them."""
    relevant = FLOW.steps["minor_alone"].relevant
    assert relevant is not None
    assert relevant(Env({"of_age": True, "birth": born}, TODAY)) is asked


@pytest.mark.parametrize(
    ("of_age", "born", "fits"), [(True, 2010, True), (True, 2011, False), (False, 2010, True), (False, 2009, False)]
)
def test_the_year_of_birth_must_fit_the_age_gate(of_age: bool, born: int, fits: bool) -> None:
    """Somebody born in 2010 may or may not be 16 in 2026: both answers at the gate are believed."""
    env = Env({"of_age": of_age}, TODAY, it=day(born))
    assert all(rule.test(env) is True for rule in FLOW.steps["birth"].constraints) is fits


# --- needs ------------------------------------------------------------------------------------------------------------


def test_nine_fields_are_picked_and_health_is_asked_apart() -> None:
    assert tuple(choice.value for choice in FLOW.steps["fields"].choices) == (*FIELDS, "none")
    assert FLOW.steps["health_talk"].sensitive


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_asked_about_only_if_picked(field: str) -> None:
    details = {f"{field}_now", f"{field}_wish"} & set(FLOW.steps)
    others = {step for other in FIELDS if other != field for step in (f"{other}_now", f"{other}_wish")}
    steps = set(ids(everything(fields=[field], urgent_today=["none"])))
    assert details
    assert details <= steps
    assert not others & steps


def offered(step_id: str, **values: Any) -> list[str]:
    env = Env(values, TODAY)
    return [one.value for one in FLOW.steps[step_id].choices if one.relevant is None or one.relevant(env) is True]


def test_urgency_is_asked_for_the_fields_picked_and_not_twice() -> None:
    assert offered("urgent_today", fields=["law", "work"]) == ["law", "work", "none"]
    assert offered("urgent_week", fields=["law", "work"], urgent_today=["law"]) == ["work", "none"]


def test_urgency_is_not_asked_where_nothing_is_left() -> None:
    assert "urgent_week" not in ids(everything(fields=["law"], urgent_today=["law"]))
    assert "urgent_week" in ids(everything(fields=["law"], urgent_today=["none"]))
    assert "urgent_today" not in ids(everything(fields=["none"]))


def test_no_place_to_sleep_tonight_is_urgent_and_other_housing_is_not() -> None:
    urgent = FLOW.steps["housing_now"].urgent
    assert urgent is not None
    found = {one.value: urgent(Env({"housing_now": one.value}, TODAY)) for one in FLOW.steps["housing_now"].choices}
    assert [value for value, is_urgent in found.items() if is_urgent] == ["nowhere"]


# --- places -----------------------------------------------------------------------------------------------------------


def place(ags: str) -> dict[str, Any]:
    return {"plz": None, "ags": ags, "name": "x", "status": "ok"}


@pytest.mark.parametrize(("ags", "count"), [("05316000", 13), ("05711000", 10)])
def test_the_stadtteil_is_asked_where_it_matters(ags: str, count: int) -> None:
    assert "district" in ids(everything(residence=place(ags)))
    assert len(offered("district", residence=place(ags))) == count + 1  # and "I do not know"


def test_the_stadtteil_is_not_asked_elsewhere() -> None:
    assert "district" not in ids(everything(residence=place("05978024")))


# --- manual ----------------------------------------------------------------------------------------------------------


def test_the_manual_lists_every_question() -> None:
    page = (ROOT / "docs" / "flow-kim-intake.md").read_text(encoding="utf-8")
    assert [step.id for step in QUESTIONS] == re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
