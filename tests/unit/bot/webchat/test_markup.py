"""Message text as HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat.markup import rich, safe_url, sheet

OURS = re.compile(
    r"</a>"
    r'|<a href="https?://[^"<>]*" rel="noopener noreferrer" dir="ltr">'
    r'|<a class="phone( phone--within)?" href="tel:\+?\d+" dir="ltr">'
    r'|</?strong( class="receipt" dir="ltr")?>'
)


@given(st.text())
def test_nothing_but_our_own_links_ever_becomes_markup(text: str) -> None:
    """faults: C (stored XSS)"""
    tags = re.findall(r"<[^>]*>", str(rich(f"{text} https://a.example/{text} 0800 111222{text}", short_numbers=True)))
    assert len(tags) >= 2
    assert all(OURS.fullmatch(tag) for tag in tags)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Rufen Sie 0800 111 0 111 an.", "08001110111"),
        ("Telefon: 02303 27-1234", "02303271234"),
        ("+49 2303 271234", "+492303271234"),
        ("\u2068030 221 911\u2069", "030221911"),
    ],
)
def test_phone_numbers_can_be_tapped_and_keep_their_order_in_arabic(text: str, number: str) -> None:
    assert f'<a class="phone" href="tel:{number}" dir="ltr">' in rich(text)


@pytest.mark.parametrize("text", ["44532 Lünen", "§ 60a AufenthG", "am 01.01.2023", "112 Euro", "A1B2-0800-111"])
def test_other_figures_stay_text(text: str) -> None:
    assert rich(text) == text


@pytest.mark.parametrize(("text", "number"), [("112", "112"), ("Rufen Sie 110.", "110"), ("116 117", "116117")])
def test_emergency_numbers_can_be_tapped_where_they_are_meant(text: str, number: str) -> None:
    assert f"tel:{number}" in rich(text, short_numbers=True)
    assert "tel:" not in rich(text)


def test_a_receipt_number_stands_out_and_is_never_broken_in_two() -> None:
    shown = rich("Ihre Nummer ist \u2068BX7W-2TUG-JMRW\u2069. Bitte …")
    assert '\u2068<strong class="receipt" dir="ltr">BX7W-2TUG-JMRW</strong>\u2069.' in shown


def test_a_links_full_stop_stays_outside() -> None:
    assert 'href="https://example.org/a?b=1"' in rich("Siehe https://example.org/a?b=1.")


@pytest.mark.parametrize("url", ["https://x.example/", "tel:112", "mailto:a@b.example", "/h/abc"])
def test_addresses_a_button_may_lead_to(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x", "JAVASCRIPT:x", None]
)
def test_addresses_a_button_may_not_lead_to(url: str | None) -> None:
    assert safe_url(url) is None


def test_what_a_question_says_of_other_answers_is_not_its_answer() -> None:
    html = sheet("– Kind \u20682\u2069\nWie alt ist \u2068Ada\u2069? \u2068etwa \u20683\u2069 Jahre\u2069")
    assert html == (
        '<b class="sheet-entry">Kind \u20682\u2069</b>\n'
        'Wie alt ist \u2068Ada\u2069? <bdi class="sheet-answer">etwa \u20683\u2069 Jahre</bdi>'
    )


def test_in_a_list_of_answers_the_titles_and_answers_stand_out() -> None:
    html = sheet("▪ Ort\nWo leben Sie? \u2068Lünen (44532)\u2069\n\nSonst nichts.")
    assert html == (
        '<b class="sheet-title">Ort</b>\nWo leben Sie? <bdi class="sheet-answer">Lünen (44532)</bdi>\n\nSonst nichts.'
    )


@given(st.text())
def test_an_answer_in_a_list_never_becomes_markup(answer: str) -> None:
    """faults: C (stored XSS)"""
    html = str(sheet(f"▪ {answer}\nFrage? \u2068{answer}\u2069"))
    allowed = {'<b class="sheet-title">', "</b>", '<bdi class="sheet-answer">', "</bdi>"}
    assert {tag for tag in re.findall(r"<[^>]*>", html) if not OURS.fullmatch(tag)} <= allowed
