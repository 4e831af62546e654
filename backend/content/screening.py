"""Screening as a caller wants it: answers of any origin in, plain data with sentences out.

Holds the rules, what was worked out of them and the sentences said so far, for a whole process or a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import orjson

from backend.content.rule_tables import builtin_rules
from flows.errors import LotseError
from flows.problems import listed, suggestion
from flows.rules.deciding import Screener
from flows.rules.found import Screening
from flows.rules.inputs import AnswerReader
from flows.rules.model import RuleSet
from flows.rules.report import report
from flows.rules.telling import Part, Teller
from locales.once import once
from locales.texts import load_texts

#: The languages of the desk's pages.
STAFF_LANGUAGES = ("de", "en")
#: What a line of a batch may say.
CASE = ("answers", "jurisdiction", "on")


class ScreeningDesk:
    """`languages`: those in which sentences are wanted; default: all that are offered."""

    def __init__(self, rules: RuleSet, languages: Iterable[str] | None = None) -> None:
        texts = load_texts()
        self.rules = rules
        self.answers, self.screener = AnswerReader(rules), Screener(rules)
        self.teller = Teller(texts, rules.flow.id, tuple(languages or texts.languages))
        self.staff_teller = Teller(texts, rules.flow.id, STAFF_LANGUAGES, headed=False)
        self._writer = Teller(texts, rules.flow.id, self.teller.languages, pack=_written)

    def screen(self, jurisdiction: str, on: date, given: Any) -> dict[str, Any]:
        """The report for answers from a file. Raises LotseError screen.jurisdiction, screen.answers."""
        return report(self.looked_at(jurisdiction, on, given), self.teller)

    def looked_at(self, jurisdiction: str, on: date, given: Any, switched: tuple[str, ...] = ()) -> Screening:
        self.known(jurisdiction)
        return self.screener.screen(jurisdiction, on, self.answers.read(given, on), switched=switched)

    def known(self, jurisdiction: str) -> None:
        """Raises LotseError screen.jurisdiction."""
        if jurisdiction not in self.rules.jurisdictions:
            hint = suggestion(jurisdiction, self.rules.jurisdictions)
            raise LotseError("screen.jurisdiction", jurisdiction=f"{jurisdiction[:40]}{hint}")

    def lines(self, lines: Iterable[bytes], jurisdiction: str | None, on: date) -> Iterator[dict[str, Any]]:
        """One result for each line that is not blank, in order; what cannot be read is told in its place.

        For orjson to write: most parts of a result were said of others before, and are JSON already.
        """
        for line in lines:
            if line.strip():
                try:
                    yield self._line(line, jurisdiction, on)
                except LotseError as wrong:
                    yield {"error": wrong.code, "detail": wrong.detail}

    def _line(self, line: bytes, jurisdiction: str | None, on: date) -> dict[str, Any]:
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise LotseError("screen.file", problem="a line is no JSON") from None
        case: Mapping[str, Any] = given if isinstance(given, Mapping) and "answers" in given else {"answers": given}
        if unknown := next((name for name in case if name not in CASE), None):
            raise LotseError("screen.answers", key=unknown[:60], expected=f"one of {listed(CASE)} beside the answers")
        where = str(case.get("jurisdiction") or jurisdiction or "")
        return report(self.looked_at(where, _day(case.get("on"), on), case["answers"]), self._writer)


def _written(part: Part) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(part))


def _day(given: Any, default: date) -> date:
    if given is None:
        return default
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise LotseError("screen.answers", key="on", expected="a day such as 2021-03-01") from None


@once
def builtin_desk() -> ScreeningDesk:
    return ScreeningDesk(builtin_rules())
