"""Questions and answers as JSON: what `lotse answers parse --batch` reads, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flows.errors import LotseError
from nlu.answers.model import Choice, Question
from nlu.answers.reader import as_dict, parse


def read_batch(lines: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """An object for each line that is not empty, in order. A line that cannot be read gives `error` and `line`.

    `today`: for lines that say none.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _answered(line, today)
            except LotseError as error:
                yield {"error": error.code, "line": number}


def _answered(line: str, today: date) -> dict[str, Any]:
    """Raises LotseError: `wire.invalid` for what is no question, `nlu.answer_type`."""
    try:
        asked = json.loads(line)
        question = Question(
            type=_text(asked, "type"),
            lang=_text(asked, "lang"),
            today=date.fromisoformat(_text(asked, "today")) if asked.get("today") is not None else today,
            choices=choices_of(asked.get("choices") or (), _text(asked, "lang")),
        )
        text = _text(asked, "text")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise LotseError("wire.invalid") from error
    return as_dict(parse(question, text))


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def choices_of(written: Any, lang: str = "") -> tuple[Choice, ...]:
    """Choices as a list of texts, of objects with `id`, `label` and perhaps `words`, or as an object id -> label.

    A label may be an object language -> text: that of `lang` is shown, the others are words for it too.
    Raises TypeError, KeyError or ValueError for anything else.
    """
    if isinstance(written, Mapping):
        return tuple(_choice({"id": name, "label": label}, lang) for name, label in written.items())
    if not isinstance(written, (list, tuple)):
        raise TypeError("choices")
    return tuple(_choice(one, lang) for one in written)


def _choice(written: Any, lang: str) -> Choice:
    if isinstance(written, str):
        return Choice(written, written)
    words = written.get("words") or written.get("synonyms") or ()
    listed = words.split("|") if isinstance(words, str) else words
    name = str(written.get("id", written.get("value", "")))
    if not name:
        raise ValueError("choice without id")
    label = written.get("label", name)
    texts = {str(code): str(text) for code, text in label.items()} if isinstance(label, Mapping) else {lang: str(label)}
    shown = texts.pop(lang, None) or next(iter(texts.values()), name)
    return Choice(name, shown, (*(str(word).strip() for word in listed), *texts.values()))
