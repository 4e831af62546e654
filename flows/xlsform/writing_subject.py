"""What an export starts from: a package or one of its variants, with its nodes and with its words in every language."""

from __future__ import annotations

from collections.abc import Mapping

from flows.loader import read_nodes
from flows.loading.reading import Report
from flows.package import Package
from flows.packaging.files import FLOW, of
from flows.packaging.variants import nodes_of
from flows.xlsform.writing import Subject
from locales.texts import as_written


def subject_of(package: Package, files: Mapping[str, bytes], variant: str | None = None) -> Subject:
    """`files`: what the package was read from. Raises LotseError flow.unknown for a variant that is not there."""
    base, package = package.flow, package.of(variant)
    node = read_nodes(files[FLOW].decode("utf-8-sig"), FLOW, Report())
    if variant is not None:
        texts = {path: content.decode("utf-8-sig") for path, content in of("variant", files).items()}
        node = nodes_of(node, base, texts)[variant]
    lang = package.flow.lang
    languages = (lang, *(code for code in package.languages if code != lang))
    return Subject(package.flow, node, lambda text_id, code: _said(package, text_id, code), languages)


def _said(package: Package, text_id: str, code: str) -> str | None:
    """The words as they were written, without what is put in for reading them; None where nobody translated them."""
    source, known = package.flow.source, package.translations.get(code)
    if code == package.flow.lang and text_id in source:
        return source[text_id]
    if text_id in source and known is not None:
        return known.texts.get(text_id)
    return as_written(package.texts.raw(code, text_id)) if package.texts.has(code, text_id) else None
