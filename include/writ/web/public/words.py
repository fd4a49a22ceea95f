"""The words of the public pages, in Kazakh, Russian and English; each language is one file beside this one."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from include.writ.domain.states import AppealState


class Language(StrEnum):
    """A language of the pages, by its code (ISO 639-1). The value is also a part of each address."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


NAMES = {Language.KAZAKH: "Қазақша", Language.RUSSIAN: "Русский", Language.ENGLISH: "English"}


class Words(BaseModel):
    """All that the pages say in one language. `missing`, `too_long` and `bad_day` begin with a field's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    specimen: str
    reference: str
    reference_help: str
    address: str
    statement: str
    statement_help: str
    learned_on: str
    learned_on_help: str
    send: str
    missing: str
    too_long: str
    bad_day: str
    unknown_order: str
    taken: str
    complaint: str
    received_at: str
    code: str
    code_help: str
    answer_title: str
    answer_about: str
    show: str
    unknown_complaint: str
    reasons: str
    lateness: str
    decided_by: str
    back: str
    not_now: str
    not_this: str
    states: dict[AppealState, str]


@cache
def words() -> dict[Language, Words]:
    """By language."""
    files = {language: Path(__file__).with_name(f"{language}.yml") for language in Language}
    return {language: Words(**yaml.safe_load(file.read_text("utf-8"))) for language, file in files.items()}
