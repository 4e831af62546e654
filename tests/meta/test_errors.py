"""Every error code is complete: a German sentence a person can act on, a test that provokes it, a use in the code."""

from __future__ import annotations

import pytest

from flows.errors import CATALOGUE
from locales.source_texts import interface_sources
from tests.meta.repository import PACKAGES, ROOT, modules, name, tracked

NOT_THE_TEST = ("tests/meta/", "flows/errors.py")


def _mentions(code: str, *folders: str) -> list[str]:
    quoted = (f'"{code}"', f"'{code}'", f"error.{code}")
    found = [path for path in modules(*folders) if not name(path).startswith(NOT_THE_TEST)]
    return [name(path) for path in found if any(mark in path.read_text("utf-8") for mark in quoted)]


def _conversations(code: str) -> list[str]:
    """Golden conversations provoke errors too: they name the text id."""
    if not (ROOT / "tests/conversations").exists():
        return []
    return [name(path) for path in tracked("tests/conversations/*.yaml") if f"error.{code}" in path.read_text("utf-8")]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_person_is_told_in_german(code: str) -> None:
    sentence = interface_sources()[CATALOGUE[code].text].forms[0]
    assert len(sentence.split()) > 3


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_test_provokes_it(code: str) -> None:
    assert _mentions(code, "tests") or _conversations(code)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_the_code_uses_it(code: str) -> None:
    """An error nobody raises is a promise nobody keeps."""
    assert _mentions(code, *PACKAGES)


def test_no_sentence_without_an_error() -> None:
    sentences = {text_id for text_id in interface_sources() if text_id.startswith("error.")}
    assert sentences
    assert sentences == {kind.text for kind in CATALOGUE.values()}
