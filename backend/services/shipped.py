"""The flows that come with the product, as revisions like any other: their content hash, and their files.

The hash is over what people read, so it is known at every start without writing catalogues; the files are put together
only when a database does not know that hash yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import orjson

from flows.library import builtin_package, builtin_text, builtin_variants
from flows.package import Package
from flows.packaging.files import FLOW
from locales.catalogues import as_bytes, empty
from locales.texts import Texts


@cache
def shipped(flow_id: str, texts: Texts) -> Package:
    """A flow of the product; its revision says its content, that of its variants and every translation."""
    package = builtin_package(flow_id)
    told: list[object] = [package.revision, _words(package, texts)]
    if package.media:
        told.append({name: found.about.hash for name, found in package.media.items()})
    revision = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
    return replace(package, revision=revision)


@cache
def shipped_files(flow_id: str, texts: Texts) -> Mapping[str, bytes]:
    """The same flow as a package: `flow.yaml`, `variants/<key>.yaml` and `texts/<lang>.po`."""
    package = shipped(flow_id, texts)
    source = builtin_text(flow_id).encode()
    variants = {path: text.encode() for path, text in builtin_variants(flow_id).items()}
    words = _words(package, texts).items()
    catalogues = {f"texts/{lang}.po": _catalogue(lang, package.source, found) for lang, found in words}
    return {FLOW: source, **variants, **catalogues}


def _words(package: Package, texts: Texts) -> dict[str, dict[str, str]]:
    """Language -> text id -> translation, for every language but the flow's own."""
    source = package.source
    return {lang: texts.written(lang, source) for lang in texts.languages if lang != package.flow.lang}


def _catalogue(lang: str, source: Mapping[str, str], words: Mapping[str, str]) -> bytes:
    catalogue = empty(lang)
    for text_id, text in words.items():
        catalogue.add(source[text_id], text, context=text_id)
    return as_bytes(catalogue)
