"""A flow with everything it needs to be talked to: its texts in its languages, its pictures, its variants.

A package is a folder or a zip: `flow.yaml`, `texts/<lang>.po`, `media/*`, `variants/*.yaml`. Reading it from a disk is
somebody else's work (`backend.content.packages`); here files come in as bytes and a checked package comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.loader import load_flow
from flows.model import Flow
from flows.packaging import files as parts
from flows.packaging.media import Media, media_of
from flows.packaging.translations import Language, languages_of
from flows.problems import FlowError, FlowProblem
from locales.package_texts import PackageTexts
from locales.texts import Texts, load_texts

__all__ = ["Language", "Media", "Package", "load_package"]


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A flow that can be talked to. `revision`: 16 hex digits over all that is in it.

    `warnings` do not keep it from being used: files that are none of a package, translations of unknown texts.
    """

    flow: Flow
    texts: Texts
    revision: str
    media: Mapping[str, Media] = field(default_factory=dict)
    translations: Mapping[str, Language] = field(default_factory=dict)
    warnings: tuple[FlowProblem, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """All languages it can be talked to in, the source language first."""
        return self.texts.languages

    def fallback(self, lang: str) -> str | None:
        """The language of our own buttons and messages beside questions in `lang`; None when it is `lang`."""
        common = self.texts.common_language(lang)
        return None if common == lang else common

    def missing(self, lang: str) -> tuple[str, ...]:
        """Ids of the texts people get in the source language instead of `lang`, in the order of the flow."""
        if lang == self.flow.lang:
            return ()
        known = self.translations.get(lang)
        return tuple(text_id for text_id in spoken(self.flow) if known is None or text_id not in known.texts)

    def stale(self, lang: str) -> Mapping[str, str]:
        """Text id -> the source text its translation was made from, which has been reworded since."""
        known = self.translations.get(lang)
        return known.stale if known is not None else {}


def spoken(flow: Flow) -> tuple[str, ...]:
    """Ids of all texts that are translated: the lines only a case manager reads are not."""
    from flows.extraction import flow_sources

    return tuple(flow_sources(flow))


def load_package(files: Mapping[str, bytes], common: Texts | None = None) -> Package:
    """A package from its files, path (with `/`) -> content. `common`: the product's own texts; default: all of them.

    Raises FlowError with every problem found in any file.
    """
    flow = load_flow(_flow_text(files), parts.FLOW)
    problems: list[FlowProblem] = []
    media = media_of(files, problems)
    languages = languages_of(files, flow.source, problems)
    if problems:
        raise FlowError(problems)
    own = {lang: found.texts for lang, found in languages.items()}
    texts = PackageTexts(common or load_texts(), flow.source, own, flow.lang)
    warnings = sorted([*_strangers(files), *_unknown_texts(files, languages)])
    return Package(flow, texts, parts.content_hash(files), media, languages, tuple(warnings))


def _flow_text(files: Mapping[str, bytes]) -> str:
    content = files.get(parts.FLOW)
    if content is None:
        raise FlowError([FlowProblem(parts.FLOW, 1, 1, "package.no_flow", f"a package has a file {parts.FLOW}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as slip:
        line = content.count(b"\n", 0, slip.start) + 1
        raise FlowError([FlowProblem(parts.FLOW, line, 1, "package.not_utf8", "this is not UTF-8")]) from None


def _strangers(files: Mapping[str, bytes]) -> list[FlowProblem]:
    message = "this is no file of a package and is left out; known: flow.yaml, texts/*.po, variants/*.yaml, media/*"
    return [FlowProblem(path, 1, 1, "package.unknown_file", message) for path in files if parts.part_of(path) is None]


def _unknown_texts(files: Mapping[str, bytes], languages: Mapping[str, Language]) -> list[FlowProblem]:
    paths = {parts.language_of(path): path for path in parts.of("texts", files)}
    return [
        FlowProblem(paths[lang], 1, 1, "package.unknown_text", f"the flow has no text '{text_id[:100]}'")
        for lang, found in languages.items()
        for text_id in found.unknown
    ]
