"""The texts of rows an export wrote: from the column of ours where there is one, else from the standard one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.xlsform.form import ByLanguage, Row
from flows.xlsform.ours import STANDARD, column, from_form
from flows.xlsform.texts import Texts


@dataclass(frozen=True, slots=True)
class OurTexts:
    """`ids`: name in the form -> placeholder that shows it."""

    texts: Texts
    ids: Mapping[str, str]

    def put(self, row: Row, key: str, path: str) -> str | None:
        """Keeps a text in all languages; gives the one that stands in the flow, None where there is none."""
        standard: ByLanguage = row.texts.get(STANDARD.get(key, ""), {})
        found = {code: from_form(cell.text, self.ids) for code, cell in standard.items()}
        return self._kept(found | self._own(row, key), path)

    def own(self, row: Row, key: str, path: str) -> str | None:
        """The same for a text that has a column of ours only."""
        return self._kept(self._own(row, key), path)

    def _kept(self, found: dict[str, str], path: str) -> str | None:
        source = self.texts.languages.source
        if source not in found:
            return None
        if len(found) == 1:
            return found[source]
        return self.texts.put(path, found)

    def _own(self, row: Row, key: str) -> dict[str, str]:
        return {code: cell.text for code, cell in row.texts.get(column(key), {}).items()}
