"""Why: the sentence of a result, made from the expressions of the rows that gave it and from the catalogues' texts.

Nothing is written twice: a bound of 18 years stands in the row and nowhere else, so the sentence changes with it. What
is said is one short phrase for each condition that decided ("Alter: mindestens 18 (Jahre)"), in any language, with no
grammar that numbers or names could break. The person reads it too: "could be", "ask there", never a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from flows.expressions import Env
from flows.rules.model import Cell, Row
from flows.rules.narrating import CALLED, NOTHING, Narrating, Narrator, Phrase, Phrases
from locales.languages import enumerated
from locales.texts import Texts

MOST = 10_000  # parts of reports kept; days and numbers that people write have no end

#: Numbers of the phrases that tell why, in order.
Reasons = tuple[int, ...]
Part = dict[str, Any]


class Teller:
    """Puts the reasons of one rule set into words, and keeps what was said. `flow_id`: where texts of choices stand.

    `headed`: the sentence begins with what it is, as the person is told. Staff have a heading of their own and read
    the reasons alone. `pack`: what is kept of a part of a report; whoever writes many keeps it written.
    """

    def __init__(
        self,
        texts: Texts,
        flow_id: str,
        languages: tuple[str, ...],
        *,
        headed: bool = True,
        pack: Callable[[Part], Any] = lambda part: part,
    ) -> None:
        self.texts, self.languages, self.headed = texts, languages, headed
        self._pack = pack
        self._phrases = Phrases(texts, flow_id)
        self._narrators: dict[int, Narrator] = {}  # by number of the cell
        self._rows: dict[str, tuple[Narrator, ...]] = {}  # by id of the row
        self._parts: dict[Hashable, Any] = {}

    def reasons(self, rows: Sequence[Row], env: Env) -> Reasons:
        """What decided that these rows hold for this person."""
        if not rows:
            return ()
        found: list[int] = []
        for row in rows:
            for told in self._rows[row.id] if row.id in self._rows else self._of_row(row):
                found += told(env)
        return tuple(found)

    def part(self, key: Hashable, made: Callable[[], Part]) -> Any:
        """A part of a report, made anew only if none was made for this key: everything it is made of."""
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) >= MOST:
                self._parts.clear()
            found = self._parts[key] = self._pack(made())
        return found

    def why(self, head: Phrase, reasons: Reasons, more: tuple[Phrase, ...] = ()) -> dict[str, str]:
        """Language -> sentences: what it is, then what decided it."""
        phrases = tuple(dict.fromkeys(self._phrases[number] for number in reasons))
        return {lang: self._sentence(lang, head, phrases, more) for lang in self.languages}

    def _of_row(self, row: Row) -> tuple[Narrator, ...]:
        told = tuple(found for cell in row.cells if (found := self._told(cell)) is not NOTHING)
        self._rows[row.id] = told
        return told

    def _told(self, cell: Cell) -> Narrator:
        found = self._narrators.get(cell.number)
        if found is None:
            found = self._narrators[cell.number] = Narrating(self._phrases).of(cell.expression.tree, True)
        return found

    # --- words --------------------------------------------------------------------------------------------------------

    def say(self, lang: str, phrase: Phrase) -> str:
        text_id, params = phrase
        text = self.texts.raw(lang, text_id)
        return text.format_map({name: self._value(lang, value) for name, value in params}) if params else text

    def _value(self, lang: str, value: str) -> str:
        """Several choices are separated by `+`; what begins with `=` is said as it is, codes as CLDR calls them."""
        if value.startswith("="):
            return value[1:]
        kind, _, code = value.partition(":")
        if code:
            return CALLED[kind](code, lang)
        return enumerated(lang, (self.texts.raw(lang, text_id) for text_id in value.split("+")))

    def _sentence(self, lang: str, head: Phrase, reasons: tuple[Phrase, ...], more: tuple[Phrase, ...]) -> str:
        sentences = [self.say(lang, head)] if self.headed else []
        if reasons:
            joined = enumerated(lang, dict.fromkeys(self.say(lang, reason) for reason in reasons), strong=True)
            sentences.append(self.texts.raw(lang, "rules.because").format(reasons=joined) if self.headed else joined)
        return " ".join([*sentences, *(self.say(lang, phrase) for phrase in more)])
