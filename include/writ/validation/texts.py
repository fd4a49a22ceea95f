"""Says every rule in words, in the three languages of those who read about it: what it means, and what would mend it.

Refuses texts that lack a rule or a language, since a person would then see a code where a sentence should stand.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import yaml

from include.writ.errors import ConfigError
from include.writ.validation.rules import (
    MAX_EXCERPT_LENGTH,
    MAX_REFERENCE_LENGTH,
    MAX_URL_LENGTH,
    RULES_BY_NAME,
)

Language = Literal["kk", "ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")
_LIMITS: Final = {
    "max_reference_length": MAX_REFERENCE_LENGTH,
    "max_url_length": MAX_URL_LENGTH,
    "max_excerpt_length": MAX_EXCERPT_LENGTH,
}


class Said(NamedTuple):
    """One rule in words: what holds where it is kept, and what to do where it is broken."""

    meaning: str
    remedy: str


def say(rule: str, language: Language) -> Said:
    """The words of a rule in a language; raises `KeyError` for one that is not in the list."""
    return _read()[rule, language]


@cache
def _read() -> dict[tuple[str, str], Said]:
    document = yaml.safe_load(files("include.writ.validation").joinpath("texts.yml").read_text("utf-8"))
    texts = {
        (rule, language): Said(*(text.format_map(_LIMITS) for text in said))
        for rule, by_language in document.items()
        for language, said in by_language.items()
    }
    wanted = {(rule, language) for rule in RULES_BY_NAME for language in LANGUAGES}
    if texts.keys() != wanted:
        wrong = sorted(f"{rule} ({language})" for rule, language in texts.keys() ^ wanted)
        raise ConfigError(f"texts.yml does not say each rule once in each language: {', '.join(wrong)}")
    return texts
