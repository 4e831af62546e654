"""What the detector of languages says, for those who act on it without bringing its model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """`lang`: a code of `locales/languages.toml` (Leichte Sprache is "de"), or None; `confidence`: 0 to 1.

    `script`: ISO 15924, of most letters, or None.
    """

    lang: str | None = None
    confidence: float = 0.0
    script: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"lang": self.lang, "confidence": round(self.confidence, 3), "script": self.script}
