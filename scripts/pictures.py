"""Takes the pictures of the README from the running system: the chat in Arabic, the desk in German.

    .venv/bin/python scripts/pictures.py

A newcomer from Ukraine in Lünen answers in Ukrainian; her case is then opened at the desk of the Nordkreis team.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from backend.allinone.demo import Demo, demonstration
from backend.allinone.place import Place
from backend.bench.phones import Phone
from backend.bootstrap.turns import create_turns
from backend.serving import listen
from flows.protocol import TextIn, TurnRequest

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
#: What she writes where the load phones would write German.
WORDS = {"name": "Олена", "wish": "Я хочу вивчити німецьку і знову працювати медсестрою."}


class Olena(Phone):
    """The phone of a woman who chose Ukrainian and writes Cyrillic."""

    def _answer(self, question):  # type: ignore[no-untyped-def]
        if question.step in WORDS:
            return TextIn(text=WORDS[question.step])
        return super()._answer(question)

    def _request(self, given):  # type: ignore[no-untyped-def]
        return super()._request(given).model_copy(update={"lang_hint": "uk"})


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(prefix="lotse-pictures-") as folder:
        ports = _free_ports()
        async with demonstration(Place(Path(folder), "127.0.0.1", *ports)) as demo, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
            await _chat(browser, demo)
            await _case(demo)
            await _desk(browser, demo)
            await browser.close()


def _free_ports() -> tuple[int, int]:
    sockets = [listen("127.0.0.1", 0, "") for _ in range(2)]
    ports = [found.getsockname()[1] for found in sockets]
    for found in sockets:
        found.close()
    return ports[0], ports[1]


async def _chat(browser: Browser, demo: Demo) -> None:
    phone = await browser.new_context(viewport=PHONE, locale="ar", device_scale_factor=1.5, reduced_motion="reduce")
    page = await phone.new_page()
    await page.goto(f"{demo.chat}/c/kreis-unna")
    await _tap(page, "العربية")
    await _tap(page, demo.world.texts.raw("ar", "answer.yes"))
    for _ in range(3):
        await _tap(page, demo.world.texts.raw("ar", "answer.consent.yes"))
    await page.locator("input[name=text], textarea[name=text]").first.fill("44532")
    await page.keyboard.press("Enter")
    await expect(page.locator("#now[data-step=moved_here]")).to_be_visible()
    await _settled(page)
    await _save(page, "chat-arabic-place")


async def _tap(page: Page, label: str) -> None:
    await page.get_by_role("button", name=label, exact=False).last.click()
    await _settled(page)


async def _settled(page: Page) -> None:
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(400)


async def _save(page: Page, name: str) -> None:
    await page.screenshot(path=PICTURES / f"{name}.png")


async def _case(demo: Demo) -> None:
    turns, phone = create_turns(demo.world), Olena("picture")
    request: TurnRequest | None = phone.first()
    while request is not None:
        request = phone.next_request(await turns.turn(request))


async def _desk(browser: Browser, demo: Demo) -> None:
    page = await (await browser.new_context(viewport=DESK, locale="de")).new_page()
    who = next(found for found in demo.accounts if found.login.startswith("koordination@kreis-unna"))
    await page.goto(demo.desk)
    await page.locator("input[name=login]").fill(who.login)
    await page.locator("input[name=password]").fill(who.password)
    await page.keyboard.press("Enter")
    await _settled(page)
    await page.goto(f"{demo.desk}/cases?list=all")
    await _settled(page)
    await page.locator("main a[href*='/desk/cases/']").first.click()
    await _settled(page)
    await _save(page, "desk-case")


if __name__ == "__main__":
    asyncio.run(main())
