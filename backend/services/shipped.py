"""The flows that come with the product, as revisions like any other: their content hash, and their files.

The hash is over what people read, so it is known at every start without writing catalogues; the files are put together
only when a database does not know that hash yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

import orjson

from flows.library import builtin, builtin_media
from flows.model import Flow
from flows.packaging.files import FLOW
from locales.catalogues import as_bytes, empty
from locales.texts import Texts


@cache
def shipped(flow_id: str, texts: Texts) -> Flow:
    """A flow of the product; its revision says its content and every translation."""
    flow = builtin(flow_id)
    told: list[object] = [flow.revision, _words(flow, texts)]
    if media := builtin_media(flow_id):
        told.append({name: found.about.hash for name, found in media.items()})
    revision = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]
    return replace(flow, revision=revision)


@cache
def shipped_files(flow_id: str, texts: Texts) -> Mapping[str, bytes]:
    """The same flow as a package: `flow.yaml` and `texts/<lang>.po`."""
    flow = shipped(flow_id, texts)
    source = (files("flows") / "definitions" / f"{flow_id}.yaml").read_bytes()
    words = _words(flow, texts).items()
    return {FLOW: source, **{f"texts/{lang}.po": _catalogue(lang, flow, found) for lang, found in words}}


def _words(flow: Flow, texts: Texts) -> dict[str, dict[str, str]]:
    """Language -> text id -> translation, for every language but the flow's own."""
    return {lang: texts.written(lang, flow.source) for lang in texts.languages if lang != flow.lang}


def _catalogue(lang: str, flow: Flow, words: Mapping[str, str]) -> bytes:
    catalogue = empty(lang)
    for text_id, text in words.items():
        catalogue.add(flow.source[text_id], text, context=text_id)
    return as_bytes(catalogue)
