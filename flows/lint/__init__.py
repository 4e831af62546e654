"""Checks before publishing: what a coordinator should know about a flow before anybody talks to it.

One check, one file in `checks/`; each registers itself with its code, its severity, a sentence for the manual and an
example that sets it off. Pure: texts, rules and the day come in with the `Subject`.
"""

from __future__ import annotations

import flows.lint.checks  # noqa: F401  registers every check
from flows.lint.base import CHECKS, Check, Finding
from flows.lint.run import Report, lint
from flows.lint.subject import Cell, Reading, Subject

__all__ = ["CHECKS", "Cell", "Check", "Finding", "Reading", "Report", "Subject", "lint"]
