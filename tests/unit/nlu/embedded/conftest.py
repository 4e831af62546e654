"""A small model, trained here from phrases of this file, so that the tests need no set-up."""

from __future__ import annotations

import pytest

from nlu.embedded.model import Model
from nlu.embedded.training import train
from nlu.phrases import Phrase

SAID = {
    "back": "zurück bitte|eine Frage zurück|noch mal zurück|ich will zurück|vorige Frage|zur vorigen Frage",
    "school_place": "mein Kind hat keinen Schulplatz|Schule für meine Tochter|Sohn geht nicht zur Schule|Schulplatz "
    "suchen|keine Schule nimmt ihn|meine Kinder brauchen eine Schule",
    "delete_data": "löscht alles über mich|alles von mir löschen|meine Angaben löschen|bitte alles löschen|"
    "meine Daten sollen weg|alles weg was ihr habt",
    "change_language": "andere Sprache|Sprache wechseln|bitte auf Arabisch|auf Türkisch weiter|können wir Englisch|"
    "ich will Ukrainisch",
    "none": "wie wird das Wetter|wer spielt heute Fußball|erzähl einen Witz|wie hoch ist der Eiffelturm|"
    "asdf qwer|Rezept für Pizza|meine Lieblingsfarbe ist blau|kauf Bitcoin",
}


def phrases() -> list[Phrase]:
    return [Phrase(intent, text, "dialogue.yml") for intent, texts in SAID.items() for text in texts.split("|")]


@pytest.fixture(scope="session")
def model() -> Model:
    return train("de", phrases())
