"""The languages at the desk: coordination alone sees how far they are, and both German texts side by side.

faults: C (every route × role; not-found equals not-allowed; stored XSS)
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.domain.permissions import Role
from locales.languages import OFFERED
from tests.integration.desk.conftest import STAFF, DeskTest
from tests.support.second_translator import second_translator

PATHS = ("/desk/languages", "/desk/languages/uk")


@pytest.fixture(autouse=True)
def translated_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with second_translator(monkeypatch):
        yield


@pytest.mark.parametrize("login", sorted(STAFF))
async def test_coordination_alone_sees_the_languages(desk: DeskTest, login: str) -> None:
    sees = STAFF[login][0] is Role.COORDINATOR
    client = await desk.as_(login)
    for path in PATHS:
        assert (await client.get(path)).status_code == (200 if sees else 404), path
    assert ('href="/desk/languages"' in (await client.get("/desk/cases")).text) == sees


async def test_every_language_says_how_far_it_is(desk: DeskTest) -> None:
    page = (await (await desk.as_("coordinator")).get("/desk/languages")).text
    assert page.count('role="rowheader"') == len(OFFERED)
    assert "noch nicht geprüft" in page
    assert "2 Texte" in page
    assert 'href="/desk/languages/uk"' in page
    assert 'href="/desk/languages/ar"' not in page, "nothing to compare"


async def test_both_german_texts_stand_side_by_side_the_conspicuous_one_first(desk: DeskTest) -> None:
    page = (await (await desk.as_("coordinator")).get("/desk/languages/uk")).text
    assert page.index("answer.consent.yes") < page.index("answer.yes<")
    assert "Ja, ich stimme zu" in page
    assert "verneint oder nicht" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("code", ["de", "xx", "%00", "uk'--", "../uk"])
async def test_what_is_no_language_to_compare_is_not_found(desk: DeskTest, code: str) -> None:
    assert (await (await desk.as_("coordinator")).get(f"/desk/languages/{code}")).status_code == 404


async def test_a_language_nobody_translated_back_says_so(desk: DeskTest) -> None:
    assert "noch keine Rückübersetzung" in (await (await desk.as_("coordinator")).get("/desk/languages/ar")).text
