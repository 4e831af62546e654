"""`python -m nlu.embedded`: what `make setup` and the image call. Trains what is out of date, says nothing else."""

from __future__ import annotations

import sys

from flows.errors import LotseError
from nlu.embedded.shelf import build, folder


def main() -> int:
    try:
        build(folder())
    except LotseError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
