"""A package is its flow, its languages and its media; what is missing, stale or strange is known."""

from __future__ import annotations

import pytest

from flows.package import load_package
from flows.problems import FlowError
from tests.support.packages import FLOW, ITALIAN, catalogue, tiny
from tests.support.pictures import illustrated, png


def codes(error: FlowError) -> set[tuple[str, str]]:
    return {(problem.file, problem.code) for problem in error.problems}


def test_own_texts_come_in_the_language_and_missing_cells_in_the_source_language() -> None:
    package = load_package(tiny())
    assert package.languages == ("de", "it")
    assert package.texts.raw("it", "tiny.name.prompt") == "Come si chiama?"
    assert package.texts.raw("it", "tiny.kids.hint") == "Eine Zahl."
    assert package.texts.raw("de", "tiny.name.prompt") == "Wie heißen Sie?"


def test_missing_cells_are_listed_in_the_order_of_the_flow() -> None:
    package = load_package(tiny())
    assert package.missing("de") == ()
    assert package.missing("it") == (
        "tiny.title",
        "tiny.section.one",
        "tiny.kids.hint",
        "tiny.color.prompt",
        "tiny.color.choice.blue",
        "tiny.send.prompt",
    )


def test_a_language_we_do_not_offer_has_our_own_texts_in_english_and_says_so() -> None:
    package = load_package(tiny())
    assert package.fallback("it") == "en"
    assert package.fallback("de") is None
    assert package.texts.raw("it", "command.skip") == package.texts.raw("en", "command.skip")
    assert package.texts.plural("it", "progress.label", 3, section=1, sections=2) == package.texts.plural(
        "en", "progress.label", 3, section=1, sections=2
    )


def test_commands_are_understood_in_all_languages_and_answers_in_those_of_the_package() -> None:
    texts = load_package(tiny()).texts
    assert texts.everywhere("tiny.color.choice.red") == ("Rot", "Rosso")
    assert "zurück" in texts.words("command.back.words")


def test_a_translation_made_from_an_older_text_is_stale_and_still_shown() -> None:
    italian = {**ITALIAN, "tiny.name.prompt": ("Ihr Name?", "Il suo nome?")}
    package = load_package({**tiny(), "texts/it.po": catalogue(italian)})
    assert package.stale("it") == {"tiny.name.prompt": "Ihr Name?"}
    assert package.texts.raw("it", "tiny.name.prompt") == "Il suo nome?"


def test_a_translation_marked_fuzzy_is_stale() -> None:
    package = load_package({**tiny(), "texts/it.po": catalogue(ITALIAN, frozenset({"tiny.name.prompt"}))})
    assert set(package.stale("it")) == {"tiny.name.prompt"}


def test_a_placeholder_nobody_can_fill_in_is_not_shown() -> None:
    italian = {**ITALIAN, "tiny.name.prompt": ("Wie heißen Sie?", "Il suo nome, {town}?")}
    package = load_package({**tiny(), "texts/it.po": catalogue(italian)})
    assert package.translations["it"].broken == {"tiny.name.prompt"}
    assert "tiny.name.prompt" in package.missing("it")
    assert package.texts.raw("it", "tiny.name.prompt") == "Wie heißen Sie?"


def test_another_source_language() -> None:
    files = tiny(texts__ckb_po=catalogue({"tiny.name.prompt": ("Wie heißen Sie?", "ناوت چییە؟ 116 117")}))
    package = load_package({**files, "flow.yaml": FLOW.replace("id: tiny", "id: tiny\nlang: en").encode()})
    assert package.languages == ("en", "ckb", "it")
    assert "\u2066116 117\u2069" in package.texts.raw("ckb", "tiny.name.prompt")  # numbers keep their order


def test_texts_of_unknown_ids_and_strange_files_are_warnings() -> None:
    files = {**tiny(), "texts/it.po": catalogue({**ITALIAN, "tiny.gone.prompt": ("Weg?", "Andato?")}), "virus.exe": b""}
    warnings = {(problem.file, problem.code) for problem in load_package(files).warnings}
    assert warnings == {("texts/it.po", "package.unknown_text"), ("virus.exe", "package.unknown_file")}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, ("flow.yaml", "package.no_flow")),
        ({"flow.yaml": b"\xff\xfe\x00"}, ("flow.yaml", "package.not_utf8")),
        (tiny(texts__es_po=b'msgid "a"\nnonsense\n'), ("texts/es.po", "package.texts")),
        (tiny(texts__es_po=b"\x00\xff\xfe"), ("texts/es.po", "package.texts")),
        ({**tiny(), "texts/pt_BR.po": b"", "texts/pt-BR.po": b""}, ("texts/pt_BR.po", "package.texts")),
        ({**tiny(), "media/picture.png": b"<html>"}, ("media/picture.png", "package.media")),
        ({**tiny(), "media/picture.gif": png()}, ("media/picture.gif", "package.media")),
        ({**tiny(), "media/picture.png": png()[:18]}, ("media/picture.png", "package.media")),
        ({**tiny(), "media/picture.svg": b"<svg/>"}, ("media/picture.svg", "package.media")),
    ],
)
def test_a_package_that_cannot_be_used_is_refused_with_its_file(
    files: dict[str, bytes], problem: tuple[str, str]
) -> None:
    with pytest.raises(FlowError) as refused:
        load_package(files)
    assert problem in codes(refused.value)


def test_media_are_what_they_say() -> None:
    package = load_package({**tiny(), "media/map.png": png(30, 20)})
    found = package.media["map.png"].about
    assert (found.type, found.width, found.height) == ("image/png", 30, 20)


@pytest.mark.parametrize(
    "media",
    ["{picture: a.png}", "a.png", "{image: [a.png]}", "{image: ../a.png}", "{image: {Deutsch: a.png}}", "{image: {}}"],
)
def test_media_are_named_by_sort_and_language(media: str) -> None:
    flow = FLOW.replace("- id: color\n", f"- id: color\n        media: {media}\n")
    with pytest.raises(FlowError) as told:
        load_package({"flow.yaml": flow.encode()})
    (problem,) = told.value.problems
    assert (problem.code, problem.line) == ("flow.value", 11)


def test_a_picture_that_is_not_there_is_known() -> None:
    files = illustrated()
    del files["media/campo.png"]
    assert [(step.id, name) for step, name in load_package(files).lost_media()] == [("color", "campo.png")]
    assert list(load_package(illustrated()).lost_media()) == []


def test_the_revision_is_that_of_the_content() -> None:
    one, notes = load_package(tiny()), load_package({**tiny(), "README.md": b"read me"})
    assert one.revision == notes.revision
    assert one.revision != load_package({**tiny(), "texts/it.po": catalogue({})}).revision
