"""What is kept of a checked package is all of it; other bytes are refused, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.expressions import Env, Expression, tree
from flows.library import builtin_package
from flows.package import compile_package, load_package, restored
from flows.packaging import compiled
from flows.packaging.compiled import Compiled
from tests.support.packages import tiny
from tests.support.pictures import png

KIM = builtin_package("kim-intake")
COMPILED = Compiled(KIM.flow, KIM.variants, KIM.translations, KIM.warnings)
DATA = compiled.dump(COMPILED)


def expressions(part: Any) -> Iterator[Expression]:
    """Every expression in a flow, wherever it stands."""
    if isinstance(part, Expression):
        yield part
    elif is_dataclass(part):
        for known in fields(part):
            yield from expressions(getattr(part, known.name))
    elif isinstance(part, (tuple, list)):
        for item in part:
            yield from expressions(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from expressions(item)


def test_a_flow_and_its_variants_come_back_as_they_were() -> None:
    assert compiled.load(DATA) == COMPILED
    assert list(compiled.load(DATA).flow.steps) == list(KIM.flow.steps)  # in asking order


def test_typed_trees_come_back_with_all_they_know() -> None:
    """Equality of expressions leaves the tree out; proofs and export read it."""
    before, after = list(expressions(COMPILED)), list(expressions(compiled.load(DATA)))
    assert len(before) == len(after) > 100
    for one, other in zip(before, after, strict=True):
        assert list(map(_known, tree.walk(one.tree))) == list(map(_known, tree.walk(other.tree)))


def _known(node: tree.Node) -> list[Any]:
    return [getattr(node, known.name) for known in fields(node)]


def test_expressions_are_compiled_when_they_are_asked_and_say_the_same() -> None:
    env = Env({"children": 2, "of_age": True, "fields": ["law"], "birth": {"date": "2010-01-01"}}, date(2026, 1, 1))
    for one, other in zip(expressions(COMPILED), expressions(compiled.load(DATA)), strict=True):
        made = other.run
        assert one(env) == other(env) == other(env)
        assert other.run is not made  # from now on without a detour


def test_what_stands_in_two_places_is_kept_once_and_is_one_again() -> None:
    """Else the trees of computed values that read each other would double with every one of them."""
    step = next(step for step in KIM.flow.steps.values() if step.relevant is not None)
    twice = replace(step, urgent=step.relevant)
    flow = replace(KIM.flow, steps={"a": twice, "b": twice})
    again = compiled.load(compiled.dump(Compiled(flow, {}, {}, ()))).flow
    assert again.steps["a"].urgent is again.steps["a"].relevant is again.steps["b"].relevant


def test_a_package_is_restored_with_texts_and_warnings() -> None:
    files = {**tiny(), "media/map.png": png(), "strange.exe": b""}
    package = load_package(files)
    again = restored(compile_package(package), files)
    assert (again.flow, again.revision, again.media) == (package.flow, package.revision, package.media)
    assert (again.warnings, again.translations) == (package.warnings, package.translations)
    assert again.texts.raw("it", "tiny.name.prompt") == "Come si chiama?"
    assert again.missing("it") == package.missing("it")


def test_a_part_nobody_knows_is_an_error_rather_than_lost() -> None:
    with pytest.raises(TypeError, match="holds no object"):
        compiled.dump(Compiled(KIM.flow, {"x": object()}, {}, ()))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        DATA[:-1],
        DATA[: len(DATA) // 2],
        msgspec.msgpack.encode([[], 5]),
        msgspec.msgpack.encode([[], [99]]),
    ],
)
def test_bytes_that_are_no_compiled_package_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a compiled package"):
        compiled.load(data)


PARTS = st.recursive(
    st.none() | st.integers(-2, 60) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)


@given(st.binary(max_size=200) | PARTS.map(lambda part: msgspec.msgpack.encode([[], part])))
@settings(max_examples=300)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(compiled.load(data), Compiled)
