"""A flow with everything it needs to be talked to: its texts in its languages, its pictures, its variants.

A package is a folder or a zip: `flow.yaml`, `texts/<lang>.po`, `media/*`, `variants/*.yaml`. Reading it from a disk is
somebody else's work (`backend.content.packages`); here files come in as bytes and a checked package comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flows.errors import LotseError
from flows.extraction import flow_sources
from flows.loader import flow_of, read_nodes
from flows.loading.reading import Report
from flows.model import Flow, Step
from flows.packaging import compiled
from flows.packaging import files as parts
from flows.packaging.compiled import Compiled
from flows.packaging.media import Media, media_of
from flows.packaging.translations import Language, languages_of
from flows.packaging.variants import Variant, variants_of
from flows.problems import FlowError, FlowProblem
from locales.package_texts import PackageTexts
from locales.source_texts import Source
from locales.texts import Texts, load_texts

__all__ = ["Language", "Media", "Package", "Variant", "load_package"]

STRANGER = "package.unknown_file"


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A flow that can be talked to. `revision`: 16 hex digits over all that is in it.

    `flow` is the shared one, or that of the variant `variant`. `warnings` do not keep it from being used: files that
    are none of a package, translations of unknown texts, rewordings of texts that were reworded in the base.
    """

    flow: Flow
    texts: Texts
    revision: str
    media: Mapping[str, Media] = field(default_factory=dict)
    translations: Mapping[str, Language] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    warnings: tuple[FlowProblem, ...] = ()
    variant: str | None = None

    def of(self, variant: str | None) -> Package:
        """The same package as this variant of it, or itself. Raises LotseError flow.unknown."""
        if variant == self.variant:
            return self
        if variant is None or variant not in self.variants:
            raise LotseError("flow.unknown", flow=self.flow.id, variant=str(variant)[:40])
        return replace(self, flow=self.variants[variant].flow, variant=variant)

    def lost_media(self) -> Iterator[tuple[Step, str]]:
        """Steps that show a picture or recording which is not in the package, and its name."""
        for step in self.flow.steps.values():
            names = dict.fromkeys(name for files in step.media.values() for name in files.values())
            yield from ((step, name) for name in names if name not in self.media)

    def lost_problems(self) -> list[FlowProblem]:
        """The same of the flow and all its variants, as what keeps it from being published."""
        lost = {found for key in (None, *self.variants) for found in self._lost_in(key)}
        return [FlowProblem(parts.FLOW, 1, 1, "package.media_missing", message) for message in sorted(lost)]

    def _lost_in(self, variant: str | None) -> Iterator[str]:
        flow = self.flow if variant is None else self.variants[variant].flow
        for step, name in replace(self, flow=flow).lost_media():
            yield f"'{step.id}' shows media/{name}, which is not in the package"

    def spoken(self) -> tuple[Flow, ...]:
        """The flow as everybody is asked it, then each variant of it."""
        return (self.flow, *(variant.flow for variant in self.variants.values()))

    @property
    def source(self) -> Mapping[str, str]:
        """Every text of the flow and its variants in the source language, by id."""
        return _source(self.flow, self.variants)

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
        ids = flow_sources(self.flow)
        if not isinstance(self.texts, PackageTexts):  # ours: the catalogues of the product
            return tuple(text_id for text_id in ids if not self.texts.has(lang, text_id))
        return tuple(text_id for text_id in ids if known is None or text_id not in known.texts)

    def stale(self, lang: str) -> Mapping[str, str]:
        """Text id -> the source text its translation was made from, which has been reworded since."""
        known = self.translations.get(lang)
        return known.stale if known is not None else {}

    def sources(self) -> dict[str, Source]:
        """Every text of the flow and its variants that is translated, by id, in the order of the flow."""
        found = flow_sources(self.flow)
        for key, variant in self.variants.items():
            own = {text_id: text for text_id, text in flow_sources(variant.flow).items() if text_id not in found}
            found |= {text_id: replace(text, note=f"In {key}: {text.note}") for text_id, text in own.items()}
        return found


def _source(flow: Flow, variants: Mapping[str, Variant]) -> dict[str, str]:
    source = dict(flow.source)
    for variant in variants.values():
        source |= variant.flow.source
    return source


def load_package(files: Mapping[str, bytes], common: Texts | None = None) -> Package:
    """A package from its files, path (with `/`) -> content. `common`: the product's own texts; default: all of them.

    Raises FlowError with every problem found in any file.
    """
    problems: list[FlowProblem] = []
    flow, variants = load_flows(_text(parts.FLOW, files), parts.FLOW, _variant_texts(files), problems)
    source = _source(flow, variants)
    media = media_of(files, problems)
    languages = languages_of(files, source, problems)
    if problems:
        raise FlowError(problems)
    warnings = [*_unknown_texts(files, languages), *stale_rewordings(variants)]
    found = Compiled(flow, variants, languages, tuple(sorted(warnings)))
    return _package(found, files, media, common)


def compile_package(package: Package) -> bytes:
    """What took work to find out, for `restored`."""
    own = tuple(problem for problem in package.warnings if problem.code != STRANGER)
    return compiled.dump(Compiled(package.flow, package.variants, package.translations, own))


def restored(data: bytes, files: Mapping[str, bytes], common: Texts | None = None) -> Package:
    """`load_package(files)` by what `compile_package` kept of these very files. Raises ValueError for other bytes."""
    return _package(compiled.load(data), files, media_of(files, []), common)


def _package(found: Compiled, files: Mapping[str, bytes], media: Mapping[str, Media], common: Texts | None) -> Package:
    own = {lang: translated.texts for lang, translated in found.translations.items()}
    source = _source(found.flow, found.variants)
    return Package(
        flow=found.flow,
        texts=PackageTexts(common or load_texts(), source, own, found.flow.lang),
        revision=parts.content_hash(files),
        media=media,
        translations=found.translations,
        variants=found.variants,
        warnings=tuple(sorted([*_strangers(files), *found.warnings])),
    )


def load_flows(
    text: str, name: str, variants: Mapping[str, str], problems: list[FlowProblem]
) -> tuple[Flow, dict[str, Variant]]:
    """A flow and its variants (path -> text). What is wrong with variants goes to `problems`.

    Raises FlowError when the flow itself does not load: without it nothing can be said about the variants.
    """
    report = Report()
    node = read_nodes(text, name, report)
    flow = flow_of(node, report)
    return flow, variants_of(node, flow, variants, problems)


def stale_rewordings(variants: Mapping[str, Variant]) -> list[FlowProblem]:
    return [problem for variant in variants.values() for problem in variant.stale]


def _variant_texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: _text(path, files) for path in parts.of("variant", files)}


def _text(path: str, files: Mapping[str, bytes]) -> str:
    content = files.get(path)
    if content is None:
        raise FlowError([FlowProblem(path, 1, 1, "package.no_flow", f"a package has a file {path}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as slip:
        line = content.count(b"\n", 0, slip.start) + 1
        raise FlowError([FlowProblem(path, line, 1, "package.not_utf8", "this is not UTF-8")]) from None


def _strangers(files: Mapping[str, bytes]) -> list[FlowProblem]:
    message = "this is no file of a package and is left out; known: flow.yaml, texts/*.po, variants/*.yaml, media/*"
    return [FlowProblem(path, 1, 1, STRANGER, message) for path in files if parts.part_of(path) is None]


def _unknown_texts(files: Mapping[str, bytes], languages: Mapping[str, Language]) -> list[FlowProblem]:
    paths = {parts.language_of(path): path for path in parts.of("texts", files)}
    return [
        FlowProblem(paths[lang], 1, 1, "package.unknown_text", f"the flow has no text '{text_id[:100]}'")
        for lang, found in languages.items()
        for text_id in found.unknown
    ]
