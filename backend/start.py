"""Where the `lotse` command begins: so light that Ctrl+C in the second before its first word leaves no traceback."""

from __future__ import annotations

import signal


def main() -> None:
    """`backend.cli.main`. Until that is imported an interrupt just ends the process; one that is ignored stays so."""
    asked = signal.getsignal(signal.SIGINT)
    if asked is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from backend.cli import main as cli

    signal.signal(signal.SIGINT, asked)
    cli()
