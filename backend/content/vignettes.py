"""Reading vignettes: YAML files of made-up people, one for each jurisdiction and one for law and services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from flows.errors import LotseError
from flows.problems import listed, suggestion
from flows.rules.vignettes import CHECKS, Vignette
from locales.fast_yaml import SafeLoader

_UNWANTED = dict.fromkeys("yYnNoO", ":bool")
#: Days stay texts, and `on` is a key like any other: only true and false are yes and no.
_Loader = type("_Loader", (SafeLoader,), {})
_Loader.yaml_implicit_resolvers = {  # type: ignore[attr-defined]
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(_UNWANTED.get(first, ":timestamp"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def builtin_vignettes() -> tuple[Vignette, ...]:
    return tuple(read_vignettes(resources.files("backend.content").joinpath("vignettes").iterdir()))


def read_vignettes(files: Iterable[Any]) -> Iterator[Vignette]:
    """Files and folders of files, in order of their names. Raises LotseError screen.file, naming file and vignette."""
    for file in sorted(files, key=lambda file: file.name):
        if file.is_dir():
            yield from read_vignettes(Path(str(file)).iterdir())
        elif file.name.endswith(".yaml"):
            yield from _of_file(file.name, file.read_text("utf-8"))


def _of_file(name: str, text: str) -> Iterator[Vignette]:
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from SafeLoader
        jurisdiction, given = data["jurisdiction"], data["vignettes"]
    except (yaml.YAMLError, KeyError, TypeError):
        raise _wrong(name, "a file of 'jurisdiction' and 'vignettes' was expected") from None
    for number, each in enumerate(given, 1):
        yield _vignette(name, str(jurisdiction), each, number)


def _vignette(file: str, jurisdiction: str, given: Any, number: int) -> Vignette:
    if not isinstance(given, Mapping) or not {"id", "on", "answers", "expect"} <= given.keys():
        raise _wrong(file, f"vignette {number} needs id, on, answers and expect")
    for name in given["expect"]:
        if name not in CHECKS:
            hint = suggestion(str(name), CHECKS) or f"; known: {listed(CHECKS, 20)}"
            raise _wrong(file, f"{given['id']}: nothing is known of '{name}'{hint}")
    try:
        day = date.fromisoformat(str(given["on"]))
    except ValueError:
        raise _wrong(file, f"{given['id']}: 'on' is a day such as 2021-03-01") from None
    where = str(given.get("jurisdiction", jurisdiction))
    switched, about = tuple(given.get("switched", ())), str(given.get("about", ""))
    return Vignette(str(given["id"]), where, day, given["answers"], given["expect"], about, switched)


def _wrong(file: str, problem: str) -> LotseError:
    return LotseError("screen.file", file=file, problem=problem)
