"""Templates and what each of them may use. Everything is escaped; a name a template misspells raises."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from backend.web.formats import Formats
from backend.web.said import said
from backend.web.words import SOURCES, words

HERE = Path(__file__).parent

_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters["said"] = said


def page(template: str, lang: str, now: datetime, status: int = 200, **values: Any) -> HTMLResponse:
    """One page. `session` None (or not given): nobody is logged in, so there is no navigation."""
    text, values = words(lang), {"session": None, "place": None, **values}
    html = _environment.get_template(template).render(
        t=text, lang=text.lang, languages=tuple(SOURCES), f=Formats(text.lang, now), **values
    )
    return HTMLResponse(html, status_code=status)
