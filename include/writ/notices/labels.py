"""The languages in which a notice can be laid out; a file of labels for each lies beside the template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("kk", "ru", "en", "de")


def languages_among(declared: Sequence[str]) -> list[str]:
    """Those of the declared languages that Writ has, in their order; English where it has none of them."""
    return [language for language in dict.fromkeys(declared) if language in LANGUAGES] or ["en"]
