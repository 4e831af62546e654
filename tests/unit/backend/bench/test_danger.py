"""The bench of danger listens to the end: a message in which danger is heard would be left early, and look cheap."""

from __future__ import annotations

from backend.bench import danger
from flows.protocol import TEXT_LIMIT
from locales.texts import load_texts
from nlu.danger import DangerRules
from nlu.phrases import languages
from nlu.words import DANGER


def test_all_that_is_listened_to_is_as_long_as_a_message_and_harmless() -> None:
    hear = DangerRules(load_texts().words(DANGER)).hear
    for text in danger.usual(hear):
        assert len(text) == TEXT_LIMIT
        assert not hear(text)


def test_what_is_written_to_make_it_long_is_no_longer_than_a_message() -> None:
    rules = load_texts().words(DANGER)
    crowded = danger.crowded(rules, DangerRules(rules).hear)
    assert {len(text) <= TEXT_LIMIT for text in (*danger.repeated(rules), *crowded)} == {True}
    assert len(crowded) == danger.COMMON


def test_every_language_and_many_words_are_measured() -> None:
    report = danger.bench_danger()
    assert report["messages"] == len(languages())
    assert report["worst"] > 100
    assert min(report.values()) > 0
