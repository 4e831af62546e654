"""The report as a whole: order, positions, figures, and what the real intake says."""

from __future__ import annotations

from datetime import date

import pytest

from backend.services.flow_subject import FlowFiles, subjects_of
from flows.lint import CHECKS, Report, Subject, lint
from flows.lint.examples import subject_of as example_of
from flows.lint.readability import measure, sentences, syllables, words
from flows.lint.run import unloaded, with_variants
from flows.lint.where import find
from flows.loader import FlowError, load_flow
from locales.languages import OFFERED
from tests.support.packages import ITALIAN, catalogue, tiny
from tests.unit.flows.test_kim_intake import ROOT

DAY = date(2026, 11, 25)
FILE = "kim-intake.yaml"
KIM = (ROOT / "flows" / "definitions" / FILE).read_text("utf-8")


def kim_with(text: str) -> Subject:
    return subjects_of(FlowFiles({"flow.yaml": text.encode()}, FILE, alone=True), DAY)[None]


@pytest.fixture(scope="module")
def kim() -> Report:
    return lint(kim_with(KIM))


def test_the_intake_has_no_error(kim: Report) -> None:
    assert [finding for finding in kim.findings if finding.severity == "error"] == []
    assert not kim.failed


def test_the_proofs_leave_nothing_of_the_intake_open(kim: Report) -> None:
    assert "unproved" not in {finding.code for finding in kim.findings}


def test_the_figures_of_the_intake(kim: Report) -> None:
    assert kim.stats["questions"] == 50
    assert kim.stats["minutes_longest_proved"] is True
    assert 0 < kim.stats["minutes_median"] < kim.stats["minutes_longest"] <= 12  # type: ignore[operator]
    assert kim.stats["languages"] == list(OFFERED)


def test_findings_stand_in_the_order_of_the_file(kim: Report) -> None:
    lines = [(finding.line, finding.column) for finding in kim.findings]
    assert lines
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("false and guardian == 'here'", "true and guardian == 'here'", "unreachable"),
        ("relevant: children > 0", "relevant: children > 0 and children < 0", "contradiction"),
        ("urgent: housing_now == 'nowhere'", "urgent: false", "urgent_never"),
        ("'05316000' or", "'05316009' or", "place_unknown"),
        ("value: opladen,", "value: oplaten,", "rule_reads"),
        ("prompt: Wann sind Sie geboren?", "prompt: Wann wurden Sie geboren?", "stale_translation"),
        ("label: Niemand,", "label: Jobcenter,", "same_labels"),
        ("relevant: consent_intake == false", "relevant: consent_intake == false and of_age == false", "dead_end"),
        ("relevant: consent_intake == false", "relevant: consent_intake == true", "unreachable"),
    ],
)  # fmt: skip
def test_a_slip_in_the_intake_is_found(was: str, becomes: str, code: str) -> None:
    """Content as it is, one slip put in: the code is told by the check of that name, at a line that exists."""
    assert was in KIM
    found = list(CHECKS[code].find(kim_with(KIM.replace(was, becomes, 1))))
    assert found
    assert all(0 < finding.line <= KIM.count("\n") + 1 for finding in found)


def test_a_flow_that_does_not_load_is_told_with_its_problems() -> None:
    with pytest.raises(FlowError) as wrong:
        load_flow("format: 2\nid: x\n", "x.yaml")
    report = unloaded(wrong.value)
    assert report.failed
    assert {finding.code for finding in report.findings} == {"flow.missing"}


def test_lint_tells_which_check_is_running() -> None:
    told: list[str] = []
    lint(example_of(CHECKS["unreachable"].corrected), tell=told.append)
    assert set(told) == set(CHECKS)
    assert told[-1] == "unproved"  # it looks back at the others


def test_a_package_brings_its_own_translations() -> None:
    """Missing cells, a stale one and one with a placeholder nobody could fill in, each at its German text."""
    italian = {
        **ITALIAN,
        "tiny.name.prompt": ("Wie heißt du?", "Come ti chiami?"),
        "tiny.kids.prompt": ("Wie viele Kinder haben Sie?", "Quanti, {name}?"),
    }
    files = {**tiny(), "texts/it.po": catalogue(italian), "notes/what.xlsx": b""}
    report = lint(subjects_of(FlowFiles(files, "tiny"), DAY)[None])
    found = {(finding.code, finding.step) for finding in report.findings if finding.file == "tiny/flow.yaml"}
    assert {("stale_translation", "name"), ("placeholders", "kids"), ("missing_translation", "send")} <= found
    assert ("missing_translation", "kids") in found  # its hint
    assert ("tiny/notes/what.xlsx", "package.unknown_file") in {(note.file, note.code) for note in report.findings}
    assert report.stats["languages"] == ["de", "it"]


# --- where things stand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text_id", "line"),
    [
        ("kim-intake.title", "title: Erstgespräch"),
        ("kim-intake.section.home", "title: Wohnort und Ankunft"),
        ("kim-intake.residence.hint", "hint: Postleitzahl"),
        ("kim-intake.who_we_are.prompt", "Guten Tag und willkommen!"),
        ("kim-intake.status.choice.duldung", "label: Duldung"),
        ("kim-intake.birth.constraint.2", "year(today) - 115"),
    ],
)
def test_a_text_is_found_in_the_file(text_id: str, line: str) -> None:
    assert line in KIM.splitlines()[find(KIM, FILE).text(text_id).line - 1]


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "count"),
    [("Haus", 1), ("Wohnung", 2), ("Aufenthaltserlaubnis", 6), ("Ja", 1), ("z", 1), ("Universität", 5)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_addresses_are_no_words() -> None:
    assert words("Mehr: jugendmigrationsdienste.de und mbeon.de/hilfe.") == ["Mehr", "und"]
    assert sentences("Hallo.  Wie geht es? \n • Gut") == ["Hallo.", "Wie geht es?", "• Gut"]


def test_the_formula_gives_the_published_level() -> None:
    """Ten one-syllable words in a sentence: 0.1672 * 10 - 0.0327 * 100 - 0.875, counted by hand."""
    level = measure(["Der Hund lief durch das Haus und fraß den Fisch."])
    assert level.words == 10
    assert level.wiener == pytest.approx(0.1672 * 10 - 0.0327 * 100 - 0.875, abs=0.05)
    assert level.lix == 10.0


def test_an_office_letter_is_above_b1() -> None:
    hard = "Unvollständige Antragsunterlagen verzögern die abschließende Bearbeitung erheblich."
    assert measure([hard]).named == "above B1"
    assert measure(["Bitte kommen Sie morgen zu uns. Wir helfen Ihnen gern."]).named.startswith("within B1")


def test_the_reading_level_is_told_of_german_only() -> None:
    source = "format: 2\nid: short\ntitle: T\nlang: {lang}\nsections: [{{id: all, title: T, steps: [{{{step}}}]}}]\n"
    step = "id: called, kind: text, prompt: What is your name?"
    told = {lang: lint(kim_with(source.format(lang=lang, step=step)), ()).stats["reading"] for lang in ("de", "en")}
    assert told["de"] is not None
    assert told["en"] is None


# --- variants ---------------------------------------------------------------------------------------------------------

VARIANT = """\
format: 2
variant_of: kim-intake
for: luenen
change:
  child_ages:
    relevant: children > 0 and children < 1
  district:
    choices:
      opladen: {label: Opladen in der Stadt Leverkusen am schönen Rhein}
add:
  - after: wish
    step: {id: faith, kind: text, prompt: Welche Religion haben Sie?, why: Darum., desk: Religion}
"""


def test_what_a_variant_adds_is_told_in_its_own_file() -> None:
    files = {"flow.yaml": KIM.encode(), "variants/luenen.yaml": VARIANT.encode()}
    subjects = subjects_of(FlowFiles(files, "kim"), DAY)
    base = lint(subjects[None])
    report = with_variants(base, {"luenen": lint(subjects["luenen"])})
    own = {(finding.code, finding.step): finding for finding in report.findings if finding not in base.findings}
    lines = VARIANT.splitlines()
    for code, step, line in (
        ("contradiction", "child_ages", "relevant: children > 0"),
        ("long_button", "district", "label: Opladen in"),
        ("special_category", "faith", "id: faith"),
    ):
        found = own[code, step]
        assert found.file == "kim/variants/luenen.yaml"
        assert line in lines[found.line - 1]
        assert found.message.startswith("in luenen: ")
    assert ("many_buttons", "fields") not in own  # the base's own, told once
    assert report.failed


# --- what the proofs leave open ---------------------------------------------------------------------------------------


def test_questions_that_took_too_long_are_told() -> None:
    subject = example_of(CHECKS["unreachable"].corrected)
    subject.paths.prover.slow = 3
    (note,) = CHECKS["unproved"].find(subject)
    assert note.severity == "note"
    assert note.message == "3 questions took the prover too long; nothing is said about them"


def test_an_example_says_what_was_answered_before() -> None:
    (found,) = CHECKS["no_answer_left"].find(example_of(CHECKS["no_answer_left"].example))
    assert found.message.endswith("(for example: people = 0)")
