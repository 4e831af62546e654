"""Agreeing to one purpose, or not. Read exactly like yes and no; what it allows is told in the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flows.kinds.base import register
from flows.kinds.yes_no import YesNo


@register
class Consent(YesNo):
    name: ClassVar[str] = "consent"
    summary: ClassVar[str] = "Consent to one purpose; stored with wording, version, language, time and channel."
    example: ClassVar[str] = """\
- id: consent_intake
  kind: consent
  before_consent: true
  purpose: intake
  version: 1
  prompt: Dürfen wir Ihre Antworten speichern?
"""
    seconds: ClassVar[float] = 6.0
    skippable: ClassVar[bool] = False
    hears: ClassVar[bool] = False
    labels: ClassVar[dict[bool, str]] = {True: "answer.consent.yes", False: "answer.consent.no"}
    options: ClassVar[Mapping[str, Any]] = {
        "purpose": {
            "enum": ["intake", "handover", "special", "statistics", "messenger", "referral", "collect"],
            "description": "What the consent is for. One consent step for each purpose.",
        },
        "again": {
            "type": "string",
            "description": "A `place` step. After sending, the consent is asked again when that place comes to lie in "
            "another district: who would receive the answers is somebody else then.",
        },
        "decided_by": {
            "type": "string",
            "description": "An earlier step whose answer tells who may agree, such as the age. When it becomes another "
            "one, a yes or no of before was somebody else's, and the consent is asked anew.",
        },
    }
