"""Words that stand elsewhere already and teach as well: yes, no, unsure, and the words for commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.inputs import COMMANDS
from flows.parsing.normalise import key
from locales.texts import Texts
from nlu.answers.words import base, split, table
from nlu.intents import OF_COMMAND
from nlu.phrases.reading import Phrase

_SAID = {"yes": "affirm", "agree": "affirm", "no": "deny", "refuse": "deny", "unsure": "dont_know"}


def with_spoken(phrases: Iterable[Phrase], lang: str, texts: Texts) -> tuple[Phrase, ...]:
    """The phrases, and what is said elsewhere and is none of them."""
    found = list(phrases)
    known = {key(phrase.text) for phrase in found}
    for phrase in (*_answers(lang), *_commands(lang, texts)):
        if phrase.text and phrase.text not in known:
            known.add(phrase.text)
            found.append(phrase)
    return tuple(found)


def _answers(lang: str) -> Iterator[Phrase]:
    own = table("yes_no").get(base(lang), {})
    for name, intent in _SAID.items():
        yield from (Phrase(intent, word, "yes_no.toml") for word in split(own.get(name, "")))


def _commands(lang: str, texts: Texts) -> Iterator[Phrase]:
    for name in COMMANDS:
        text_id = f"command.{name}.words"
        if lang in texts.languages and texts.has(lang, text_id):
            yield from (Phrase(OF_COMMAND[name], word, text_id) for word in split(texts.raw(lang, text_id)))
