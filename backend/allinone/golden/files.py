"""The file of a golden conversation, written so that it reads like a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


class Text(str):
    """Written as a block."""


def _block(dumper: yaml.SafeDumper, text: Text) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


class Dumper(yaml.SafeDumper):
    """YAML that keeps long lines and every script."""


Dumper.add_representer(Text, _block)


def dumped(golden: Mapping[str, Any]) -> str:
    return yaml.dump(dict(golden), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
