"""The directory as tables: Latin-1 and semicolons are read, slips are told line by line, out and in is the same."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import openpyxl
import pytest

from backend.content.offer_sheets import grid_of, read_offers, sample_offers, schema, write_offers
from backend.content.reading import jurisdictions
from backend.content.rule_tables import builtin_rules, rule_files, rules_of, unknown_offers
from backend.domain.offer_columns import SPOKEN
from backend.domain.offer_texts import GERMAN, missing
from backend.domain.offers import FIELDS_OF_ACTION
from flows.errors import LotseError
from locales.foreign import foreign_faults
from locales.languages import OFFERED
from locales.simple import hard
from locales.source_texts import Source

NEEDED = "id;jurisdiction;provider;title.de;text.de;fields;checked_on"
GOOD = "cafe;kreis-unna;Verein für Bürger;Café;Größe;language;26.11.2026"


def sheet(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "offers.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_out_and_in_it_is_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"offers{suffix}"
    write_offers(sample_offers(), path)
    found = read_offers(path)
    assert found.right
    assert found.offers == sorted(sample_offers(), key=lambda offer: offer.id)


def test_latin_1_with_semicolons_is_read(tmp_path: Path) -> None:
    found = read_offers(sheet(tmp_path, NEEDED, GOOD, encoding="latin-1"))
    assert [offer.provider for offer in found.offers] == ["Verein für Bürger"]


def test_commas_and_german_headings_are_read(tmp_path: Path) -> None:
    heading = "Kennung,Gebiet,Anbieter,Titel (de),Beschreibung (de),Handlungsfelder,Zuletzt geprüft"
    assert read_offers(sheet(tmp_path, heading, GOOD.replace(";", ","))).right


def test_an_unknown_column_is_named_with_a_suggestion(tmp_path: Path) -> None:
    found = read_offers(sheet(tmp_path, f"{NEEDED};opneing", f"{GOOD};Mo"))
    assert [(slip.code, slip.message) for slip in found.head] == [
        ("unknown_column", "unknown column; did you mean 'opening'?")
    ]
    assert not found.offers


@pytest.mark.parametrize(("heading", "code"), [(NEEDED.replace(";fields", ""), "missing"), (f"{NEEDED};id", "twice")])
def test_missing_and_double_columns_are_told(tmp_path: Path, heading: str, code: str) -> None:
    assert {slip.code for slip in read_offers(sheet(tmp_path, heading, GOOD)).head} == {code}


def test_a_file_without_a_line_is_told(tmp_path: Path) -> None:
    assert [slip.code for slip in read_offers(sheet(tmp_path, "")).head] == ["empty"]


def test_every_line_is_reported_with_its_number(tmp_path: Path) -> None:
    bad = GOOD.replace("26.11.2026", "31.02.2026").replace("cafe", "other")
    found = read_offers(sheet(tmp_path, NEEDED, GOOD, "", bad, GOOD, f"{GOOD.replace('cafe', 'third')};more"))
    assert [(line.number, [slip.code for slip in line.slips]) for line in found.lines] == [
        (2, []), (4, ["day"]), (5, ["twice"]), (6, ["beyond"]),
    ]  # fmt: skip


def test_a_formula_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offers.xlsx"
    write_offers(sample_offers()[:1], path)
    book = openpyxl.load_workbook(path)
    book["offers"]["C2"] = '=HYPERLINK("http://x")'
    book.save(path)
    assert [(slip.column, slip.code) for slip in read_offers(path).lines[0].slips] == [("provider", "formula")]


def test_the_samples_cover_every_field_in_every_jurisdiction_and_say_that_they_are_made_up() -> None:
    assert all(offer.sample and "Muster" in offer.provider for offer in sample_offers())
    covered = {(offer.jurisdiction, field) for offer in sample_offers() for field in offer.fields}
    assert covered == {(key, field) for key in jurisdictions() for field in FIELDS_OF_ACTION}


@pytest.mark.parametrize("lang", [lang for lang in OFFERED if lang != GERMAN])
def test_the_samples_are_told_in_every_language_with_its_own_letters_and_without_foreign_words(lang: str) -> None:
    """By the rules for translations; the made-up providers and their towns are in no translation."""
    said: dict[str, str] = {}
    for offer in sample_offers():
        assert missing(offer, lang) == ()
        said |= {getattr(offer, part)[lang]: getattr(offer, part)[GERMAN] for part in SPOKEN}
    assert len(said) > 20
    found = [foreign_faults(lang, Source(text, (german,)), (text,)) for text, german in said.items()]
    assert [fault for faults in found for fault in faults] == []
    hard_to_read = [fault for text in said for fault in hard(text)] if lang == "de-simple" else []
    assert hard_to_read == []
    assert not any("Muster" in text for text in said)


def test_the_office_stands_in_every_sample_as_on_its_letters() -> None:
    """Somebody compares it with what they hold in their hands; Leichte Sprache has its own word."""
    (said,) = {tuple(offer.text.items()) for offer in sample_offers() if "Ausländeramt" in offer.text[GERMAN]}
    assert {lang for lang, text in said if "(Ausländerbehörde)" in text} == set(OFFERED) - {GERMAN, "de-simple"}


def test_the_samples_fit_the_schema_and_the_schema_refuses_others() -> None:
    names, *rows = grid_of(sample_offers())
    for row in rows:
        jsonschema.validate({name: text for name, text in zip(names, row, strict=True) if text}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "x"}, schema())


def test_a_rule_that_names_an_offer_nobody_has_is_found() -> None:
    assert unknown_offers(builtin_rules(), frozenset()) == []
    files = rule_files()
    name = next(name for name, text in files.items() if "to: jmd" in text or 'to: "jmd"' in text)
    text = files[name].replace('to: "jmd"', 'to: "offer:gone"', 1).replace("to: jmd", "to: offer:gone", 1)
    found = unknown_offers(rules_of({**files, name: text}), frozenset({"gona"}))
    assert [(one.code, "did you mean 'gona'" in one.message) for one in found] == [("rules.offer", True)]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.ods", b"x"), ("a.xlsx", b"no zip"), ("a.csv", b";" * 200), ("gone.csv", None), ("a.csv", b"x" * 2_000_001)],
)
def test_what_is_no_table_has_the_code_of_the_directory(tmp_path: Path, name: str, content: bytes | None) -> None:
    """faults: B. Whoever imports offers is not told of a file with answers."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LotseError) as refused:
        read_offers(tmp_path / name)
    assert refused.value.code == "offer.file"
    assert refused.value.detail["file"] == name
    with pytest.raises(LotseError) as refused:
        write_offers(sample_offers(), tmp_path / "a.pdf")
    assert refused.value.code == "offer.file"


@pytest.mark.parametrize(
    ("plz", "town", "seat", "found"),
    [
        ("44532", "", "", "05978024"),
        ("40721", "Hilden", "", "05158016"),  # Düsseldorf and Hilden share it
        ("40721", "", "", ""),
        ("80331", "München", "", ""),
        ("", "", "", ""),
        ("44532", "Lünen", "05978036", "05978036"),
    ],
)
def test_a_municipality_nobody_gave_follows_from_the_address(
    tmp_path: Path, plz: str, town: str, seat: str, found: str
) -> None:
    """Without it an offer next door would count as far away."""
    (offer,) = read_offers(sheet(tmp_path, f"{NEEDED};plz;town;seat", f"{GOOD};{plz};{town};{seat}")).offers
    assert offer.seat == found
