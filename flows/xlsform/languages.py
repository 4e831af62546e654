"""The languages of a form: `Français (fr)`, `العربية`, or no name at all -> a code, and which of them is the source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.parsing.languages import find_language
from flows.xlsform.cells import Place
from flows.xlsform.report import Report

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$")


@dataclass(frozen=True, slots=True)
class Languages:
    """`codes`: a language as its author wrote it ("" where a column names none) -> its code. `source`: a code."""

    codes: dict[str, str]
    source: str

    def others(self) -> list[str]:
        return [code for code in dict.fromkeys(self.codes.values()) if code != self.source]


def languages(written: Iterable[str], default: str, guess: str, report: Report) -> Languages:
    """`written`: as found in headings, in order. `default`: `default_language` of the settings. `guess`: for forms that
    name no language at all."""
    named = [name for name in dict.fromkeys(written) if name]
    codes: dict[str, str] = {}
    for name in named:
        codes[name] = _code(name, set(codes.values()), report)
    source = next((name for name in named if _same(name, default)), "") or _by_code(default, codes)
    if source:
        lang = codes[source]
    elif "" in set(written) or not named:
        lang = _unnamed(default, guess, report)
    else:
        lang = codes[named[0]]
    codes[""] = lang
    return Languages(codes, lang)


def _same(name: str, default: str) -> bool:
    return bool(default) and name.casefold() == " ".join(default.split()).casefold()


def _by_code(default: str, codes: dict[str, str]) -> str:
    """`Arabic` in the settings, `العربية` over the column: the same language."""
    found = find_language(default) if default else ()
    return next((name for name, code in codes.items() if code in found), "")


def _code(name: str, used: set[str], report: Report) -> str:
    bracket = _CODE.search(name)
    found = [_tag(bracket[1])] if bracket else list(find_language(name))
    if not found and re.fullmatch(r"[a-z]{2,3}", name):
        found = [name]
    if found:  # `English` in one sheet, `English (EN)` in another: one language
        return found[0]
    made = next(code for code in (f"qa{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") if code not in used)
    message = (
        f"the language '{name}' is not known: its texts have the private code '{made}'; write its code in brackets"
    )
    report.add("adapted", Place(), "unknown_language", message)
    return made


def _tag(written: str) -> str:
    """`EN` -> `en`, `pt-BR` as it is."""
    main, dash, rest = written.partition("-")
    return main.lower() + dash + rest


def _unnamed(default: str, guess: str, report: Report) -> str:
    found = _CODE.search(default)
    if found:
        return _tag(found[1])
    known = find_language(default) if default and default != "default" else ()
    if known:
        return known[0]
    message = f"some texts name no language; they are taken as '{guess}' (choose with --lang)"
    report.add("note", Place(), "unnamed_language", message)
    return guess
