"""What Rasa is told agrees with what we know: its domain, its pipelines, its language files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.intents import INTENTS
from nlu.phrases.reading import ROOT


def test_the_domain_names_our_intents_and_no_other() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    assert tuple(domain["intents"]) == INTENTS


@pytest.mark.parametrize("file", ["config.yml", "config.light.yml"])
def test_a_pipeline_uses_our_tokenizer_and_may_say_that_it_does_not_know(file: str) -> None:
    names = [part["name"] for part in yaml.safe_load((ROOT / file).read_text())["pipeline"]]
    assert names[0] == "lotse_tokenizer.LotseTokenizer"
    assert (ROOT / "lotse_tokenizer.py").is_file()
    assert names[-1] == "FallbackClassifier"


def test_the_full_pipeline_is_diet() -> None:
    assert "DIETClassifier" in (ROOT / "config.yml").read_text()


def test_the_lock_names_the_release_the_answers_were_read_from() -> None:
    lock = (Path(ROOT).parent.parent / "requirements/rasa.lock").read_text()
    assert "\nrasa==3.6.21 " in lock
