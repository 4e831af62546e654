"""Where a login or another language may lead: pages of the desk with their search, and nowhere else."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from backend.web.desk import asked
from backend.web.login import HOME, destination


def query_of(query: bytes) -> str:
    return asked(
        Request({"type": "http", "method": "GET", "path": "/desk/cases", "query_string": query, "headers": []})
    )


@pytest.mark.parametrize(
    "query", [b"", b"list=team", b"text=Kur%C3%9F+%26&lang=ti", b"x=%0d%0a", b"x=//e/..\xff;#'\"<>", b"x"]
)
def test_whatever_a_page_was_asked_for_is_a_destination(query: bytes) -> None:
    there = f"{HOME}{query_of(query)}"
    assert destination(there) == there


def test_the_query_says_the_same_as_the_address() -> None:
    assert query_of(b"") == ""
    assert query_of(b"list=team&text=Kur%C3%9F%20&text=") == "?list=team&text=Kur%C3%9F+&text="


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "https://evil.example/desk/cases?list=all",
        "//evil.example/desk/cases?list=all",
        "/desk/offers/../login",
        "/desk/login?next=/desk/cases",
        "/desk/cases?list=all\r\nX: y",
        "/desk/cases?list=all\n",
        "/desk/cases?to=\\\\evil.example",
        "/desk/cases?to=//evil.example",
        "/desk/cases#//evil.example",
    ],
)
def test_nowhere_else(wanted: str | None) -> None:
    assert destination(wanted) == HOME
