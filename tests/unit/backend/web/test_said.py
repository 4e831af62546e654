"""Telephone numbers in what people wrote stand as they are dialled; all else is escaped and left as it is."""

from __future__ import annotations

import pytest

from backend.web.said import MOST, said


@pytest.mark.parametrize("number", ["0231 1234567", "+49 (0) 231 / 12 34 56-7", "٠٢٣١ ١٢٣٤٥٦٧", "+963 944 123 456"])
def test_a_telephone_number_runs_from_left_to_right(number: str) -> None:
    assert said(f"رقمي {number} من 9 إلى 17") == f'رقمي <bdi dir="ltr">{number}</bdi> من 9 إلى 17'


@pytest.mark.parametrize("text", ["", "من 2019-2024 في 14.05.1989", "44532 ,12 ,3", "نعم\nلا"])
def test_what_is_no_number_to_dial_stays_as_it_is(text: str) -> None:
    assert said(text) == text


def test_everything_is_escaped() -> None:
    told = said('<b>0231 1234567</b> & <script> "0176 12345678"')
    assert told == (
        '&lt;b&gt;<bdi dir="ltr">0231 1234567</bdi>&lt;/b&gt; &amp; &lt;script&gt; '
        '&#34;<bdi dir="ltr">0176 12345678</bdi>&#34;'
    )


def test_a_text_of_nothing_but_numbers_is_not_searched_to_its_end() -> None:
    """faults: B"""
    text = "0231 1234567، " * 300
    assert said(text).count("<bdi") == MOST
    assert said(text).striptags() == text.strip()
