"""What a coordinator is told of variants: what is new, what is gone, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

from flows.library import builtin_package
from flows.package import Package, load_package
from flows.package_diff import package_diff
from tests.support.publishing import intake_files

REWORDED = ("prompt: Sind Sie 16 Jahre alt oder älter?", "prompt: Sind Sie schon 16 Jahre alt?")


def of(package: Package, **variants: object) -> Package:
    return replace(package, variants=variants)


def test_the_same_package_differs_in_nothing() -> None:
    assert package_diff(builtin_package("kim-intake"), builtin_package("kim-intake")) == ()


def test_a_variant_that_is_gone_or_new_is_told() -> None:
    package = builtin_package("kim-intake")
    luenen = {"luenen": package.variants["luenen"]}
    gone = package_diff(of(package, **luenen), of(package))
    assert [(change.code, change.variant) for change in gone] == [("variant_removed", "luenen")]
    new = package_diff(of(package), of(package, **luenen))
    assert [(change.code, change.variant) for change in new] == [("variant_added", "luenen")]


def test_what_everybody_notices_is_said_once_and_what_one_town_notices_with_its_name() -> None:
    package = builtin_package("kim-intake")
    base = load_package(intake_files(REWORDED)).flow
    unna = package.variants["kreis-unna"]
    old = replace(package, variants={"x": replace(unna, flow=package.flow)})
    both = replace(package, flow=base, variants={"x": replace(unna, flow=base)})
    assert [change.variant for change in package_diff(old, both)] == [None]
    own = replace(package, variants={"x": replace(unna, flow=base)})
    (change,) = package_diff(old, own)
    assert change.variant == "x"
    assert change.text.startswith("In x: ")
