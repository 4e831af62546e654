"""Variants: small files over a shared flow, checked against it, with texts and translations of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from flows.errors import LotseError
from flows.library import builtin_ids, builtin_package, builtin_variants
from flows.loading import schema
from flows.loading.nodes import Table, read
from flows.loading.reading import plain
from flows.loading.variant_formats import second
from flows.package import Package, load_package
from flows.problems import FlowError, FlowProblem
from locales.languages import OFFERED
from tests.support.packages import catalogue

FLOW = """\
format: 2
id: base
title: Basis
sections:
  - id: home
    title: Zuhause
    steps:
      - {id: town, kind: text, prompt: Welche Stadt?, hint: Der Name.}
      - id: color
        kind: one
        prompt: Welche Farbe?
        choices:
          - {value: red, label: Rot}
          - {value: blue, label: Blau}
          - {value: none, label: Keine, exclusive: true}
      - {id: shade, kind: text, prompt: Welcher Ton?, relevant: color == 'red'}
  - id: end
    title: Ende
    steps:
      - {id: thanks, kind: say, prompt: Danke.}
"""
HEAD = "format: 2\nvariant_of: base\nfor: kreis\n"


def package(body: str, **more: str) -> Package:
    files = {"flow.yaml": FLOW, "variants/kreis.yaml": HEAD + body}
    files |= {f"variants/{name}.yaml": text for name, text in more.items()}
    return load_package({path: text.encode() for path, text in files.items()})


def problems(body: str, **more: str) -> tuple[FlowProblem, ...]:
    with pytest.raises(FlowError) as refused:
        package(body, **more)
    return refused.value.problems


def steps(body: str) -> list[str]:
    return list(package(body).of("kreis").flow.steps)


# --- what a variant may do --------------------------------------------------------------------------------------------


def test_the_base_stays_as_it_is() -> None:
    alone = load_package({"flow.yaml": FLOW.encode()})
    varied = package("remove: [shade]\n")
    assert varied.flow == alone.flow
    assert varied.of(None) is varied


def test_remove() -> None:
    assert steps("remove: [shade, thanks]\n") == ["town", "color"]
    sections = package("remove: [shade, thanks]\n").of("kreis").flow.sections
    assert [section.id for section in sections] == ["home"]  # nothing is left of the other


def test_add_after_before_and_at_the_end_of_a_section() -> None:
    body = """\
add:
  - {after: town, step: {id: a1, kind: text, prompt: A?}}
  - {before: color, steps: [{id: a2, kind: text, prompt: B?}, {id: a3, kind: text, prompt: C?}]}
  - {section: home, step: {id: a4, kind: text, prompt: D?, relevant: answered(color)}}
"""
    assert steps(body) == ["town", "a1", "a2", "a3", "color", "shade", "a4", "thanks"]


def test_move() -> None:
    assert steps("move: [{step: town, after: shade}]\n") == ["color", "shade", "town", "thanks"]
    assert steps("move: [{step: thanks, before: town}, {step: town, section: end}]\n")[0] == "thanks"


def test_sections_may_be_renamed_and_added() -> None:
    body = """\
sections:
  end: {title: Schluss}
  work: {title: Arbeit, after: home, steps: [{id: job, kind: text, prompt: Welche Arbeit?}]}
"""
    sections = package(body).of("kreis").flow.sections
    assert [(section.id, section.title) for section in sections] == [
        ("home", "base.section.home"),
        ("work", "base@kreis.section.work"),
        ("end", "base@kreis.section.end"),
    ]


def test_change_takes_keys_away_and_adds_others() -> None:
    step = package("change: {town: {hint: ~, required: false, desk: Ort}}\n").of("kreis").flow.steps["town"]
    assert (step.hint, step.required, step.desk) == (None, False, "base@kreis.town.desk")


def test_choices_are_reworded_removed_and_added_before_the_one_that_clears_all() -> None:
    body = """\
change:
  color:
    choices: {red: {label: Feuerrot}, blue: ~}
    add_choices: [{value: green, label: Grün}]
"""
    flow = package(body).of("kreis").flow
    choices = flow.steps["color"].choices
    assert [choice.value for choice in choices] == ["red", "green", "none"]
    assert [choice.label for choice in choices] == [
        "base@kreis.color.choice.red",
        "base@kreis.color.choice.green",
        "base.color.choice.none",
    ]


def test_a_list_of_choices_replaces_them_all() -> None:
    body = "change: {color: {choices: [{value: red, label: Rot}, {value: pink, label: Rosa}]}}\n"
    assert [choice.value for choice in package(body).of("kreis").flow.steps["color"].choices] == ["red", "pink"]


def test_a_variant_of_a_variant_stands_on_both() -> None:
    kommune = "format: 2\nvariant_of: kreis\nfor: kommune\nchange: {town: {hint: Der Ortsteil.}}\n"
    found = package("change: {town: {prompt: Welche Gemeinde?}}\nremove: [shade]\n", kommune=kommune)
    town = found.of("kommune").flow.steps["town"]
    assert (town.prompt, town.hint) == ("base@kreis.town.prompt", "base@kommune.town.hint")
    assert "shade" not in found.of("kommune").flow.steps
    assert found.of("kreis").flow.steps["town"].hint == "base.town.hint"
    assert found.variants["kommune"].base == "kreis"


def test_each_variant_has_a_revision_of_its_own() -> None:
    found = package("note: nothing differs\n")
    assert found.of("kreis").flow.revision != found.flow.revision


# --- texts ------------------------------------------------------------------------------------------------------------


def test_reworded_texts_have_translations_of_their_own_and_others_keep_those_of_the_base() -> None:
    files = {"flow.yaml": FLOW, "variants/kreis.yaml": HEAD + "change: {town: {prompt: Welche Gemeinde?}}\n"}
    french = {
        "base.town.prompt": ("Welche Stadt?", "Quelle ville ?"),
        "base.town.hint": ("Der Name.", "Le nom."),
        "base@kreis.town.prompt": ("Welche Gemeinde?", "Quelle commune ?"),
    }
    content = {path: text.encode() for path, text in files.items()}
    found = load_package({**content, "texts/fr.po": catalogue(french)})
    base, kreis = found.flow.steps["town"], found.of("kreis").flow.steps["town"]
    assert found.texts.raw("fr", base.prompt) == "Quelle ville ?"
    assert found.texts.raw("fr", kreis.prompt) == "Quelle commune ?"
    assert kreis.hint is not None
    assert found.texts.raw("fr", kreis.hint) == "Le nom."
    assert not found.warnings


def test_an_untranslated_rewording_shows_the_new_text_not_the_old_translation() -> None:
    files = {"flow.yaml": FLOW, "variants/kreis.yaml": HEAD + "change: {town: {prompt: Welche Gemeinde?}}\n"}
    french = {"base.town.prompt": ("Welche Stadt?", "Quelle ville ?")}
    content = {path: text.encode() for path, text in files.items()}
    found = load_package({**content, "texts/fr.po": catalogue(french)}).of("kreis")
    assert found.texts.raw("fr", found.flow.steps["town"].prompt) == "Welche Gemeinde?"
    assert found.missing("fr")[2] == "base@kreis.town.prompt"


def test_the_texts_of_variants_are_handed_to_translators_once() -> None:
    kommune = "format: 2\nvariant_of: kreis\nfor: kommune\nremove: [shade]\n"
    sources = package("change: {town: {prompt: Welche Gemeinde?}}\n", kommune=kommune).sources()
    own = {text_id: source for text_id, source in sources.items() if "@" in text_id}
    assert {text_id: source.forms for text_id, source in own.items()} == {
        "base@kreis.town.prompt": ("Welche Gemeinde?",)
    }
    assert str(own["base@kreis.town.prompt"].note).startswith("In kreis: ")


# --- stale rewordings -------------------------------------------------------------------------------------------------


def test_a_rewording_of_a_text_that_changed_meanwhile_is_reported_at_its_place() -> None:
    found = package("change:\n  town:\n    was: Welcher Ort?\n    prompt: Welche Gemeinde?\n")
    (stale,) = found.warnings
    assert (stale.file, stale.line, stale.column, stale.code) == ("variants/kreis.yaml", 6, 10, "variant.stale")
    assert "Welche Stadt?" in stale.message
    assert found.variants["kreis"].stale == (stale,)


def test_a_rewording_of_the_present_text_is_not_reported() -> None:
    body = "change:\n  town: {was: {prompt: Welche Stadt?, hint: Der Name.}, prompt: Wo?, hint: Ort.}\n"
    body += "  color: {choices: {red: {was: Rot, label: Feuerrot}}}\n"
    assert package(body).warnings == ()


def test_a_stale_rewording_of_a_choice_is_found() -> None:
    found = package("change: {color: {choices: {red: {was: Rosa, label: Feuerrot}}}}\n")
    assert [problem.code for problem in found.warnings] == ["variant.stale"]


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "where", "code", "said"),
    [
        ("change: {twon: {hint: X}}\n", (4, 10), "variant.unknown_step", "did you mean 'town'?"),
        ("remove: [shde]\n", (4, 10), "variant.unknown_step", "did you mean 'shade'?"),
        ("add: [{after: twn, step: {id: a, kind: text, prompt: A?}}]\n", (4, 15), "variant.unknown_step", "'town'"),
        (
            "add: [{section: hme, step: {id: a, kind: text, prompt: A?}}]\n",
            (4, 17),
            "variant.unknown_section",
            "'home'",
        ),
        ("sections: {hom: {title: X}}\n", (4, 12), "variant.unknown_section", "'home'"),
        ("move: [{step: town, after: gone}]\n", (4, 28), "variant.unknown_step", "no step 'gone'"),
        ("move: [{step: town, after: town}]\n", (4, 28), "variant.unknown_step", "no step 'town'"),
        ("move: [{step: town}]\n", (4, 8), "variant.place", "say one of after, before, section"),
        (
            "add: [{after: town, before: color, step: {id: a, kind: text, prompt: A?}}]\n",
            (4, 7),
            "variant.place",
            "one",
        ),
        ("add: [{after: town}]\n", (4, 7), "flow.missing", "needs 'step' or 'steps'"),
        ("add: [{after: town, step: {id: color, kind: text, prompt: A?}}]\n", (4, 27), "variant.twice", "flow.yaml:9"),
        ("change: {color: {choices: {rde: {label: X}}}}\n", (4, 28), "variant.unknown_choice", "did you mean 'red'?"),
        ("change: {town: {choices: {a: {label: X}}}}\n", (4, 17), "variant.no_choices", "no choices of its own"),
        ("change: {town: {id: city}}\n", (4, 17), "variant.fixed", "cannot change 'id'"),
        ("change: {town: {hnt: ~}}\n", (4, 17), "variant.unknown_key", "did you mean 'hint'?"),
        ("change: {town: {hnt: X}}\n", (4, 17), "flow.unknown_key", "did you mean 'hint'?"),
        ("change: {shade: {relevant: colour == 'red'}}\n", (4, 28), "expression.unknown_name", "'color'"),
        ("change: {town: {was: X, prompt: A?, hint: B}}\n", (4, 17), "variant.was", "say which"),
        ("change: {town: x}\n", (4, 16), "flow.shape", "a mapping"),
        ("chnge: {}\n", (4, 1), "flow.unknown_key", "did you mean 'change'?"),
        ("remove: shade\n", (4, 9), "flow.value", "a list of ids"),
    ],
)
def test_a_mistake_is_told_in_the_file_where_it_stands(body: str, where: tuple[int, int], code: str, said: str) -> None:
    first = problems(body)[0]
    assert (first.file, (first.line, first.column), first.code) == ("variants/kreis.yaml", where, code)
    assert said in first.message


def test_removing_what_others_read_names_both_places() -> None:
    reader, remover = problems("remove: [color]\n")
    assert (reader.file, reader.line, reader.column) == ("flow.yaml", 16, 65)
    assert "removed in variants/kreis.yaml:4" in reader.message
    assert (remover.file, remover.line, remover.code) == ("variants/kreis.yaml", 4, "variant.still_read")
    assert "flow.yaml:16:65" in remover.message


def test_changing_what_is_removed_says_so() -> None:
    assert "it is removed in line 4" in problems("remove: [shade]\nchange: {shade: {hint: X}}\n")[0].message


def test_moving_a_question_behind_its_reader_is_refused() -> None:
    assert "flow.forward_reference" in {problem.code for problem in problems("move: [{step: shade, before: color}]\n")}


def test_variants_that_stand_on_each_other_are_refused() -> None:
    ring = {"one": "format: 2\nvariant_of: two\nfor: one\n", "two": "format: 2\nvariant_of: one\nfor: two\n"}
    assert {problem.code for problem in problems("", **ring)} == {"variant.cycle"}
    alone = {"one": "format: 2\nvariant_of: one\nfor: one\n"}
    assert {problem.code for problem in problems("", **alone)} == {"variant.cycle"}


def test_a_base_that_does_not_exist_is_told_with_a_suggestion() -> None:
    (wrong,) = problems("", town="format: 2\nvariant_of: kries\nfor: town\n")
    assert (wrong.file, wrong.line, wrong.code) == ("variants/town.yaml", 2, "variant.unknown_base")
    assert "'kreis'" in wrong.message


def test_a_file_named_for_another_is_told() -> None:
    (wrong,) = problems("", town="format: 2\nvariant_of: base\nfor: village\n")
    assert wrong.code == "variant.name"


def test_yaml_that_cannot_be_read_is_told_in_its_file() -> None:
    assert {(problem.file, problem.code) for problem in problems("a: [", town="x: &a 1")} == {
        ("variants/kreis.yaml", "yaml.syntax"),
        ("variants/town.yaml", "yaml.alias"),
    }


def test_a_variant_nobody_has_is_unknown() -> None:
    with pytest.raises(LotseError, match=r"flow\.unknown"):
        package("").of("nowhere")


def test_a_variant_of_format_1_says_prompt_in_format_2() -> None:
    text = HEAD + "change: {thanks: {was: {text: A}, text: B}, text: {hint: C}}\nadd: [{after: x, step: {text: D}}]\n"
    old = read(text, "variants/kreis.yaml", [])
    assert isinstance(old, Table)
    new = second(old, old.entries["format"])
    assert plain(new, {}) == {
        "format": 2,
        "variant_of": "base",
        "for": "kreis",
        "change": {"thanks": {"was": {"prompt": "A"}, "prompt": "B"}, "text": {"hint": "C"}},
        "add": [{"after": "x", "step": {"prompt": "D"}}],
    }


# --- those of the product ---------------------------------------------------------------------------------------------

VARIANTS = [(flow_id, key) for flow_id in builtin_ids() for key in builtin_package(flow_id).variants]


def test_the_product_brings_variants() -> None:
    assert {("kim-intake", "kreis-unna"), ("kim-intake", "luenen"), ("kim-intake", "leverkusen")} <= set(VARIANTS)


@pytest.mark.parametrize(("flow_id", "key"), VARIANTS)
def test_a_variant_of_the_product_is_complete_in_every_language_and_not_stale(flow_id: str, key: str) -> None:
    variant = builtin_package(flow_id).of(key)
    assert {lang: variant.missing(lang) for lang in OFFERED} == dict.fromkeys(OFFERED, ())
    assert variant.variants[key].stale == ()
    assert any(text_id.startswith(f"{flow_id}@{key}.") for text_id in variant.flow.source)


def test_leverkusen_asks_everybody_for_the_district_and_only_its_own() -> None:
    district = builtin_package("kim-intake").of("leverkusen").flow.steps["district"]
    assert district.required
    assert len(district.choices) == 14


# --- the schema -------------------------------------------------------------------------------------------------------

SCHEMA = Path(schema.__file__).parents[1] / "schema" / "variant.schema.json"


def test_the_published_schema_is_fresh_and_takes_every_variant_of_the_product() -> None:
    """When it fails: `python -m flows.loading.schema variant > flows/schema/variant.schema.json`."""
    published = json.loads(SCHEMA.read_text("utf-8"))
    assert published == schema.build_variant()
    for flow_id in builtin_ids():
        for file, text in builtin_variants(flow_id).items():
            found = plain(read(text, file, []), published)
            assert not list(Draft202012Validator(published).iter_errors(found)), file
