"""A case in German: whatever language somebody tapped in, and whatever a case from last year still holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.services.case_view import (
    Row,
    SectionView,
    Words,
    read_answers,
    read_heard,
    rows_of,
    sections,
    text_direction,
)
from backend.services.case_words import desk_language
from backend.services.shipped import shipped
from flows.loader import load_flow
from flows.model import Flow
from flows.places import Places, load_places
from locales.package_texts import PackageTexts
from locales.texts import Texts, isolate, load_texts
from tests.support.german_texts import german_texts

FLOW = load_flow(
    """
format: 2
id: test
title: Test
sections:
  - id: about
    title: Über Sie
    steps:
      - {id: hello, kind: say, before_consent: true, prompt: Hallo}
      - {id: agree, kind: consent, before_consent: true, purpose: intake, version: 1, prompt: Einverstanden?}
      - {id: agree_more, kind: consent, purpose: special, version: 1, prompt: Auch das?}
      - {id: home, kind: place, prompt: Wo wohnen Sie?, desk: Wohnort}
      - {id: arrival, kind: date, prompt: Wann kamen Sie?, desk: Einreise}
      - {id: child, kind: yes_no, prompt: Haben Sie Kinder?}
  - id: more
    title: Mehr
    steps:
      - id: status
        kind: one
        needs: special
        prompt: Welcher Status?
        desk: Aufenthaltsstatus
        choices:
          - {value: duldung, label: Duldung, desk: Duldung (§ 60a AufenthG)}
          - {value: none, label: Nichts davon}
      - id: needs
        kind: many
        prompt: Was brauchen Sie?
        choices:
          - {value: work, label: Arbeit, desk: Arbeit und Qualifizierung}
          - {value: flat, label: Wohnung}
      - {id: wish, kind: text, prompt: Ihr Wunsch?, required: false}
"""
)
TEXTS, TODAY = german_texts(), date(2026, 11, 20)
PLACES: Places = load_places()
EVERYTHING = frozenset({"intake", "special"})


def said(value: Any, raw: str | None = None, lang: str = "uk") -> dict[str, Any]:
    return {"value": value, "raw": raw, "lang": lang, "at": "2026-11-20T08:30:00Z"}


def view(answers: Mapping[str, Any], granted: frozenset[str] = EVERYTHING) -> tuple[SectionView, ...]:
    return sections(FLOW, answers, TEXTS, PLACES, TODAY, granted)


def row(step: str, given: Mapping[str, Any], granted: frozenset[str] = EVERYTHING) -> Row:
    return rows_of(view({step: given}, granted))[step]


def test_choices_are_shown_by_their_line_for_the_desk_or_else_their_german_label() -> None:
    assert row("status", said("duldung")).values == ("Duldung (§ 60a AufenthG)",)
    assert row("status", said("none")).values == ("Nichts davon",)
    assert row("needs", said(["flat", "work"])).values == ("Wohnung", "Arbeit und Qualifizierung")


def test_labels_are_the_desks_line_or_else_the_question() -> None:
    assert row("home", said({"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"})).label == "Wohnort"
    assert row("wish", said("x")).label == "Ihr Wunsch?"


def test_dates_are_german_and_stay_as_vague_as_they_were_said() -> None:
    exact = row("arrival", said({"date": "2019-07-01", "precision": "day", "about": False}, "01.07.2019"))
    month = row("arrival", said({"date": "2019-07-01", "precision": "month", "about": False}, "липень 2019"))
    assert "2019" in exact.values[0]
    assert "Juli" in month.values[0]
    assert "1." not in month.values[0]
    assert month.said is not None
    assert month.said.text == "липень 2019"
    assert month.said.lang == "uk"


def test_what_was_written_is_shown_beside_a_reading_only_where_it_says_more() -> None:
    place = {"plz": "44532", "ags": "05978024", "name": "Lünen", "status": "ok"}
    assert row("home", said(place, "Lünen")).said is None
    assert row("home", said(place, "біля Дортмунда")).said is not None


def test_free_text_stays_in_the_original_with_its_language_and_direction() -> None:
    arabic = row("wish", said("أريد أن أعمل", lang="ar")).words
    assert arabic is not None
    assert (arabic.text, arabic.lang, arabic.dir) == ("أريد أن أعمل", "ar", "rtl")
    latin = row("wish", said("Arbeit!", lang="ar")).words
    assert latin is not None
    assert latin.dir == "ltr"


def test_what_is_not_consented_to_is_named_but_its_value_is_nowhere() -> None:
    hidden = row("status", said("duldung"), frozenset({"intake"}))
    assert (hidden.state, hidden.purpose, hidden.values, hidden.words) == ("withheld", "special", (), None)
    assert "60a" not in repr(view({"status": said("duldung", "geduldet")}, frozenset({"intake"})))


def test_skipped_is_not_an_answer() -> None:
    assert row("wish", said(None)).state == "skipped"


def test_sections_follow_the_flow_and_hold_no_consents_or_greetings() -> None:
    found = view({"wish": said("x"), "agree": said(True), "hello": said(True), "child": said(False)})
    assert [(section.title, [one.step for one in section.rows]) for section in found] == [
        ("Über Sie", ["child"]),
        ("Mehr", ["wish"]),
    ]


def test_an_answer_to_a_question_that_is_gone_is_still_shown() -> None:
    found = view({"old_question": said({"a": "ü"}), "status": said("former_choice")})
    assert found[-1].title is None
    assert found[-1].rows[0].values == ('{"a": "ü"}',)
    assert rows_of(found)["status"].values == ("former_choice",)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(ODD)
def test_no_stored_value_of_whatever_shape_breaks_the_page(value: Any) -> None:
    """A revision may have changed a question's type under a case."""
    for step in ("home", "arrival", "child", "status", "needs", "wish"):
        found = row(step, said(value))
        assert found.state == ("skipped" if value is None else "answered")


def test_answers_come_in_the_order_they_were_given() -> None:
    stored = {"answers": {"a": said(1), "b": said(2), "c": said(3)}, "order": ["c", "gone", "a"]}
    assert list(read_answers(json.dumps(stored).encode())) == ["c", "a", "b"]


def test_direction_of_text_without_letters_is_that_of_its_language() -> None:
    assert text_direction("123 !", "ar") == "rtl"
    assert text_direction("123 !", "uk") == "ltr"
    assert text_direction("\u200b123 שלום", "de") == "rtl"


def test_what_was_said_unasked_is_shown_while_its_consent_is_in_force() -> None:
    stored = {"answers": {}, "heard": [
        {"field": "health", "text": "أنا حامل", "lang": "ar", "purpose": "special"},
        {"field": "work", "text": "ich suche Arbeit", "lang": "de", "purpose": "intake"},
    ]}  # fmt: skip
    plaintext = json.dumps(stored).encode()
    shown = read_heard(plaintext, frozenset({"intake", "special"}))
    assert [(said.field, said.dir) for said in shown] == [("health", "rtl"), ("work", "ltr")]
    assert [said.field for said in read_heard(plaintext, frozenset({"intake"}))] == ["work"]
    assert read_heard(b'{"answers": {}}', frozenset({"intake"})) == ()


# --- at the English desk ---------------------------------------------------------------------------------------------

OURS = load_texts()
INTAKE = shipped("kim-intake", OURS).flow


def at_desk(lang: str, flow: Flow, texts: Texts, answers: Mapping[str, Any]) -> dict[str, Row]:
    spoken = desk_language(flow, texts, lang)
    return rows_of(sections(flow, answers, texts, PLACES, TODAY, frozenset({"intake", "special"}), spoken))


GIVEN = {
    "of_age": said(True),
    "arrival": said({"date": "2022-05-01", "precision": "month", "about": True}, "десь 2022"),
    "best_language": said("uk"),
    "housing_now": said("losing"),
    "fields": said(["housing", "work"]),
    "origin": said("UA"),
    "wish": said("Я хочу працювати."),
}


def test_the_english_desk_reads_questions_and_choices_as_people_are_asked_them_in_english() -> None:
    found = at_desk("en", INTAKE, OURS, GIVEN)
    english = {step: OURS.raw("en", INTAKE.steps[step].prompt) for step in GIVEN}
    assert {step: row.label for step, row in found.items()} == english
    assert found["of_age"].values == ("Yes",)
    assert found["best_language"].values == ("Ukrainian",)
    assert found["origin"].values == ("Ukraine",)
    assert found["housing_now"].values == (OURS.raw("en", "kim-intake.housing_now.choice.losing"),)
    assert "May 2022" in found["arrival"].values[0]
    assert found["arrival"].said == Words("десь 2022", "uk", "ltr")
    assert found["wish"].words is not None
    assert found["wish"].words.text == "Я хочу працювати."


def test_the_german_desk_keeps_its_own_lines() -> None:
    found = at_desk("de", INTAKE, OURS, GIVEN)
    assert all(row.label == INTAKE.source[INTAKE.steps[step].desk or ""] for step, row in found.items())
    assert found["housing_now"].values == ("drohender Wohnungsverlust",)
    assert found["of_age"].values == ("Ja",)
    assert "Mai 2022" in found["arrival"].values[0]


def test_every_choice_and_question_of_ours_is_english_at_the_english_desk() -> None:
    """Nothing of the German lines is left, and none of them breaks the page."""
    answers = {
        step.id: said([one.value for one in step.choices] if step.kind == "many" else step.choices[0].value)
        for step in INTAKE.steps.values()
        if step.choices
    }
    found = at_desk("en", INTAKE, OURS, answers)
    assert len(found) == len(answers) > 20
    for step, row in found.items():
        labels = {choice.value: OURS.raw("en", choice.label) for choice in INTAKE.steps[step].choices}
        given = answers[step]["value"]
        assert row.values == tuple(labels[one] for one in (given if isinstance(given, list) else [given]))


def test_a_flow_without_english_is_german_at_the_english_desk_too() -> None:
    texts = PackageTexts(OURS, FLOW.source, {"uk": {}})
    found = at_desk("en", FLOW, texts, {"status": said("duldung"), "child": said(True)})
    assert found["status"].label == "Aufenthaltsstatus"
    assert found["status"].values == ("Duldung (§ 60a AufenthG)",)
    assert found["child"].values == ("Ja",)


def test_an_english_question_that_names_an_answer_names_it_in_english() -> None:
    flow = load_flow(
        """
format: 2
id: named
title: T
sections:
  - id: s
    title: S
    steps:
      - id: work
        kind: one
        prompt: Arbeit?
        choices: [{value: cook, label: Küche, desk: Köchin}, {value: sew, label: Nähen}]
      - {id: since, kind: text, prompt: "Seit wann {work}?", desk: Seit wann}
"""
    )
    own = {flow.steps["work"].choices[0].label: "Kitchen", flow.steps["since"].prompt: "Since when {work}?"}
    texts = PackageTexts(OURS, flow.source, {"en": own})
    found = at_desk("en", flow, texts, {"work": said("cook"), "since": said("2019")})
    assert found["since"].label == f"Since when {isolate('Kitchen')}?"
    assert at_desk("de", flow, texts, {"work": said("cook"), "since": said("2019")})["since"].label == "Seit wann"
