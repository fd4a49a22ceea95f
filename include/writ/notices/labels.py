"""The languages in which a notice can be laid out; a file of labels for each lies beside the template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("kk", "ru", "en", "de")


def languages_among(declared: Sequence[str], known: Sequence[str] = LANGUAGES) -> list[str]:
    """Those of the declared languages that are known, in their order; English where none of them is."""
    return [language for language in dict.fromkeys(declared) if language in known] or ["en"]
