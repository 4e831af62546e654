"""Wrong arguments of `lotse … --json` are told as JSON, like all other errors; people keep Typer's words."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import lotse_here

#: Arguments -> `command` and `names` of the detail, and a part of `problem`.
WRONG = {
    ("screen", "--nope", "--json"): ("lotse screen", "--nope", "No such option"),
    ("flows", "lint", "--json", "--nope"): ("lotse flows lint", "--nope", "No such option"),
    ("flows", "--json"): ("lotse flows", "--json", "No such option"),
    ("--json",): ("lotse", "--json", "No such option"),
    ("rules", "impact", "--json"): ("lotse rules impact", "change", "Missing argument"),
    ("flows", "walk", "--json", "--seed", "x"): ("lotse flows walk", "seed", "should be a valid integer"),
    ("flows", "walk", "--json", "--seed"): (None, "--seed", "requires an argument"),
    ("screen", "--json"): ("lotse screen", None, "--answers or --batch is needed"),
    ("nonsense", "--json"): ("lotse", None, "No such command 'nonsense'"),
    ("rules", "nonsense", "--json"): ("lotse rules", None, "No such command 'nonsense'"),
}


@pytest.mark.parametrize("arguments", WRONG)
def test_a_program_is_told_in_json(arguments: tuple[str, ...]) -> None:
    command, names, problem = WRONG[arguments]
    told = lotse_here(*arguments)
    assert told.returncode == 2
    found = json.loads(told.stdout)
    assert found["error"] == "settings.invalid"
    assert (found["detail"].get("command"), found["detail"].get("names")) == (command, names)
    assert problem in found["detail"]["problem"]
    assert told.stderr.startswith("lotse: settings.invalid (")


@pytest.mark.parametrize("arguments", WRONG)
def test_people_are_told_in_words(arguments: tuple[str, ...]) -> None:
    asked = [one for one in arguments if one != "--json"]
    told = lotse_here(*asked)
    assert told.stdout == "" or asked in ([], ["flows"])  # these show the help
    assert "settings.invalid" not in told.stderr
    assert told.returncode == 2


def test_help_is_no_error() -> None:
    told = lotse_here("screen", "--json", "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert "--answers" in told.stdout
