"""`python -m backend.cli`: the same as `lotse`, also where the command is not installed."""

from backend.cli import main

main()
