"""Texts on their way in: without markup, `${name}` as `{id}`, kept by text id in every language, missing ones told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from babel.messages.catalog import Catalog

from flows.xlsform.cells import Place
from flows.xlsform.code import Untranslatable
from flows.xlsform.form import ByLanguage, Cell
from flows.xlsform.languages import Languages
from flows.xlsform.report import Report
from locales.catalogues import as_bytes, empty

_TAG = re.compile(
    r"</?(?:span|b|i|u|em|strong|font|center|p|div|h[1-6]|br|a|small|big|sub|sup|output|img|ul|ol|li|hr|table|tr|td|script|style)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADLINE = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_LINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\xa0]+")
_CONTROL = re.compile(r"[\ufeff\x00-\x08\x0b-\x1f\x80-\x84\x86-\x9f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_REF = re.compile(r"\$\{\s*([^}\s]+)\s*\}")

#: What `${name}` becomes: the id to show. Raises Untranslatable.
Shown = Callable[[str], str]


@dataclass(slots=True)
class Texts:
    """`kept`: text id -> language -> text. The source language's text also stands in the flow itself."""

    flow: str
    languages: Languages
    report: Report
    kept: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, path: str, found: ByLanguage, shown: Shown | None = None, most: int = 3000) -> str:
        """Keeps a text in all languages; gives the one that stands in the flow. `found` must not be empty."""
        texts = {code: self.clean(cell, shown, most) for code, cell in found.items()}
        source = self.languages.source
        self._missing(found, shown is not None)
        if source not in texts:
            texts[source] = next(iter(texts.values()))
        return self.put(path, texts)

    def put(self, path: str, texts: Mapping[str, str]) -> str:
        self.kept[f"{self.flow}.{path}"] = dict(texts)
        return texts[self.languages.source]

    def forget(self, path: str) -> None:
        """A text that stands in the flow, but that nobody is told."""
        del self.kept[f"{self.flow}.{path}"]

    def _missing(self, found: ByLanguage, told: bool) -> None:
        any_cell = next(iter(found.values()))
        for code in [self.languages.source, *self.languages.others()]:
            if code not in found and len(self.languages.others()) > 0:
                what = "the source language" if code == self.languages.source else f"'{code}'"
                message = f"no text in {what}: '{_short(any_cell.text)}'"
                self.report.add("missing", any_cell.place, f"missing.{code}", message)

    def clean(self, cell: Cell, shown: Shown | None, most: int) -> str:
        text = _CONTROL.sub("", _LINES.sub("\n", cell.text)).strip()
        bare = _HEADLINE.sub("", _STRONG.sub(r"\2", _TAG.sub("", _BREAK.sub("\n", text)))).strip()
        if bare != text:
            self.report.add(
                "adapted", cell.place, "markup", "bold type, colours and the like are left out: a chat shows plain text"
            )
        bare = "\n".join(_BLANKS.sub(" ", line).strip() for line in bare.split("\n"))
        made = self._placeholders(bare, cell.place, shown) or "…"
        if len(made) > most:
            self.report.add("adapted", cell.place, "too_long", f"a text of {len(made)} characters was cut to {most}")
            made = made[: most - 1].rsplit("{", 1)[0] if "{" in made[most - 30 : most] else made[: most - 1]
            made += "…"
        return made

    def _placeholders(self, text: str, place: Place, shown: Shown | None) -> str:
        parts, at = [], 0
        for match in _REF.finditer(text):
            parts += [_literal(text[at : match.start()]), self._one(match[1], place, shown)]
            at = match.end()
        return "".join([*parts, _literal(text[at:])])

    def _one(self, name: str, place: Place, shown: Shown | None) -> str:
        try:
            if shown is None:
                raise Untranslatable("this text can hold no answers")
            return "{" + shown(name) + "}"
        except Untranslatable as why:
            self.report.add("refused", place, "placeholder", f"'${{{name}}}' is shown as '…': {why}")
            return "…"

    # --- catalogues ---------------------------------------------------------------------------------------------------

    def catalogues(self) -> dict[str, bytes]:
        """`texts/<lang>.po` for every language but the source."""
        return {f"texts/{lang}.po": self._catalogue(lang) for lang in self.languages.others()}

    def _catalogue(self, lang: str) -> bytes:
        catalogue: Catalog = empty(lang)
        catalogue.header_comment = f"# {self.flow}: texts in '{lang}'. Translate the msgstr lines, nothing else."
        for text_id, texts in self.kept.items():
            catalogue.add(texts[self.languages.source], texts.get(lang, ""), context=text_id)
        return as_bytes(catalogue)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
