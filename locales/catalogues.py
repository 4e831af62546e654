"""Gettext catalogues keyed by stable id: made from the German source, translated, compiled.

A catalogue entry is `msgctxt` = text id, `msgid` = German source, so that translators see German and a moved or
reworded text keeps its translation. A reworded source marks the translation fuzzy (stale) and keeps the German it was
made from; a text that is gone becomes obsolete, never lost. Compiled, the id is the key: plain gettext at run time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, denormalize, read_po, write_po

from locales.languages import LANGUAGES, SOURCE
from locales.plurals import by_form, categories
from locales.source_texts import Source

HERE = Path(__file__).parent
HEADER = """\
# {name}: all texts of KIM-Lotse.
# Made by `make catalogues` from the German source; translate the msgstr lines, nothing else.
"""
#: Header lines that change with the clock or that nobody filled in: without them the same texts give the same file.
NOISE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To): .*\\n"\n'
    rb'|^"(Last-Translator: FULL NAME|Language-Team: \w+ <LL@).*\\n"\n',
    re.MULTILINE,
)
#: What a stale translation was made from, as Babel writes it.
WRAPPED = re.compile(rb"(?:^#\| .*\n)+", re.MULTILINE)

#: A translation: one text, or plural forms by CLDR category.
Translation = str | Mapping[str, str]


def po_path(lang: str, root: Path = HERE) -> Path:
    return root / lang / "LC_MESSAGES" / "lotse.po"


def _gettext_code(lang: str) -> str:
    """The way gettext writes a code: `de_simple`."""
    return lang.replace("-", "_")


def empty(lang: str) -> Catalog:
    name = LANGUAGES[lang].name if lang in LANGUAGES else lang
    return Catalog(
        locale=_gettext_code(lang),
        project="KIM-Lotse",
        version="1",
        header_comment=HEADER.format(name=name).strip(),
        fuzzy=False,
    )


def parse(lang: str, po: bytes) -> Catalog:
    """A catalogue file. Raises ValueError with the line when it is damaged."""
    try:
        catalogue = read_po(BytesIO(po), locale=_gettext_code(lang), abort_invalid=True)
    except PoFileError as damaged:
        raise ValueError(str(damaged)) from None
    for message in catalogue:
        _restore_previous(message)
    return catalogue


def _restore_previous(message: Message) -> None:
    """Babel writes `#| msgid …` (the German a stale translation was made from) but reads it back as a comment."""
    lines = [comment[1:].strip() for comment in message.user_comments if comment.startswith("|")]
    found = re.findall(r'msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\s*)+)', " ".join(lines))
    message.previous_id = [denormalize("\n".join(re.findall(r'"(?:[^"\\]|\\.)*"', quoted))) for quoted in found]
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]


def load(lang: str, root: Path = HERE) -> Catalog:
    """The catalogue on disk, or an empty one for a language that has none yet."""
    path = po_path(lang, root)
    return parse(lang, path.read_bytes()) if path.is_file() else empty(lang)


def as_bytes(catalogue: Catalog) -> bytes:
    """The .po file: the same texts give the same bytes on every day and machine."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, include_previous=True)
    return WRAPPED.sub(_requoted, NOISE.sub(b"", buffer.getvalue()))


def _requoted(block: re.Match[bytes]) -> bytes:
    """Babel wraps a long `#| msgid` like a comment, inside its strings, which no tool can read; here: one line each."""
    joined = b" ".join(line[3:] for line in block[0].splitlines())
    found = re.findall(rb'(msgid\w*) ((?:"(?:[^"\\]|\\.)*"\s*)+)', joined)
    whole = ((name, b"".join(re.findall(rb'"((?:[^"\\]|\\.)*)"', quoted))) for name, quoted in found)
    return b"".join(b'#| %b "%b"\n' % part for part in whole)


def by_id(catalogue: Catalog) -> dict[str, Message]:
    return {str(message.context): message for message in catalogue if message.id}


def texts_of(value: object) -> tuple[str, ...]:
    """A msgid or msgstr as a tuple of its forms."""
    return tuple(value) if isinstance(value, (tuple, list)) else (cast(str, value),)


def _msgid(source: Source) -> str | tuple[str, ...]:
    return source.forms if source.plural else source.forms[0]


def _comments(source: Source) -> list[str]:
    limit = f"max: {source.max} characters" if source.max else None
    return [line for line in (source.note, limit, f"hash: {source.hash}") if line]


def _german(source: Source) -> str | tuple[str, ...]:
    return by_form(SOURCE, dict(zip(("one", "other"), source.forms, strict=True))) if source.plural else source.forms[0]


def _blank(lang: str, source: Source) -> str | tuple[str, ...]:
    return ("",) * len(categories(lang)) if source.plural else ""


def _add(into: Catalog, lang: str, source: Source, old: Message | None, original: str) -> None:
    """One entry: the German itself, the kept translation, the kept but stale one, or a blank."""
    string = _german(source) if lang == original else old.string if old else _blank(lang, source)
    reworded = lang != original and old is not None and texts_of(old.id) != source.forms and any(texts_of(old.string))
    if old is not None and source.plural != old.pluralizable and lang != original:
        string, reworded = _blank(lang, source), False  # a text cannot become a set of forms by itself
    flags = {"fuzzy"} if lang != original and (reworded or (old is not None and old.fuzzy)) else set()
    previous = texts_of(old.id) if reworded and old else tuple(old.previous_id) if flags and old else ()
    user_comments = list(old.user_comments) if old else []
    into.add(_msgid(source), string, (), flags, _comments(source), user_comments, previous, context=source.id)


def updated(lang: str, sources: Mapping[str, Source], old: Catalog, original: str = SOURCE) -> Catalog:
    """`old` brought up to the sources: translations kept, reworded ones fuzzy, vanished ones obsolete.

    `original`: the language of the sources.
    """
    new, known = empty(lang), by_id(old)
    new.last_translator, new.language_team = old.last_translator, old.language_team
    buried = {str(message.context): message for message in old.obsolete.values()}
    for text_id, source in sources.items():
        _add(new, lang, source, known.get(text_id) or buried.get(text_id), original)
    if lang != original:
        _bury(new, {text_id: message for text_id, message in {**buried, **known}.items() if text_id not in sources})
    return new


def _bury(catalogue: Catalog, gone: Mapping[str, Message]) -> None:
    for text_id, message in gone.items():
        if any(texts_of(message.string)):
            catalogue.obsolete[(texts_of(message.id)[0], text_id)] = message


def update(lang: str, sources: Mapping[str, Source], root: Path = HERE) -> bool:
    """Write the catalogue of a language anew. True when the file changed."""
    path = po_path(lang, root)
    before = path.read_bytes() if path.is_file() else b""
    after = as_bytes(updated(lang, sources, load(lang, root)))
    if after != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(after)
    return after != before


def begin(languages: Iterable[str], root: Path = HERE) -> None:
    """An empty catalogue for each language without one: the flows, whose texts fill it, load only with all."""
    for lang in languages:
        if not po_path(lang, root).is_file():
            update(lang, {}, root)


def _form_strings(lang: str, message: Message, translation: Translation) -> str | tuple[str, ...]:
    if isinstance(translation, str):
        if message.pluralizable:
            raise ValueError(f"{message.context}: needs plural forms {', '.join(categories(lang))}")
        return translation
    if not message.pluralizable:
        raise ValueError(f"{message.context}: takes one text, not plural forms")
    return by_form(lang, translation)


def translate(lang: str, catalogue: Catalog, translations: Mapping[str, Translation]) -> None:
    """Fill in translations by text id; what is filled in is no longer stale. Raises ValueError, KeyError."""
    entries = by_id(catalogue)
    if unknown := translations.keys() - entries.keys():
        raise KeyError(f"unknown text ids: {', '.join(sorted(unknown))}")
    for text_id, translation in translations.items():
        message = entries[text_id]
        message.string = _form_strings(lang, message, translation)
        message.flags.discard("fuzzy")
        message.previous_id = []


def compile_catalogue(po: bytes, lang: str = SOURCE) -> bytes:
    """The .mo file of a .po file, keyed by text id; entries without a translation stay out (they raise at run time)."""
    source = parse(_language(po) or lang, po)
    compiled = Catalog(locale=source.locale, project="KIM-Lotse", fuzzy=False)
    for text_id, message in by_id(source).items():
        if all(texts_of(message.string)):
            compiled.add((text_id, text_id) if message.pluralizable else text_id, message.string)
    buffer = BytesIO()
    write_mo(buffer, compiled)
    return buffer.getvalue()


def _language(po: bytes) -> str | None:
    found = re.search(rb'^"Language: (\w+)\\n"', po, re.MULTILINE)
    return found.group(1).decode().replace("_", "-") if found else None


def compile_all(root: Path = HERE) -> list[Path]:
    """Compile every catalogue that is newer than its .mo file; the paths written."""
    written = []
    for po in sorted(root.glob("*/LC_MESSAGES/lotse.po")):
        mo = po.with_suffix(".mo")
        if not mo.is_file() or mo.stat().st_mtime_ns <= po.stat().st_mtime_ns:
            draft = mo.with_suffix(f".{os.getpid()}")
            draft.write_bytes(compile_catalogue(po.read_bytes()))
            os.replace(draft, mo)  # a process that reads it now sees the old or the new one
            written.append(mo)
    return written


if __name__ == "__main__":
    for path in compile_all():
        print(path)
