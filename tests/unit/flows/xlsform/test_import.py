"""Small forms become the flow a person would have written, and the report tells what became of the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from flows.expressions import Env
from flows.loader import load_flow
from flows.package import load_package
from flows.xlsform.importing import Imported
from flows.xlsform.report import FormError
from locales.catalogues import by_id, parse
from tests.support.forms import imported, survey

YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def flow(found: Imported) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(found.files["flow.yaml"])
    return read


def steps(found: Imported) -> list[dict[str, Any]]:
    return [step for section in flow(found)["sections"] for step in section["steps"]]


def step(found: Imported, name: str) -> dict[str, Any]:
    def search(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for item in items for one in [item, *search(item.get("steps", []))]]

    return next(
        item for item in search(steps(found)) if name in (item.get("id"), item.get("group"), item.get("repeat"))
    )


def told(found: Imported, level: str) -> list[str]:
    return [str(remark) for remark in found.report.of(level)]  # type: ignore[arg-type]


def row(kind: str, name: str, **cells: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": f"{name}?", **cells}


def test_a_question_of_each_plain_type() -> None:
    found = survey(row("text", "a"), row("integer", "b"), row("decimal", "c"), row("date", "d"), row("note", "e"))
    assert [(one["id"], one["kind"]) for one in steps(found)] == [
        ("a", "text"), ("b", "number"), ("c", "number"), ("d", "date"), ("e", "say"),
    ]  # fmt: skip
    assert step(found, "c")["integer"] is False
    assert step(found, "a") == {"id": "a", "kind": "text", "prompt": "a?", "required": False}
    assert flow(found)["format"] == 2
    assert flow(found)["lang"] == "en"


def test_required_and_its_message() -> None:
    found = survey(
        row("text", "a", required="yes", required_message="Please!"),
        row("text", "b", required="${a} = 'x'"),
        row("text", "c"),
    )
    assert "required" not in step(found, "a")
    assert step(found, "a")["required_message"] == "Please!"
    assert step(found, "b")["required"] == "sure(a == 'x')"
    assert step(found, "c")["required"] is False


def test_relevance_constraint_and_messages() -> None:
    found = survey(
        row("integer", "age", constraint=". > 0", constraint_message="Too small"),
        row("text", "b", relevant="${age} < 18"),
    )
    assert step(found, "age")["constraints"] == [{"test": "sure(it > 0)", "message": "Too small"}]
    assert step(found, "b")["relevant"] == "age < 18"


def test_choices_filters_and_names() -> None:
    choices = [
        ["list_name", "name", "label", "Town"], ["t", "L1", "Lünen", None], ["t", "U2", "Unna", None],
        ["d", "1", "Mitte", "L1"], ["d", "2", "Nord", "U2"],
    ]  # fmt: skip
    found = survey(
        row("select_one t", "town"),
        row("select_multiple d", "district", choice_filter="Town = ${town}"),
        choices=choices,
    )
    assert flow(found)["lists"] == {
        "t": [{"value": "l1", "label": "Lünen", "name": "L1"}, {"value": "u2", "label": "Unna", "name": "U2"}],
        "d": [
            {"value": "v1", "label": "Mitte", "name": "1", "town": "l1"},
            {"value": "v2", "label": "Nord", "name": "2", "town": "u2"},
        ],
    }
    assert step(found, "district")["filter"] == "choice.town == town"
    assert step(found, "town")["kind"] == "one"
    assert step(found, "district")["kind"] == "many"


def test_a_filter_by_number() -> None:
    choices = [["list_name", "name", "label", "most"], ["d", "a", "A", 1], ["d", "b", "B", 20]]
    found = survey(row("integer", "size"), row("select_one d", "x", choice_filter="${size} >= most"), choices=choices)
    assert [entry["most"] for entry in flow(found)["lists"]["d"]] == [1, 20]
    assert step(found, "x")["filter"] == "size >= choice.most"


def test_or_other_asks_for_words_and_conditions_may_read_them() -> None:
    found = survey(
        row("select_one yn or_other", "help"), row("text", "b", relevant="${help_other} = 'x'"), choices=YES_NO
    )
    assert flow(found)["lists"]["yn"][-1] == {"value": "other", "label": "Other", "other": True}
    assert step(found, "help")["other_prompt"] == "Please specify."
    assert step(found, "b")["relevant"] == "help_other == 'x'"


def test_groups_become_sections_or_groups_and_keep_their_relevance() -> None:
    found = survey(
        row("begin_group", "home"), row("text", "a"), row("begin group", "inner", relevant="${a} = 'x'"),
        row("text", "b"),
        row("end group", None), row("end_group", None), row("text", "c"),
    )  # fmt: skip
    assert [section["title"] for section in flow(found)["sections"]] == ["home?", "test.xlsx"]
    assert step(found, "inner") == {
        "group": "inner", "title": "inner?", "relevant": "a == 'x'",
        "steps": [{"id": "b", "kind": "text", "prompt": "b?", "required": False}],
    }  # fmt: skip


def test_repeats_with_and_without_a_count() -> None:
    found = survey(
        row("integer", "size"), row("begin_repeat", "kids", repeat_count="${size}"), row("text", "kid"),
        row("end_repeat", None),
        row("begin_repeat", "jobs"), row("text", "job"), row("end_repeat", None),
        row("calculate", "all", calculation="join(', ', ${kid})", label=None),
    )  # fmt: skip
    assert step(found, "kids")["count"] == "size"
    assert step(found, "kids")["label"] == "kids? {n}"
    assert set(step(found, "jobs")["ask"]) == {"first", "more"}
    assert step(found, _id_of(found, "all"))["value"] == "join(kids, ', ', known(kid, ''))"


def _id_of(found: Imported, name: str) -> str:
    return next(one["id"] for one in steps(found) if one.get("name", one.get("id")) == name)


def test_calculations_move_to_where_everything_they_read_is_known() -> None:
    found = survey(
        row("calculate", "late", calculation="${b} + 1", label=None), row("integer", "a"), row("integer", "b"),
        row("text", "c", relevant="${late} > 3"), row("text", "d", relevant="${soon} > 1"),
        row("calculate", "soon", calculation="${a} + 1", label=None),
    )  # fmt: skip
    assert [one["id"] for one in steps(found)] == ["a", "b", "late", "c", "soon", "d"]
    assert not told(found, "refused")


def test_a_calculation_of_a_hidden_group_is_blank() -> None:
    found = survey(
        row("integer", "a"), row("begin_group", "g", relevant="${a} > 1"),
        row("calculate", "x", calculation="5", label=None),
        row("text", "b"), row("end_group", None),
    )  # fmt: skip
    assert step(found, "x")["value"] == "5 if sure(a > 1) else number('')"


def test_what_cannot_be_translated_is_refused_with_its_place_and_stands_in_the_file() -> None:
    found = survey(
        row("text", "a", relevant="${later} = 'x'"), row("text", "later"),
        row("calculate", "dice", calculation="random()", label=None),
        row("text", "b", constraint="pulldata('x', 'y', 'z', .)"),
        row("calculate", "loop", calculation="${loop} + 1", label=None),
    )  # fmt: skip
    refused = told(found, "refused")
    assert len(refused) == 4
    assert refused[0].startswith("survey, row 2, column D (relevant): this is asked of everybody: it reads 'later'")
    assert any(
        "row 4, column E (calculation): '${dice}' stays blank: random(): nothing here is left to chance" in one
        for one in refused
    )
    assert step(found, "dice")["value"] == "''"
    assert b"# survey, row 2, column D (relevant) was refused" in found.files["flow.yaml"]


def test_all_languages_and_missing_cells() -> None:
    found = imported(
        survey=[
            ["type", "name", "label::English (en)", "label::العربية", "hint::English (en)"],
            ["text", "a", "Name?", "الاسم؟", "Full name"],
            ["text", "b", "Age of ${a}?", None, None],
        ],
        settings=[["form_title", "default_language"], ["Test", "English (en)"]],
    )
    assert found.languages == ("en", "ar")
    arabic = by_id(parse("ar", found.files["texts/ar.po"]))
    assert arabic["test.a.prompt"].string == "الاسم؟"
    assert arabic["test.b.prompt"].string == ""
    assert arabic["test.b.prompt"].id == "Age of {a}?"
    assert told(found, "missing") == [
        "survey, row 2, column E (hint::English (en)): no text in 'ar': 'Full name'",
        "survey, row 3, column C (label::English (en)): no text in 'ar': 'Age of ${a}?'",
    ]


def test_the_source_language_is_the_default_one_by_any_of_its_names() -> None:
    found = imported(
        survey=[["type", "name", "label::English", "label::العربية"], ["text", "a", "Name?", "الاسم؟"]],
        settings=[["default_language"], ["Arabic"]],
    )
    assert found.languages == ("ar", "en")
    assert flow(found)["lang"] == "ar"
    assert step(found, "a")["prompt"] == "الاسم؟"


def test_an_unknown_language_gets_a_private_code_and_is_told() -> None:
    found = imported(survey=[["type", "name", "label::English", "label::Xyzzyx"], ["text", "a", "Name?", "Xyz?"]])
    assert found.languages == ("en", "qaa")
    assert "qaa" in told(found, "adapted")[0]


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("geopoint", "text"),
        ("image", "text"),
        ("barcode", "text"),
        ("time", "text"),
        ("dateTime", "date"),
        ("range", "number"),
    ],
)
def test_what_a_chat_cannot_ask_becomes_the_nearest_question_and_is_told(kind: str, ours: str) -> None:
    found = survey(row(kind, "a"))
    assert step(found, "a")["kind"] == ours
    assert len(told(found, "adapted")) == 1


def test_a_filter_by_several_answers() -> None:
    choices = [
        ["list_name", "name", "label", "area"], ["a", "1", "Nord", None], ["a", "2", "Süd", None],
        ["t", "x", "X", "1"], ["t", "y", "Y", "2"], ["t", "z", "Z", None],
    ]  # fmt: skip
    found = survey(
        row("select_multiple a", "areas"), row("select_one t", "town", choice_filter="selected(${areas}, area)"),
        choices=choices,
    )  # fmt: skip
    assert step(found, "town")["filter"] == "choice.area in areas"
    town = load_package(found.files).flow.steps["town"]
    seen = Env({"areas": ["v2"]}, date(2026, 11, 25))
    assert [choice.value for choice in town.choices if choice.relevant and choice.relevant(seen) is True] == ["y"]


@pytest.mark.parametrize(
    ("parameters", "limits", "test", "message"),
    [
        (None, (1, 10), None, None),
        ("start=0 end=5 step=1", (0, 5), None, None),
        ("start=0 end=100 step=5", (0, 100), "it % 5 == 0", "Possible are 0, 5, 10 … 100."),
        ("start=1 end=7 step=2", (1, 7), "(it - 1) % 2 == 0", "Possible are 1, 3, 5, 7."),
        ("start=10 end=-2 step=4", (-2, 10), "(it - 10) % 4 == 0", "Possible are 10, 6, 2, -2."),
        ("start=-5 end=5 step=5", (-5, 5), "(it + 5) % 5 == 0", "Possible are -5, 0, 5."),
    ],
)
def test_a_scale_has_its_ends_and_its_steps(
    parameters: str | None, limits: tuple[int, int], test: str | None, message: str | None
) -> None:
    found = survey(row("range", "a", parameters=parameters))
    made = step(found, "a")
    assert (made["min"], made["max"]) == limits
    assert "integer" not in made
    assert made.get("constraints") == ([{"test": test, "message": message}] if test else None)


def test_a_scale_of_fractions_takes_its_steps_and_no_others() -> None:
    found = survey(row("range", "a", parameters="start=0.1 end=0.7 step=0.1", constraint=". != 0.2"))
    assert step(found, "a")["integer"] is False
    own, steps = load_package(found.files).flow.steps["a"].constraints
    seen = [value / 100 for value in range(10, 71) if steps.test(Env({}, date(2026, 11, 25), it=value / 100))]
    assert seen == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert own.message != steps.message


def test_defaults_of_every_type() -> None:
    found = survey(
        row("text", "t", default="it's"), row("integer", "n", default="5"), row("date", "d", default="2020-01-31"),
        row("select_one yn", "s", default="yes"), row("select_multiple yn", "m", default="yes no"),
        row("date", "e", default="today()"), row("integer", "bad", default="x"),
        row("integer", "sum", default="2 + 3"), choices=YES_NO,
    )  # fmt: skip
    assert [one.get("default") for one in steps(found)] == [
        "'it\\'s'", "5", "date('2020-01-31')", "'yes'", "{'yes', 'no'}", "today", None, "2 + 3",
    ]  # fmt: skip
    assert len(told(found, "refused")) == 1


def test_media_by_language() -> None:
    found = imported(
        survey=[
            ["type", "name", "label::en", "label::de", "image::en", "image::de", "media::audio::en"],
            ["text", "a", "A", "A", "a.png", "b.png", "a.mp3"],
        ]
    )
    assert step(found, "a")["media"] == {"image": {"en": "a.png", "de": "b.png"}, "audio": "a.mp3"}
    assert found.media == ("a.mp3", "a.png", "b.png")


def test_pictures_of_choices_are_told_with_their_row() -> None:
    choices = [
        ["list_name", "name", "label", "media::image"],
        ["yn", "yes", "Yes", "yes.png"],
        ["yn", "no", "No", None],
    ]
    found = survey(row("select_one yn", "a"), choices=choices)
    assert told(found, "adapted") == [
        "choices, row 2: the picture or sound of the choice 'yes' is not shown: only questions have them here"
    ]
    assert load_package(found.files).warnings == ()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("format-date(today(), '%H:%M')", "no time of day"),
        ("format-date(today(), '%b')", "no names of months"),
        ("jr:itext('x')", "never compared"),
        ("jr:choice-name('yes', '${a}')", "answer of the question it names"),
        ("random()", "left to chance"),
        ("instance('x')/root/item", "tables beside the form"),
    ],
)
def test_what_cannot_be_translated_is_refused_with_row_and_reason_and_stays_a_comment(source: str, reason: str) -> None:
    found = survey(row("text", "a"), row("text", "b", relevant=source), row("calculate", "c", calculation=source))
    refused = [str(remark) for remark in found.report.of("refused")]
    assert [line.partition(",")[0] for line in refused] == ["survey", "survey"]
    assert [remark.place.row for remark in found.report.of("refused")] == [3, 4]
    assert all(reason in line for line in refused)
    assert b"# survey, row 3" in found.files["flow.yaml"]
    assert b"# survey, row 4" in found.files["flow.yaml"]


def test_a_cell_that_was_refused_has_no_effect() -> None:
    """The question is asked, may be skipped, takes any answer and offers every choice; the calculation is blank."""
    cells = dict.fromkeys(("relevant", "required", "constraint", "choice_filter"), "random() > 0.5")
    found = survey(
        row("select_one yn", "a", **cells, default="once(random())"),
        row("calculate", "c", calculation="random()"),
        row("text", "b", relevant="${c} = ''"),
        choices=YES_NO,
    )
    assert len(found.report.of("refused")) == 6
    flow_, env = load_package(found.files).flow, Env({}, date(2026, 11, 25))
    asked = flow_.steps["a"]
    assert (asked.relevant, asked.required, asked.constraints, asked.default) == (None, False, (), None)
    assert [choice.relevant for choice in asked.choices] == [None, None]
    assert flow_.computed["c"].value(env) == ""
    shown = flow_.steps["b"].relevant
    assert shown is not None
    assert shown(env) is True


def test_calculations_of_a_group_that_is_not_asked_are_blank_whatever_they_are() -> None:
    choices = [["list_name", "name", "label"], ["yn", "1", "Yes"], ["yn", "2", "No"]]
    found = survey(
        row("select_one yn", "a"), row("date", "d"), row("integer", "n"),
        row("calculate", "chosen", calculation="${a}", relevant="${n} > 1"),
        row("calculate", "day", calculation="${d}", relevant="${n} > 1"),
        row("text", "one", relevant="${chosen} = '1'"), row("text", "none", relevant="${chosen} = '' and ${day} = ''"),
        choices=choices,
    )  # fmt: skip
    assert told(found, "adapted") == told(found, "refused") == []
    loaded = load_package(found.files).flow
    ids = {one.name or one.id: one.id for one in loaded.steps.values()}
    values = {ids["a"]: "v1", ids["d"]: {"date": "2020-02-29", "precision": "day"}}

    def asked(number: int, name: str) -> bool:
        relevant = loaded.steps[ids[name]].relevant
        assert relevant is not None
        return relevant(Env({**values, ids["n"]: number}, date(2026, 11, 25))) is True

    assert (asked(0, "one"), asked(0, "none")) == (False, True)
    assert (asked(2, "one"), asked(2, "none")) == (True, False)


def test_markup_is_left_out_braces_are_kept_and_both_are_safe() -> None:
    found = survey(
        row("note", "a", label="**Hello** <span style='color:red'>you</span>{x}<br>\n# Next <script>alert(1)</script>")
    )
    assert step(found, "a")["prompt"] == "Hello you{{x}}\n\nNext alert(1)"


def test_the_same_name_in_two_groups_is_two_questions() -> None:
    found = survey(
        row("begin_group", "g"), row("text", "a"), row("end_group", None), row("begin_group", "h"), row("text", "a"),
        row("end_group", None),
    )  # fmt: skip
    names = [one["steps"][0]["id"] for one in steps(found)]
    assert names[0] == "a"
    assert len(set(names)) == 2


def test_a_long_group_is_split_into_sections() -> None:
    rows = [row("begin_group", "big")]
    for part in range(3):
        rows += [
            row("begin_group", f"part{part}"),
            *(row("text", f"q{part}_{at}") for at in range(90)),
            row("end_group", None),
        ]
    found = survey(*rows, row("end_group", None))
    assert [len(section["steps"]) for section in flow(found)["sections"]] == [1, 1, 1]


def test_a_form_without_questions_is_refused() -> None:
    with pytest.raises(FormError, match=r"form\.refused"):
        survey({"type": "audit", "name": "audit"})


def test_groups_nest_as_deep_as_a_flow_can_hold_them_and_no_deeper() -> None:
    def nested(depth: int) -> Imported:
        groups = [row("begin_group", f"g{at}") for at in range(depth)]
        return survey(*groups, row("text", "a", default="x"), *[row("end_group", None)] * depth)

    load_flow(nested(6).files["flow.yaml"].decode(), "flow.yaml")
    with pytest.raises(FormError, match=r"form\.refused") as caught:
        nested(3000)
    assert (
        str(caught.value.problems[0]) == "survey, row 8: groups and repeats nest at most 6 deep: take one of them away"
    )


def test_many_choices_are_read_and_too_many_become_a_text() -> None:
    rows = [["list_name", "name", "label"], *(["big", f"c{at}", f"C {at}"] for at in range(7000))]
    found = survey(row("select_one big", "a"), choices=rows)
    assert step(found, "a")["kind"] == "text"
    assert "7000 choices" in told(found, "adapted")[0]


def test_the_same_form_comes_in_the_same_twice() -> None:
    rows = [row("select_one yn or_other", "VeryLongNameOfAQuestionIndeed"), row("text", "b")]
    assert survey(*rows, choices=YES_NO).files == survey(*rows, choices=YES_NO).files
