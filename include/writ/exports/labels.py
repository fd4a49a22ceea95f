"""When two column names, or two names of a ground, are the same, and which are known in which language.

Compared are composed letters (NFC) without case, outer blanks, and the number of blanks or underscores between words.
Nothing else is bent: a name that is nearly known is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from include.writ.errors import ConfigError

_BETWEEN_WORDS = re.compile(r"[\s_]+")


def normalise_label(text: str) -> str:
    """Compose a name (NFC) and take its outer blanks; this is how a layout keeps it."""
    return unicodedata.normalize("NFC", text).strip()


def compare_label(text: str) -> str:
    """The form in which two names are compared."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _BETWEEN_WORDS.sub(" ", folded).strip()


@cache
def column_synonyms() -> Mapping[str, str]:
    """The compared form of every known column name, and the canonical field that it means."""
    return _read("columns")


@cache
def ground_synonyms() -> Mapping[str, str]:
    """The compared form of every known name of a ground, and the id of that ground."""
    return _read("grounds")


def _read(section: str) -> Mapping[str, str]:
    document = yaml.safe_load(files("include.writ.exports").joinpath("synonyms.yml").read_text("utf-8"))
    meanings: dict[str, str] = {}
    for meaning, names in document[section].items():
        for name in names:
            if meanings.setdefault(compare_label(name), meaning) != meaning:
                raise ConfigError(f"synonyms.yml: {name!r} has two meanings in {section}; keep one")
    return MappingProxyType(meanings)
