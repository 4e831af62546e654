"""`lotse teams`: the plan of a day, and how it would share out cases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from backend.cli import app
from backend.content.reading import jurisdictions
from flows.errors import LotseError


def run(*args: str) -> Any:
    return json.loads(CliRunner().invoke(app, ["teams", *args, "--json"], catch_exceptions=False).stdout)


def test_the_posts_of_a_day() -> None:
    posts = run("show", "leverkusen", "--on", "2021-03-01")["posts"]["leverkusen"]
    assert [post["post"] for post in posts] == ["traeger-1", "traeger-2", "traeger-3", "soziales-1", "ki-1"]
    assert posts[0]["login"] == "traeger-1@leverkusen"
    assert posts[0]["deputies"] == ["traeger-2", "traeger-3"]
    assert run("show", "leverkusen", "--on", "2020-03-01")["posts"]["leverkusen"] == [], "nobody is there yet"


@pytest.mark.parametrize("key", jurisdictions())
def test_the_plan_is_even(key: str) -> None:
    found = run("simulate", key, "--cases", "1000")["posts"][key]
    new = [post for post in found if post["cases"]]
    assert sum(post["cases"] for post in new) == 1000
    for post in new:
        assert post["share"] == pytest.approx(post["weight"], rel=0.05)


def test_another_attachment_and_the_work_after_intake() -> None:
    posts = run("simulate", "kreis-unna", "--cases", "80", "--attachment", "A")["posts"]["kreis-unna"]
    assert {post["team"] for post in posts} == {"kreis-unna.kreis"}
    assert [post["cases"] for post in posts] == [10] * 8
    posts = run("simulate", "bielefeld", "--cases", "60", "--task", "case")["posts"]["bielefeld"]
    assert [post["cases"] for post in posts] == [10] * 6


def test_a_table_for_people() -> None:
    """As wide as the terminal: long cells are broken."""
    shown = CliRunner().invoke(app, ["teams", "show", "rhein-kreis-neuss"]).stdout
    assert shown.startswith("rhein-kreis-neuss")
    assert shown.count("neuss") > 6


@pytest.mark.parametrize(
    "args",
    [
        ("show", "atlantis"),
        ("show", "--on", "2021-02-30"),
        ("simulate", "bielefeld", "--task", "coffee"),
        ("show", "kreis-unna", "--attachment", "D"),
    ],
)
def test_what_nobody_knows_is_refused(args: tuple[str, ...]) -> None:
    with pytest.raises(LotseError) as refused:
        run(*args)
    assert refused.value.code == "settings.invalid"
