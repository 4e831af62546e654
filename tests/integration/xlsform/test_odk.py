"""ODK's engine, driven from here: it reacts to every answer and reads the real forms (a comparison needs both)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.forms import shared, write_xlsx
from tests.support.odk import Odk, OdkError, xform_of

FORMS = (
    "correlaid-mitwirken-de.xlsx",
    "odk-socio-economic-survey.xlsx",
    "ona-subdistrict-profiling-ar.xlsx",
    "unhcr-rms-cati-v0.xlsx",
)
HEADINGS = ("type", "name", "label", "relevant", "constraint", "calculation", "choice_filter")
SURVEY = (
    HEADINGS,
    ("integer", "age", "Age", None, ". < 120"),
    ("text", "guardian", "Guardian", "${age} < 18"),
    ("calculate", "next", None, None, None, "${age} + 1"),
    ("select_one areas", "area", "Area"),
    ("select_one towns", "town", "Town", None, None, None, "area = ${area}"),
    ("begin_repeat", "child", "Child"),
    ("text", "called", "Name"),
    ("end_repeat",),
)
CHOICES = (
    ("list_name", "name", "label", "area"),
    ("areas", "unna", "Unna", None),
    ("areas", "hamm", "Hamm", None),
    ("towns", "luenen", "Lünen", "unna"),
    ("towns", "heessen", "Heessen", "hamm"),
)


@pytest.fixture
def form(tmp_path: Path) -> str:
    return xform_of(write_xlsx(tmp_path / "small.xlsx", survey=SURVEY, choices=CHOICES))


def test_it_reacts_to_answers(form: str) -> None:
    with Odk(form) as odk:
        odk.set("/data/age", "17")
        assert odk.nodes["/data/guardian"]["relevant"]
        assert odk.nodes["/data/next"]["value"] == "18"
        odk.set("/data/age", "130")
        assert not odk.nodes["/data/guardian"]["relevant"]
        assert odk.nodes["/data/age"]["violation"] == "constraint"
        odk.set("/data/age", "")
        assert odk.nodes["/data/age"]["violation"] is None


def test_it_offers_only_the_choices_a_filter_lets_through(form: str) -> None:
    with Odk(form) as odk:
        odk.set("/data/area", "unna")
        assert odk.nodes["/data/town"]["options"] == ["luenen"]
        odk.set("/data/town", "luenen")
        assert odk.nodes["/data/town"]["value"] == "luenen"


def test_it_adds_entries_of_a_repeat(form: str) -> None:
    with Odk(form) as odk:
        before = {reference for reference in odk.nodes if reference.endswith("/called")}
        odk.add("/data/child")
        assert len({reference for reference in odk.nodes if reference.endswith("/called")}) == len(before) + 1


def test_what_it_will_not_take_is_an_error(form: str) -> None:
    with Odk(form) as odk, pytest.raises(OdkError, match="no node /data/nothing"):
        odk.set("/data/nothing", "1")


def test_a_form_knows_nothing_of_the_one_before_nor_of_its_day(tmp_path: Path, form: str) -> None:
    rows = [("type", "name", "label", "default"), ("date", "day", "Day", "today()"), ("integer", "age", "Age")]
    other = xform_of(write_xlsx(tmp_path / "other.xlsx", survey=rows))
    with Odk(other, date(2020, 2, 29)) as odk:
        assert odk.nodes["/data/day"]["value"] == "2020-02-29"
        odk.set("/data/age", "17")
        odk_before = {*odk.nodes}
    with Odk(form) as odk:
        assert {*odk.nodes} != odk_before
        assert odk.nodes["/data/age"]["value"] == ""
    with Odk(other) as odk:
        assert odk.nodes["/data/day"]["value"] > "2020-02-29"
        assert odk.nodes["/data/age"]["value"] == ""


@pytest.mark.parametrize("name", FORMS)
def test_it_reads_the_real_forms(name: str) -> None:
    with Odk(xform_of(shared("xlsforms", name))) as odk:
        assert sum("options" in node for node in odk.nodes.values()) > 15
