"""A browser without JavaScript: keeps cookies, reads forms, sends them the way HTML says."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx


@dataclass
class HtmlForm:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)  # values of checkboxes, ticked or not
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label

    @property
    def values(self) -> dict[str, str]:
        return dict(self.fields)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self.html: dict[str, str | None] = {}
        self.text: list[str] = []
        self._button: tuple[str, str] | None = None
        self._label: list[str] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = dict(given)
        elif tag == "form":
            self.forms.append(HtmlForm(given["action"]))
        elif tag == "button":
            self._button, self._label = (given.get("name", ""), given.get("value", "")), []
        elif tag == "textarea":
            self._area = given["name"]
            self.forms[-1].fields.append((given["name"], ""))
        elif tag == "input" and self.forms:
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if given.get("type") == "checkbox":
            form.ticks.append(given["value"])
            if "checked" not in given:
                return
        form.fields.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[-1] = (self._area, data)
        self._label.append(data)
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "button" and self._button is not None and self.forms:
            self.forms[-1].buttons.append((*self._button, "".join(self._label).strip()))
            self._button = None


@dataclass
class Page:
    response: httpx.Response
    parsed: _Forms

    @property
    def text(self) -> str:
        return " ".join("".join(self.parsed.text).split())

    @property
    def lang(self) -> str | None:
        return self.parsed.html.get("lang")

    @property
    def status(self) -> int:
        return self.response.status_code

    def form_with(self, label: str) -> tuple[HtmlForm, tuple[str, str]]:
        """The form that has a button with this label (or value), and what the button sends."""
        for form in self.parsed.forms:
            for name, value, said in form.buttons:
                if label in (said, value):
                    return form, (name, value)
        raise LookupError(f"no button {label!r} on the page")

    @property
    def composer(self) -> HtmlForm:
        return next(form for form in self.parsed.forms if "text" in form.values)


class PlainBrowser:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> Page:
        return self._page(await self.client.get(path, headers=headers, follow_redirects=True))

    async def tap(self, page: Page, label: str, *, ticked: tuple[int, ...] = (), **changed: str) -> Page:
        form, (name, value) = page.form_with(label)
        ticks = [("values", form.ticks[index]) for index in ticked]
        return await self.send(form, [*ticks, (name, value)] if name else ticks, **changed)

    async def write(self, page: Page, text: str, **changed: str) -> Page:
        return await self.send(page.composer, [], text=text, **changed)

    async def send(self, form: HtmlForm, extra: list[tuple[str, str]], **changed: str) -> Page:
        fields = [(name, changed.get(name, value)) for name, value in form.fields] + extra
        body = str(httpx.QueryParams(fields))
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": str(self.client.base_url).rstrip("/")}
        response = await self.client.post(form.action, content=body, headers=headers, follow_redirects=True)
        return self._page(response)

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        parsed = _Forms()
        parsed.feed(response.text)
        return Page(response, parsed)
