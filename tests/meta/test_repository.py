"""What may stand in the repository, and that what is imported is what stands in it."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.meta.repository import PACKAGES, ROOT, modules, name, tracked, tree
from tests.support.parts import FOLDERS

LARGEST = 400_000  # bytes: what is bigger is data, and data is brought, not committed
#: Paths of one machine. Written in pieces, so that this file does not find itself.
FOREIGN = re.compile("|".join(("/wo" + "rk/", "/ro" + r"ot/\.", "/ho" + "me/[a-z]", r"\.\./sha" + r"red/(?!domain)")))


@pytest.mark.parametrize("package", PACKAGES)
def test_each_root_package_comes_from_this_repository(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None
    assert Path(file).resolve() == ROOT / package / "__init__.py"


def test_no_file_is_larger_than_a_text_should_be() -> None:
    assert not [name(path) for path in tracked() if path.stat().st_size > LARGEST]


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [name(path) for path in tracked() if FOREIGN.search(path.read_bytes().decode("utf-8", "replace"))]
    assert not found


def test_every_module_says_why_it_exists() -> None:
    silent = [
        name(path)
        for path in modules(*PACKAGES, "scripts", "tests")
        if tree(path).body and ast.get_docstring(tree(path)) is None
    ]
    assert not silent


def test_every_folder_of_tests_is_run_by_a_part() -> None:
    """`make test` runs parts by folder: a folder in none of them would never run."""
    known = {folder for folders in FOLDERS.values() for folder in folders}
    present = {
        path.relative_to(ROOT / "tests").parts[0] for path in tracked("tests/**") if path.name.startswith("test_")
    }
    assert present
    assert present <= known
