"""Templates, bound to a language: the only place where HTML is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from flows.pictograms import PICTOGRAMS
from locales.languages import LANGUAGES, OFFERED, called, direction
from locales.texts import Texts

STATIC = Path(__file__).parent / "static"


class Renderer:
    """`new_id` makes the hidden id of each form: sent twice, it is one event."""

    def __init__(self, texts: Texts, assets: Path, new_id: Callable[[], str]) -> None:
        self._texts = texts
        self._languages = [LANGUAGES[code] for code in OFFERED if code in texts.languages]
        self._env = Environment(
            loader=PackageLoader("bot.channels.webchat"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(
            new_id=new_id,
            asset=partial(_address, _versions(assets)),
            pictograms=PICTOGRAMS,
            called=cache(called),
            languages=self._languages,
            elsewhere=self.elsewhere,
        )

    def text(self, lang: str, text_id: str, **params: object) -> str:
        return self._texts.get(lang, text_id, **params)

    def elsewhere(self, lang: str, text_id: str) -> list[tuple[str, str]]:
        """Language and words: the text in the other languages, each wording once ("Willkommen" is said in two)."""
        said = {self.text(lang, text_id): lang}
        for other in self._languages:
            said.setdefault(self.text(other.code, text_id), other.code)
        return [(code, words) for words, code in said.items() if code != lang]

    def html(self, template: str, lang: str, **values: Any) -> str:
        return self._env.get_template(template).render(
            t=partial(self._texts.get, lang), t_in=self._texts.get, lang=lang, dir=direction(lang), **values
        )


def _versions(assets: Path) -> dict[str, str]:
    """Path -> short content hash, so that browsers may keep a file for ever and still see a new one at once."""
    manifest = assets / "vendor" / "manifest.json"
    vendor = json.loads(manifest.read_text())["files"] if manifest.is_file() else {}
    versions = {f"vendor/{name}": str(entry["sha256"])[:12] for name, entry in vendor.items()}
    for path in STATIC.iterdir():
        versions[f"chat/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return versions


def _address(versions: dict[str, str], name: str) -> str:
    version = versions.get(name)
    return f"/static/{name}?v={version}" if version else f"/static/{name}"


def is_fragment(request: Request) -> bool:
    """htmx asks for a piece of the page, everything else for a whole one."""
    return request.headers.get("hx-request") == "true"
